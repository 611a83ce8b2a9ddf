import { createHmac } from 'node:crypto';
import { ntowfv2, toAccount } from '../../src/transports/winrm/ntlm.ts';
import { CLIENT_FLAGS, encodeAvPairs, FLAG, MIC_OFFSET } from '../../src/transports/winrm/ntlm-message.ts';
import { makeSealingContext, type SealingContext } from '../../src/transports/winrm/ntlm-seal.ts';
import { Rc4 } from '../../src/transports/winrm/rc4.ts';

/** The server's half of NTLMv2, for simulated hosts; written against MS-NLMP 3.3.2 and checked by an independent client. */
export interface ServerChallenge {
  readonly negotiate: Buffer;
  readonly bytes: Buffer;
  readonly serverChallenge: Buffer;
  /** A server that sends its time, which Windows XP and Server 2003 do not, demands a MIC. */
  readonly withTime: boolean;
}

/** A challenge of a server that sends its time, unless said otherwise. */
export function makeChallenge(negotiate: Buffer, serverChallenge: Buffer, withTime = true): ServerChallenge {
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(133_000_000_000_000_000n);
  const targetInfo = encodeAvPairs([
    { id: 2, value: Buffer.from('PLANT', 'utf16le') },
    { id: 1, value: Buffer.from('GATE-07', 'utf16le') },
    ...(withTime ? [{ id: 7, value: time }] : []),
  ]);
  const head = Buffer.alloc(56);
  head.write('NTLMSSP\0', 'latin1');
  head.writeUInt32LE(2, 8);
  head.writeUInt32LE(56, 16);
  head.writeUInt32LE(chosenFlags(negotiate.readUInt32LE(12)), 20);
  serverChallenge.copy(head, 24);
  head.writeUInt16LE(targetInfo.length, 40);
  head.writeUInt16LE(targetInfo.length, 42);
  head.writeUInt32LE(56, 44);
  return { negotiate, serverChallenge, withTime, bytes: Buffer.concat([head, targetInfo]) };
}

/** NTLMSSP_NEGOTIATE_OEM: names in one byte a letter; it is taken from a client that does not offer Unicode. */
const OEM = 0x00000002;

/** MS-NLMP 3.2.5.1.1. */
function chosenFlags(asked: number): number {
  const letters = (asked & FLAG.unicode) === 0 ? asked & OEM : 0;
  return ((asked & CLIENT_FLAGS) | letters) >>> 0;
}

/** The context of an accepted client; undefined when user, password or MIC are wrong. */
export function acceptToken(
  challenge: ServerChallenge,
  token: Buffer,
  { user, password }: { readonly user: string; readonly password: string },
): SealingContext | undefined {
  const expected = toAccount(user, password);
  const letters = (token.readUInt32LE(60) & FLAG.unicode) === 0 ? 'latin1' : 'utf16le';
  const textAt = (at: number): string => fieldAt(token, at).toString(letters);
  const named = { domain: textAt(28), user: textAt(36), password };
  if (named.user.toLowerCase() !== expected.user.toLowerCase()) return undefined;
  const response = fieldAt(token, 20);
  const key = ntowfv2(named);
  const proof = hmac(key, challenge.serverChallenge, response.subarray(16));
  if (!proof.equals(response.subarray(0, 16))) return undefined;
  const sessionKey = new Rc4(hmac(key, proof)).update(fieldAt(token, 52));
  return !challenge.withTime || isMicRight(challenge, token, sessionKey)
    ? makeSealingContext(sessionKey, 'server')
    : undefined;
}

function isMicRight({ negotiate, bytes }: ServerChallenge, token: Buffer, sessionKey: Buffer): boolean {
  const without = Buffer.from(token);
  without.fill(0, MIC_OFFSET, MIC_OFFSET + 16);
  return hmac(sessionKey, negotiate, bytes, without).equals(token.subarray(MIC_OFFSET, MIC_OFFSET + 16));
}

function fieldAt(token: Buffer, at: number): Buffer {
  const offset = token.readUInt32LE(at + 4);
  return token.subarray(offset, offset + token.readUInt16LE(at));
}

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac('md5', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
