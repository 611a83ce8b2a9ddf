import type { Sealed } from './ntlm-seal.ts';

/**
 * The framing of a sealed message (MS-WSMV 2.2.9.1), for SPNEGO and raw NTLM:
 *
 *     --Encrypted Boundary
 *     Content-Type: application/HTTP-SPNEGO-session-encrypted
 *     OriginalContent: type=application/soap+xml;charset=UTF-8;Length=1234
 *     --Encrypted Boundary
 *     Content-Type: application/octet-stream
 *     <length of the signature, 4 bytes><signature><sealed data>--Encrypted Boundary--
 */
export const ENCRYPTED_CONTENT_TYPE =
  'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"';

const BOUNDARY = '--Encrypted Boundary';
const SIGNATURE_BYTES = 16;

/** Frames a sealed message; without the tabs that some peers write and others choke on. */
export function frameSealed({ signature, data }: Sealed): Buffer {
  const head = [
    BOUNDARY,
    'Content-Type: application/HTTP-SPNEGO-session-encrypted',
    `OriginalContent: type=application/soap+xml;charset=UTF-8;Length=${data.length}`,
    BOUNDARY,
    'Content-Type: application/octet-stream',
    '',
  ].join('\r\n');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(signature.length);
  return Buffer.concat([
    Buffer.from(head, 'latin1'),
    length,
    signature,
    data,
    Buffer.from(`${BOUNDARY}--\r\n`, 'latin1'),
  ]);
}

/** `Length=` is followed; the sealed bytes are never searched for the boundary, since they may hold it. */
const HEAD =
  /^--Encrypted Boundary\r\n[\t ]*Content-Type: application\/HTTP-SPNEGO-session-encrypted\r\n[\t ]*OriginalContent: type=[^;\r\n]+;charset=[^;\r\n]+;Length=(?<length>\d{1,9})\r\n--Encrypted Boundary\r\n[\t ]*Content-Type: application\/octet-stream\r\n/i;
const LONGEST_HEAD = 512;

/** Takes a framed message apart; undefined when the body is not one whole sealed message. */
export function unframeSealed(body: Buffer): Sealed | undefined {
  const found = HEAD.exec(body.toString('latin1', 0, LONGEST_HEAD));
  if (found === null) return undefined;
  const signatureAt = found[0].length + 4;
  const dataAt = signatureAt + SIGNATURE_BYTES;
  const end = dataAt + Number(found.groups?.['length']);
  if (body.length < end || body.readUInt32LE(found[0].length) !== SIGNATURE_BYTES) return undefined;
  if (!/^(?:\r\n)?--Encrypted Boundary--(?:\r\n)?$/.test(body.toString('latin1', end))) return undefined;
  return { signature: body.subarray(signatureAt, dataAt), data: body.subarray(dataAt, end) };
}
