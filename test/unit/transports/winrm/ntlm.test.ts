import { describe, expect, it } from 'vitest';
import { md4 } from '../../../../src/transports/winrm/md4.ts';
import { answerChallenge, canSeal, ntowfv2, toAccount } from '../../../../src/transports/winrm/ntlm.ts';
import { makeNegotiate, parseChallenge } from '../../../../src/transports/winrm/ntlm-message.ts';
import { makeSealingContext } from '../../../../src/transports/winrm/ntlm-seal.ts';
import { Rc4 } from '../../../../src/transports/winrm/rc4.ts';

/** MS-NLMP 4.2.1 and 4.2.4: the values that every computation there starts from. */
const ACCOUNT = { user: 'User', domain: 'Domain', password: 'Password' };
const SESSION_KEY = Buffer.alloc(16, 0x55);
const FRESH = { clientChallenge: Buffer.alloc(8, 0xaa), sessionKey: SESSION_KEY, fileTime: 0n };
/** MS-NLMP 4.2.4.3: the challenge message, of a server that sends no time. */
const CHALLENGE = Buffer.from(
  '4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef00000000000000002400240044000000060070170000000f' +
    '53006500720076006500720002000c0044006f006d00610069006e0001000c005300650072007600650072000000000000',
  'hex',
).subarray(0, 104);

describe('md4', () => {
  it.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('of %j is what RFC 1320 says', (text, digest) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
  });
});

describe('Rc4', () => {
  it.each([
    ['Key', 'Plaintext', 'bbf316e8d940af0ad3'],
    ['Wiki', 'pedia', '1021bf0420'],
    ['Secret', 'Attack at dawn', '45a01f645fc35b383552544b9bf5'],
  ])('with key %j seals %j', (key, plain, sealed) => {
    expect(new Rc4(Buffer.from(key)).update(Buffer.from(plain)).toString('hex')).toBe(sealed);
  });

  it('goes on where it stopped', () => {
    const cipher = new Rc4(Buffer.from('Key'));
    const parts = [cipher.update(Buffer.from('Plain')), cipher.update(Buffer.from('text'))];
    expect(Buffer.concat(parts).toString('hex')).toBe('bbf316e8d940af0ad3');
  });
});

describe('the keys of MS-NLMP 4.2.4', () => {
  it('NTOWFv2', () => {
    expect(ntowfv2(ACCOUNT).toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
  });

  it('NTOWFv2 is remembered with its account, and for no other', () => {
    expect(ntowfv2(ACCOUNT)).toBe(ntowfv2(ACCOUNT));
    expect(ntowfv2({ ...ACCOUNT, password: 'password' })).not.toEqual(ntowfv2(ACCOUNT));
    expect(ntowfv2({ ...ACCOUNT, user: 'Other' })).not.toEqual(ntowfv2(ACCOUNT));
  });

  it('the LMv2 response, for a server without a time of its own', () => {
    const lm = field(answer(), 12).toString('hex');
    expect(lm).toBe('86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa');
  });

  it('names user and domain as they were written', () => {
    expect(field(answer(), 28).toString('utf16le')).toBe('Domain');
    expect(field(answer(), 36).toString('utf16le')).toBe('User');
  });
});

describe('a sealing context', () => {
  const PLAIN = Buffer.from('Plaintext', 'utf16le');

  it('seals as MS-NLMP 4.2.4.4 does', () => {
    const { data, signature } = makeSealingContext(SESSION_KEY, 'client').seal(PLAIN);
    expect(data.toString('hex')).toBe('54e50165bf1936dc996020c1811b0f06fb5f');
    expect(signature.toString('hex')).toBe('010000007fb38ec5c55d497600000000');
  });

  it('understands what the other side sealed, message after message', () => {
    const client = makeSealingContext(SESSION_KEY, 'client');
    const server = makeSealingContext(SESSION_KEY, 'server');
    for (const text of ['one', '', 'three'.repeat(1000)]) {
      expect(server.unseal(client.seal(Buffer.from(text)))?.toString()).toBe(text);
      expect(client.unseal(server.seal(Buffer.from(text)))?.toString()).toBe(text);
    }
  });

  it.each([0, 4, 8, 12, 15])('refuses a signature whose byte %i was changed', (at) => {
    const sealed = makeSealingContext(SESSION_KEY, 'client').seal(PLAIN);
    sealed.signature.writeUInt8(sealed.signature.readUInt8(at) ^ 1, at);
    expect(makeSealingContext(SESSION_KEY, 'server').unseal(sealed)).toBeUndefined();
  });

  it('refuses data that were changed, and a message that is played again', () => {
    const client = makeSealingContext(SESSION_KEY, 'client');
    const server = makeSealingContext(SESSION_KEY, 'server');
    const first = client.seal(PLAIN);
    expect(server.unseal(first)).toBeDefined();
    expect(server.unseal(first)).toBeUndefined();
    const second = makeSealingContext(SESSION_KEY, 'client').seal(PLAIN);
    second.data.writeUInt8(second.data.readUInt8(3) ^ 0x80, 3);
    expect(makeSealingContext(SESSION_KEY, 'server').unseal(second)).toBeUndefined();
  });
});

describe('parseChallenge', () => {
  it('reads flags, challenge and target information', () => {
    const challenge = parseChallenge(CHALLENGE);
    expect(challenge?.serverChallenge.toString('hex')).toBe('0123456789abcdef');
    expect(challenge?.targetInfo.map(({ id, value }) => [id, value.toString('utf16le')])).toEqual([
      [2, 'Domain'],
      [1, 'Server'],
    ]);
    expect(challenge !== undefined && canSeal(challenge)).toBe(true);
  });

  it('refuses what is cut short anywhere', () => {
    for (let length = 0; length < CHALLENGE.length; length += 1) {
      expect(parseChallenge(CHALLENGE.subarray(0, length))).toBeUndefined();
    }
  });

  it('sees a server that would not seal', () => {
    const weak = Buffer.from(CHALLENGE);
    weak.writeUInt8(weak.readUInt8(20) & ~0x20, 20);
    const challenge = parseChallenge(weak);
    expect(challenge !== undefined && canSeal(challenge)).toBe(false);
  });
});

describe('toAccount', () => {
  it.each([
    ['PLANT\\svc-vlk', 'PLANT', 'svc-vlk'],
    ['svc-vlk@plant.example', '', 'svc-vlk@plant.example'],
    ['Administrator', '', 'Administrator'],
  ])('%s', (written, domain, user) => {
    expect(toAccount(written, 'x')).toEqual({ domain, user, password: 'x' });
  });
});

function answer(): Buffer {
  const challenge = parseChallenge(CHALLENGE);
  if (challenge === undefined) throw new Error('the challenge of the specification was not understood');
  return answerChallenge(makeNegotiate(), challenge, ACCOUNT, FRESH);
}

/** What the field at an offset of a message points at. */
function field(message: Buffer, at: number): Buffer {
  const offset = message.readUInt32LE(at + 4);
  return message.subarray(offset, offset + message.readUInt16LE(at));
}
