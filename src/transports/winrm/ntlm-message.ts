/** Bits of NegotiateFlags (MS-NLMP 2.2.2.5) that this client needs to name. */
export const FLAG = {
  unicode: 0x00000001,
  sign: 0x00000010,
  seal: 0x00000020,
  extendedSessionSecurity: 0x00080000,
  targetInfo: 0x00800000,
  key128: 0x20000000,
  keyExchange: 0x40000000,
} as const;

/** UNICODE, REQUEST_TARGET, SIGN, SEAL, NTLM, ALWAYS_SIGN, EXTENDED_SESSIONSECURITY, TARGET_INFO, VERSION, 128, KEY_EXCH, 56. */
export const CLIENT_FLAGS = 0xe28a8235;

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
/** Windows XP SP2 and NTLM revision 15 (MS-NLMP 2.2.2.10); nothing depends on it, some acceptors want the field. */
const VERSION = Buffer.from([5, 1, 0x28, 0x0a, 0, 0, 0, 0x0f]);

/** The first message: 40 bytes, no domain, no workstation (MS-NLMP 2.2.1.1). */
export function makeNegotiate(): Buffer {
  const message = Buffer.alloc(40);
  SIGNATURE.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(CLIENT_FLAGS, 12);
  VERSION.copy(message, 32);
  return message;
}

/** What the server answers to the first message (MS-NLMP 2.2.1.2). */
export interface Challenge {
  readonly flags: number;
  /** 8 bytes. */
  readonly serverChallenge: Buffer;
  readonly targetInfo: readonly AvPair[];
  /** The message as it came, which the MIC is computed over. */
  readonly bytes: Buffer;
}

/** One piece of target information: id and value (MS-NLMP 2.2.2.1). */
export interface AvPair {
  readonly id: number;
  readonly value: Buffer;
}

export const AV = { endOfList: 0, flags: 6, timestamp: 7, channelBindings: 10 } as const;
/** Bytes of those that have a size, and are computed with. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [AV.flags, 4],
  [AV.timestamp, 8],
]);

/** Reads the server's challenge; undefined when it is none, or not whole. */
export function parseChallenge(bytes: Buffer): Challenge | undefined {
  if (bytes.length < 48 || !bytes.subarray(0, 8).equals(SIGNATURE) || bytes.readUInt32LE(8) !== 2) return undefined;
  const flags = bytes.readUInt32LE(20);
  const targetInfo = (flags & FLAG.targetInfo) === 0 ? [] : readAvPairs(readField(bytes, 40));
  if (targetInfo === undefined) return undefined;
  return { flags, serverChallenge: bytes.subarray(24, 32), targetInfo, bytes };
}

/** The bytes that a field of length, room and offset points at; undefined when they lie outside of the message. */
function readField(bytes: Buffer, at: number): Buffer | undefined {
  const length = bytes.readUInt16LE(at);
  const offset = bytes.readUInt32LE(at + 4);
  return offset + length > bytes.length ? undefined : bytes.subarray(offset, offset + length);
}

function readAvPairs(bytes: Buffer | undefined): readonly AvPair[] | undefined {
  if (bytes === undefined) return undefined;
  const pairs: AvPair[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const id = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    if (id === AV.endOfList) return pairs;
    if (at + 4 + length > bytes.length || (SIZES.get(id) ?? length) !== length) return undefined;
    pairs.push({ id, value: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return undefined;
}

/** The same list as bytes, its end included. */
export function encodeAvPairs(pairs: readonly AvPair[]): Buffer {
  const parts = pairs.map(({ id, value }) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

/** What the third message carries besides its flags and version. */
export interface AuthenticateFields {
  readonly lmResponse: Buffer;
  readonly ntResponse: Buffer;
  readonly domain: string;
  readonly user: string;
  readonly encryptedSessionKey: Buffer;
  readonly flags: number;
}

/** Where the MIC stands in the third message. */
export const MIC_OFFSET = 72;
const HEADER = 88;

/** The third message with a MIC of zeros (MS-NLMP 2.2.1.3); the workstation is left empty. */
export function makeAuthenticate(fields: AuthenticateFields): Buffer {
  const payloads = [
    { at: 28, value: utf16(fields.domain) },
    { at: 36, value: utf16(fields.user) },
    { at: 44, value: Buffer.alloc(0) },
    { at: 12, value: fields.lmResponse },
    { at: 20, value: fields.ntResponse },
    { at: 52, value: fields.encryptedSessionKey },
  ];
  const header = Buffer.alloc(HEADER);
  SIGNATURE.copy(header);
  header.writeUInt32LE(3, 8);
  header.writeUInt32LE(fields.flags, 60);
  VERSION.copy(header, 64);
  let offset = HEADER;
  for (const { at, value } of payloads) {
    header.writeUInt16LE(value.length, at);
    header.writeUInt16LE(value.length, at + 2);
    header.writeUInt32LE(offset, at + 4);
    offset += value.length;
  }
  return Buffer.concat([header, ...payloads.map(({ value }) => value)]);
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}
