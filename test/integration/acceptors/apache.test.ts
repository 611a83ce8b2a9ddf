import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpLine, openLine, type Reply } from '../../../src/transports/winrm/http-exchange.ts';
import { answerChallenge, toAccount } from '../../../src/transports/winrm/ntlm.ts';
import { makeNegotiate, parseChallenge } from '../../../src/transports/winrm/ntlm-message.ts';
import { freePort, listening, missing, type Running, start } from './programs.ts';

/** A web server that nobody here wrote, with a module that authenticates connections as IIS and WinRM do. */
const APACHE = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';
const NO_APACHE = missing(APACHE, `${MODULES}/mod_auth_gssapi.so`, '/etc/gss/mech.d/mech.ntlmssp.conf');

const USER = String.raw`PLANT\svc-vlk`;
const PASSWORD = 'correct horse æøå';
const SECRET_PAGE = 'only for those who proved who they are';

let folder: string;
let port: number;
let apache: Running | undefined;
let line: HttpLine;
beforeAll(async () => {
  if (NO_APACHE !== undefined) return;
  folder = await mkdtemp(join(tmpdir(), 'vlk-apache-'));
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'users'), `${USER.replace('\\', ':')}:${PASSWORD}\n`);
  await writeFile(join(folder, 'wsman'), SECRET_PAGE);
  port = await freePort();
  await writeFile(join(folder, 'apache.conf'), configuration());
  apache = start(APACHE, ['-X', '-f', join(folder, 'apache.conf')], { NTLM_USER_FILE: join(folder, 'users') });
  await listening(port);
});
afterAll(async () => {
  await apache?.[Symbol.asyncDispose]();
  if (NO_APACHE === undefined) await rm(folder, { recursive: true, force: true });
});
beforeEach((context) => context.skip(NO_APACHE !== undefined, NO_APACHE));
beforeEach(() => {
  const endpoint = { scheme: 'http', host: '127.0.0.1', port, path: '/wsman' } as const;
  line = openLine(endpoint, { connectTimeoutMs: 5000, maxReplyBytes: 1_000_000 });
  return () => line[Symbol.dispose]();
});

describe.each(['Negotiate', 'NTLM'])('Apache with mod_auth_gssapi, by the scheme %s', (scheme) => {
  it('accepts the right password, and the connection stays authenticated without another token', async () => {
    const { status, body, socket } = await logOn(scheme, PASSWORD);
    expect([status, body.toString()]).toEqual([200, SECRET_PAGE]);
    const again = await line.post({ headers: {}, body: Buffer.from('<a/>'), onlyOver: socket }, noSignal());
    expect([again.status, again.body.toString()]).toEqual([200, SECRET_PAGE]);
  });

  it.each([
    ['a wrong password', USER, `${PASSWORD}!`],
    ['another account', String.raw`PLANT\nobody`, PASSWORD],
    ['an empty password', USER, ''],
  ])('refuses %s with 401', async (_what, user, password) => {
    const { status, body } = await logOn(scheme, password, user);
    expect(status).toBe(401);
    expect(body.toString()).not.toContain(SECRET_PAGE);
  });

  it('refuses an answer to the challenge of another connection', async () => {
    const { negotiate, reply } = await challenge(scheme);
    const token = answer(negotiate, reply, PASSWORD);
    line[Symbol.dispose]();
    const endpoint = { scheme: 'http', host: '127.0.0.1', port, path: '/wsman' } as const;
    line = openLine(endpoint, { connectTimeoutMs: 5000, maxReplyBytes: 1_000_000 });
    const begun = await challenge(scheme);
    const headers = { Authorization: `${scheme} ${token}` };
    const replayed = await line.post({ headers, body: Buffer.alloc(0), onlyOver: begun.reply.socket }, noSignal());
    expect(replayed.status).toBe(401);
  });
});

it('Apache tells nobody anything without an authentication', async () => {
  const { status, headers } = await line.post({ headers: {}, body: Buffer.alloc(0) }, noSignal());
  expect(status).toBe(401);
  expect(headers['www-authenticate']).toMatch(/Negotiate/);
});

async function logOn(scheme: string, password: string, user = USER): Promise<Reply> {
  const { negotiate, reply } = await challenge(scheme);
  const headers = { Authorization: `${scheme} ${answer(negotiate, reply, password, user)}` };
  return await line.post({ headers, body: Buffer.alloc(0), onlyOver: reply.socket }, noSignal());
}

async function challenge(scheme: string): Promise<{ readonly negotiate: Buffer; readonly reply: Reply }> {
  const negotiate = makeNegotiate();
  const headers = { Authorization: `${scheme} ${negotiate.toString('base64')}` };
  return { negotiate, reply: await line.post({ headers, body: Buffer.alloc(0) }, noSignal()) };
}

/** The third message in base64. */
function answer(negotiate: Buffer, { status, headers }: Reply, password: string, user = USER): string {
  expect(status).toBe(401);
  const offered = /^(?:Negotiate|NTLM) (?<token>\S+)/.exec(headers['www-authenticate'] ?? '')?.groups?.['token'];
  const challenged = parseChallenge(Buffer.from(offered ?? '', 'base64'));
  if (challenged === undefined) throw new Error(`no challenge but ${headers['www-authenticate']}`);
  const fresh = { clientChallenge: randomBytes(8), sessionKey: randomBytes(16), fileTime: now() };
  return answerChallenge(negotiate, challenged, toAccount(user, password), fresh).toString('base64');
}

function now(): bigint {
  return BigInt(Date.now()) * 10_000n + 116_444_736_000_000_000n;
}

function noSignal(): AbortSignal {
  return AbortSignal.timeout(20_000);
}

/** One process in the foreground, everything of it in the folder of the test. */
function configuration(): string {
  const modules = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_gssapi'];
  return `ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
User www-data
Group www-data
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DocumentRoot ${folder}
KeepAlive On
<Location />
  AuthType GSSAPI
  AuthName plant
  GssapiAllowedMech ntlmssp
  GssapiConnectionBound On
  Require valid-user
</Location>
`;
}
