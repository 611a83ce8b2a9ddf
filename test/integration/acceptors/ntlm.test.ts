import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpLine, openLine } from '../../../src/transports/winrm/http-exchange.ts';
import { answerChallenge, toAccount } from '../../../src/transports/winrm/ntlm.ts';
import { ntlmLine } from '../../../src/transports/winrm/ntlm-logon.ts';
import { makeNegotiate, parseChallenge } from '../../../src/transports/winrm/ntlm-message.ts';
import { NotAuthenticated, type SoapLine } from '../../../src/transports/winrm/soap-line.ts';
import { makeTlsCheck } from '../../../src/transports/winrm/tls-check.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { freePort, missing, type Running, start } from './programs.ts';

/** Code that nobody here wrote: MIT's GSS-API with gss-ntlmssp, through python3-gssapi. */
const PYTHON = '/usr/bin/python3';
const NO_GSSAPI = missing(PYTHON, '/usr/lib/python3/dist-packages/gssapi', '/etc/gss/mech.d');
/** Samba's own NTLM, which prints the session key it agreed on. */
const NTLM_AUTH = '/usr/bin/ntlm_auth';
const NO_SAMBA = missing(NTLM_AUTH);

const BOUNDS = { connectTimeoutMs: 5000, maxReplyBytes: 1_000_000 };
const SESSION_KEY = randomBytes(16);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-ntlm-'));
  await writeFile(join(folder, 'users'), 'PLANT:svc-vlk:correct horse æøå\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('gss-ntlmssp as the service', () => {
  let acceptor: Running | undefined;
  let port: number;
  beforeEach((context) => context.skip(NO_GSSAPI !== undefined, NO_GSSAPI));
  beforeAll(async () => {
    if (NO_GSSAPI !== undefined) return;
    port = await freePort();
    acceptor = start(PYTHON, [join(import.meta.dirname, 'ntlm-acceptor.py'), String(port), join(folder, 'users')]);
    await acceptor.said(/listening/);
  });
  afterAll(() => acceptor?.[Symbol.asyncDispose]());

  it('accepts NTLMv2 with a MIC, and unseals every body of one connection', async () => {
    using line = open(plainLine(port), 'correct horse æøå');
    for (const text of ['<a/>', `<b>${'æøå'.repeat(5000)}</b>`, '<c/>']) {
      const { status, soap } = await line.post(text, noSignal());
      expect(status).toBe(200);
      expect(soap).toContain(`len="${Buffer.byteLength(text)}"`);
    }
    expect(acceptor?.output()).toMatch(/AUTHENTICATED PLANT\\svc-vlk.*'confidentiality', 'integrity'/);
    expect(acceptor?.output()).toContain('message 3: siglen 16 encrypted=True length 4/4');
  });

  it('refuses a wrong password', async () => {
    using line = open(plainLine(port), 'wrong');
    await expect(line.post('<a/>', noSignal())).rejects.toMatchObject({ why: 'denied' });
  });

  it('refuses a body that was changed after it was sealed', async () => {
    using line = open(changing(plainLine(port)), 'correct horse æøå');
    await expect(line.post('<tampered/>', noSignal())).rejects.toThrow(NotAuthenticated);
    await acceptor?.said(/UNSEAL FAILED/);
  });

  it('refuses a body that is not sealed, as this client refuses such an answer', async () => {
    using line = open(unsealed(plainLine(port)), 'correct horse æøå');
    await expect(line.post('<clear/>', noSignal())).rejects.toMatchObject({ why: 'not-sealed' });
    await acceptor?.said(/UNENCRYPTED body refused/);
  });
});

describe('gss-ntlmssp behind TLS', () => {
  beforeEach((context) => context.skip(NO_GSSAPI !== undefined, NO_GSSAPI));

  it.each([
    ['accepts the channel bindings of its certificate', 'own', 200],
    ['refuses those of another, as of a connection that somebody has broken into', 'other', 'denied'],
  ])('%s', async (_title, bound, expected) => {
    const own = await makeCertificate(folder, 'own', { san: 'IP:127.0.0.1' });
    await makeCertificate(folder, 'other', { san: 'IP:127.0.0.1' });
    const port = await freePort();
    const acceptor = join(import.meta.dirname, 'ntlm-acceptor.py');
    await using running = start(PYTHON, [acceptor, String(port), join(folder, 'users')], {
      TLS_CERTIFICATE: own.certFile,
      TLS_KEY: own.keyFile,
      BOUND_CERTIFICATE: join(folder, `${bound}.pem`),
    });
    await running.said(/listening/);
    const endpoint = { scheme: 'https', host: '127.0.0.1', port, path: '/wsman' } as const;
    const check = makeTlsCheck({ by: 'pin', sha256: own.fingerprint });
    using line = open(openLine(endpoint, BOUNDS, check), 'correct horse æøå');
    const end = await line.post('<a/>', noSignal()).then(
      ({ status }) => status,
      (error: unknown) => (error instanceof NotAuthenticated ? error.why : error),
    );
    expect(end).toBe(expected);
  });
});

describe("Samba's ntlm_auth as the service", () => {
  beforeEach((context) => context.skip(NO_SAMBA !== undefined, NO_SAMBA));

  it('accepts the answer to its challenge, and agrees on the session key', async () => {
    const config = join(folder, 'smb.conf');
    await writeFile(
      config,
      `[global]\nworkgroup = PLANT\nprivate dir = ${folder}\nstate directory = ${folder}\ncache directory = ${folder}\nlock directory = ${folder}\npid directory = ${folder}\n`,
    );
    await using samba = start(NTLM_AUTH, [
      '--helper-protocol=squid-2.5-ntlmssp',
      '--domain=PLANT',
      '--username=svc-vlk',
      '--password=correct horse',
      `--configfile=${config}`,
    ]);
    const negotiate = makeNegotiate();
    samba.write(`YR ${negotiate.toString('base64')}\n`);
    const challenge = parseChallenge(Buffer.from((await samba.said(/^TT \S+/m)).slice(3), 'base64'));
    if (challenge === undefined) throw new Error('no challenge');
    const token = answerChallenge(negotiate, challenge, toAccount('PLANT\\svc-vlk', 'correct horse'), fresh());
    samba.write(`KK ${token.toString('base64')}\n`);
    await samba.said(/^AF .*svc-vlk/m);
    samba.write('GK\n');
    const key = (await samba.said(/^GK \S+/m)).slice(3);
    expect(Buffer.from(key, 'base64').toString('hex')).toBe(SESSION_KEY.toString('hex'));
  });
});

function open(line: HttpLine, password: string): SoapLine {
  return ntlmLine(line, { account: toAccount('PLANT\\svc-vlk', password), makeFresh: fresh, sealing: 'demanded' });
}

function fresh(): { clientChallenge: Buffer; sessionKey: Buffer; fileTime: bigint } {
  return {
    clientChallenge: randomBytes(8),
    sessionKey: SESSION_KEY,
    fileTime: BigInt(Date.now()) * 10_000n + 116_444_736_000_000_000n,
  };
}

function plainLine(port: number): HttpLine {
  const endpoint = { scheme: 'http', host: '127.0.0.1', port, path: '/wsman' } as const;
  return openLine(endpoint, BOUNDS);
}

/** Changes one bit of every sealed body on its way. */
function changing(line: HttpLine): HttpLine {
  return {
    post: (post, signal) => {
      const body = Buffer.from(post.body);
      const at = body.lastIndexOf('--Encrypted Boundary--') - 1;
      if (at > 0) body.writeUInt8(body.readUInt8(at) ^ 1, at);
      return line.post({ ...post, body }, signal);
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

/** Puts a body in clear in the place of every sealed one. */
function unsealed(line: HttpLine): HttpLine {
  return {
    post: (post, signal) => {
      if (post.body.length === 0) return line.post(post, signal);
      const headers = { ...post.headers, 'Content-Type': 'application/soap+xml;charset=UTF-8' };
      return line.post({ ...post, headers, body: Buffer.from('<clear/>') }, signal);
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

function noSignal(): AbortSignal {
  return AbortSignal.timeout(20_000);
}
