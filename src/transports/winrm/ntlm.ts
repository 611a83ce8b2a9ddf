import { createHmac } from 'node:crypto';
import { md4 } from './md4.ts';
import {
  AV,
  type AvPair,
  type Challenge,
  CLIENT_FLAGS,
  encodeAvPairs,
  FLAG,
  MIC_OFFSET,
  makeAuthenticate,
  utf16,
} from './ntlm-message.ts';
import { Rc4 } from './rc4.ts';

/** An account as NTLM sees it: `PLANT\svc` has a domain, `svc@plant.example` and `svc` have none. */
export interface Account {
  readonly domain: string;
  readonly user: string;
  readonly password: string;
}

/** Everything that must be new for each authentication, or comes from outside. */
export interface Fresh {
  /** 8 random bytes. */
  readonly clientChallenge: Buffer;
  /** 16 random bytes. */
  readonly sessionKey: Buffer;
  /** Now in units of 100 ns since 1601, used where the server sends no time of its own. */
  readonly fileTime: bigint;
  /** MD5 over the channel bindings of a TLS connection; none over plain HTTP. */
  readonly channelBindings?: Buffer;
}

/** Splits an account name as it is written in an inventory. */
export function toAccount(username: string, password: string): Account {
  const slash = username.indexOf('\\');
  if (slash === -1) return { domain: '', user: username, password };
  return { domain: username.slice(0, slash), user: username.slice(slash + 1), password };
}

/** Whether the server agreed to what every message of ours is built with. */
export function canAuthenticate({ flags }: Challenge): boolean {
  return hasAll(flags, FLAG.extendedSessionSecurity | FLAG.keyExchange | FLAG.unicode);
}

/** Whether the server agreed to sign and seal with 128 bits; anything less is no seal. */
export function canSeal({ flags }: Challenge): boolean {
  return hasAll(flags, FLAG.sign | FLAG.seal | FLAG.key128);
}

function hasAll(flags: number, needed: number): boolean {
  return (flags & needed) === needed;
}

/**
 * The third message: NTLMv2 with a MIC over all three messages (MS-NLMP 3.3.2, 3.1.5.1.2). The MIC is left out, and
 * an LMv2 response sent, for servers without a time of their own: Windows XP and Server 2003.
 */
export function answerChallenge(negotiate: Buffer, challenge: Challenge, account: Account, fresh: Fresh): Buffer {
  const { serverChallenge } = challenge;
  const time = challenge.targetInfo.find(({ id }) => id === AV.timestamp)?.value;
  const responseKey = ntowfv2(account);
  const temp = makeTemp(
    time ?? toBytes(fresh.fileTime),
    fresh,
    answeredTargetInfo(challenge, fresh, time !== undefined),
  );
  const proof = hmac(responseKey, serverChallenge, temp);
  const lm = hmac(responseKey, serverChallenge, fresh.clientChallenge);
  const message = makeAuthenticate({
    lmResponse: time === undefined ? Buffer.concat([lm, fresh.clientChallenge]) : Buffer.alloc(24),
    ntResponse: Buffer.concat([proof, temp]),
    domain: account.domain,
    user: account.user,
    encryptedSessionKey: new Rc4(hmac(responseKey, proof)).update(fresh.sessionKey),
    flags: (challenge.flags & CLIENT_FLAGS) >>> 0,
  });
  if (time !== undefined) hmac(fresh.sessionKey, negotiate, challenge.bytes, message).copy(message, MIC_OFFSET);
  return message;
}

/** By account: one serves thousands of hosts. */
const RESPONSE_KEYS = new WeakMap<Account, Buffer>();

/** NTOWFv2 (MS-NLMP 3.3.2): the user in upper case, the domain as it is. */
export function ntowfv2(account: Account): Buffer {
  const { user, domain, password } = account;
  const key = RESPONSE_KEYS.get(account) ?? hmac(md4(utf16(password)), utf16(user.toUpperCase() + domain));
  RESPONSE_KEYS.set(account, key);
  return key;
}

/** MS-NLMP 2.2.2.7: the version, the time, our challenge and the target information. */
function makeTemp(time: Buffer, { clientChallenge }: Fresh, targetInfo: Buffer): Buffer {
  const zeros = Buffer.alloc(4);
  const version = Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([version, time, clientChallenge, zeros, targetInfo, zeros]);
}

/** What the server sent, and that a MIC follows and which TLS connection this is (MS-NLMP 3.1.5.1.2). */
function answeredTargetInfo({ targetInfo }: Challenge, { channelBindings }: Fresh, hasMic: boolean): Buffer {
  const kept = targetInfo.filter(({ id }) => id !== AV.flags && id !== AV.channelBindings);
  const flags = targetInfo.find(({ id }) => id === AV.flags)?.value.readUInt32LE(0) ?? 0;
  const added: AvPair[] = [{ id: AV.channelBindings, value: channelBindings ?? Buffer.alloc(16) }];
  if (hasMic || flags !== 0) added.unshift({ id: AV.flags, value: uint32(hasMic ? flags | 2 : flags) });
  return encodeAvPairs([...kept, ...added]);
}

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac('md5', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function toBytes(fileTime: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(fileTime);
  return bytes;
}
