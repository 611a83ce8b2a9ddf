import type { Sealed } from '../../src/transports/winrm/ntlm-seal.ts';

/** The framing of MS-WSMV 2.2.9.1 as Windows writes it: with a tab before every header, which some clients rely on. */
export function frameAsWindows({ signature, data }: Sealed): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(signature.length);
  return Buffer.concat([
    Buffer.from('--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n'),
    Buffer.from(`\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=${data.length}\r\n`),
    Buffer.from('--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n'),
    length,
    signature,
    data,
    Buffer.from('--Encrypted Boundary--\r\n'),
  ]);
}
