import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createWebServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/engine/diagnose.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import type { Diagnosis } from '../../src/model/check.ts';
import type { WinrmAccess } from '../../src/model/host.ts';
import type { DoctorDocument } from '../../src/reporters/doctor-document.ts';
import { makeDoctor, makeRunContext, type Surroundings } from '../../src/runtime.ts';
import { type Certificate, makeCertificate } from '../support/certificates.ts';
import { commandLine } from '../support/command-line.ts';
import { simulatedWindows } from '../support/simulated-windows.ts';
import { startWsman, type WsmanSimulator } from '../support/wsman-simulator.ts';

/** Made up. */
const OLD = 'BBBBB-CCCCC-DDDDD-FFFFF-KKKKK';
const ACCOUNT = { user: 'PLANT\\svc-vlk', password: 'correct horse' };
/** Nobody else in these tests listens there; well-known ports of it are closed. */
const ADDRESS = '127.0.77.1';
const HOUR = 3_600_000;

let folder: string;
let gate: WsmanSimulator;
const open: AsyncDisposable[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-doctor-'));
  gate = await startGate();
});
afterEach(async () => {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('vlkctl doctor over winrm', () => {
  it('passes a host that is in order, and writes nothing on it', async () => {
    const { code, out, err } = await doctor(gate.port);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^passed {2}service +WinRM offers Negotiate$/m);
    expect(out).toMatch(/^passed {2}logon +accepted as PLANT\\svc-vlk, with ntlm$/m);
    expect(out).toMatch(/^passed {2}computer name +GATE-07$/m);
    expect(out).toMatch(/^passed {2}OS level +windows-xp-sp3$/m);
    expect(out).toMatch(/^passed {2}ForceGuest +no: the account came in as itself$/m);
    expect(out).toMatch(/^Every link holds. Next\n {2}vlkctl drift --on 127\.0\.77\.1$/m);
    expect(gate.windows.calls).toEqual([]);
    expect(gate.soaps.filter((soap) => /(?:Set|Create|Delete)\w+_INPUT/.test(soap))).toEqual([]);
  });

  it('names the port where WinRM really is', async () => {
    await startGate(5985);
    const { code, document } = await json(await closedPort());
    expect(code).toBe(5);
    expect(statuses(document)).toMatchObject({ connection: 'failed', service: 'not-tried', logon: 'not-tried' });
    expect(document.ports).toContainEqual({ port: 5985, is: 'winrm', said: 'WinRM over http: Negotiate' });
    expect(document.proposals).toMatchObject([{ of: { kind: 'access', name: 'winrm' }, yaml: 'port: 5985' }]);
  });

  it('says of a port that nothing listens there, and nowhere else either', async () => {
    const port = await closedPort();
    const { out } = await doctor(port);
    expect(out).toContain(`the machine is on, but nothing listens on port ${port}\n`);
    expect(out).toContain('  22, 80, 135, 443, 445, 5985, 5986: nothing listens\n');
    expect(out).toMatch(/^- {7}not tried: service, logon, answer, computer name,/m);
    expect(out).toContain('vlkctl explain connection-refused\n');
    expect(out.split('\n').filter((line) => line.length > 79)).toEqual([]);
  });

  it('does not wait for ever for a server that says nothing', async () => {
    const { port } = await listen(createServer());
    const { document } = await json(port, '--timeout', '1');
    expect(check(document, 'service')).toMatchObject({ status: 'failed', code: 'timed-out' });
  });

  it('tells a web server from WinRM', async () => {
    const web = createWebServer((_request, response) => {
      response.writeHead(404, { Server: 'Microsoft-IIS/5.1' }).end('<html>');
    });
    const { document } = await json((await listen(web)).port);
    expect(check(document, 'service')).toMatchObject({ status: 'failed', code: 'other-service' });
    expect(check(document, 'service').said).toContain('Microsoft-IIS/5.1, status 404');
    expect(check(document, 'clock').status).toBe('not-tried');
  });

  it('says which scheme is missing, before an account is tried', async () => {
    const web = createWebServer((_request, response) => {
      response.writeHead(401, { 'WWW-Authenticate': ['Kerberos', 'Basic realm="WSMAN"'] }).end();
    });
    const { document } = await json((await listen(web)).port);
    expect(check(document, 'service')).toMatchObject({
      status: 'failed',
      code: 'scheme-not-offered',
      said: 'WinRM offers Kerberos, Basic; ntlm needs Negotiate',
    });
  });

  it('tries a wrong password once, never shows it, and thinks of ForceGuest', async () => {
    const { code, out, document } = await json(gate.port, { VLK_P: 'battery staple' });
    expect(code).toBe(5);
    expect(statuses(document)).toMatchObject({ service: 'passed', logon: 'failed', answer: 'not-tried' });
    expect(check(document, 'logon').code).toBe('auth-denied');
    expect(check(document, 'guest-logons')).toMatchObject({ status: 'not-checked', code: 'guest-logons' });
    expect(gate.counts.authentications).toBe(1);
    expect(out).not.toContain('battery staple');
  });

  it('looks at the way although the password is missing', async () => {
    const { document } = await json(gate.port, { VLK_P: '' });
    expect(check(document, 'controller')).toMatchObject({ status: 'failed', code: 'secret-missing' });
    expect(statuses(document)).toMatchObject({ connection: 'passed', service: 'passed', logon: 'not-tried' });
  });

  it('finds another machine behind the name', async () => {
    gate.windows.os = { ...gate.windows.os, CSName: 'TILL-19' };
    const { document } = await json(gate.port);
    expect(check(document, 'computer-name')).toMatchObject({ status: 'failed', code: 'other-host' });
    expect(document.proposals).toMatchObject([{ of: { kind: 'host', name: ADDRESS }, yaml: 'computerName: TILL-19' }]);
  });

  it('finds another OS level, where it is set, and what writes it', async () => {
    gate.windows.os = { ...gate.windows.os, ServicePackMajorVersion: 2 };
    const { out } = await doctor(gate.port);
    expect(out).toMatch(/^FAILED {2}OS level +declared as windows-xp-sp3/m);
    expect(out).toMatch(/^ {2}127\.0\.77\.1, now set at \S*plant\.yaml:6\n {4}os: windows-xp-sp2$/m);
    expect(out).toContain('  vlkctl adopt os --on 127.0.77.1\n');
  });

  it('finds a clock that is two hours off', async () => {
    gate.windows.os = { ...gate.windows.os, LocalDateTime: new Date(Date.now() - 2 * HOUR).toISOString() };
    const { document } = await json(gate.port);
    expect(check(document, 'clock')).toMatchObject({ status: 'failed', code: 'clock-off' });
    expect(check(document, 'clock').said).toContain('2 h behind this machine');
  });

  it('knows the clock from the service where nobody may log on', async () => {
    gate.mischief = { date: new Date(Date.now() + 3 * HOUR).toUTCString() };
    const { document } = await json(gate.port, { VLK_P: 'battery staple' });
    expect(statuses(document)).toMatchObject({ logon: 'failed', clock: 'failed' });
    expect(check(document, 'clock').said).toContain('3 h ahead of this machine');
  });

  it('calls a WPAEvents that an administrator may not read a sign of tampering', async () => {
    gate.mischief = { say: (soap) => (soap.includes('OOBETimer') ? DENIED : undefined) };
    const { document } = await json(gate.port);
    expect(statuses(document)).toMatchObject({ 'activation-class': 'passed', rights: 'failed', clock: 'passed' });
    expect(check(document, 'rights')).toMatchObject({ code: 'access-denied', said: 'OOBETimer cannot be read (0x5)' });
    expect(check(document, 'rights').remedy).toContain('tampering');
  });

  it('says that an account without rights may log on', async () => {
    gate.mischief = { say: () => NO_WMI };
    const { document } = await json(gate.port);
    expect(statuses(document)).toMatchObject({ logon: 'passed', answer: 'not-tried', rights: 'failed' });
    expect(check(document, 'guest-logons').remedy).toContain('ForceGuest = 0');
  });

  it('finds that the class is missing', async () => {
    gate.windows.activation = undefined;
    const { document } = await json(gate.port);
    expect(check(document, 'activation-class')).toMatchObject({ status: 'failed', code: 'class-missing' });
  });

  it('ends with Ctrl-C, and says what was seen by then', async () => {
    const { port } = await listen(createServer());
    const interruption = new AbortController();
    const tell = (what: string): void => {
      if (what === 'service') setImmediate(() => interruption.abort());
    };
    const diagnosis = await examine(port, {}, { signal: interruption.signal, tell });
    expect(diagnosis).toMatchObject({ interrupted: true, ports: [], proposals: [] });
    expect(diagnosis.checks.slice(2, 4)).toMatchObject([
      { what: 'connection', status: 'passed' },
      { what: 'service', status: 'not-tried', said: 'interrupted' },
    ]);
  });

  it.each([
    ['a certificate nobody signed', false, { status: 'failed', code: 'certificate-rejected' }],
    ['a pinned one', true, { status: 'passed', said: 'the certificate is trusted' }],
  ])('judges %s over https', async (_title, isPinned, trust) => {
    const certificate = await makeCertificate(folder, 'gate');
    const secure = await startGate(undefined, certificate);
    const pin = { by: 'pin', sha256: certificate.fingerprint } as const;
    const access = { scheme: 'https', ...(isPinned && { trust: pin }) } as const;
    const { checks } = await examine(secure.port, access);
    expect(checks).toContainEqual(expect.objectContaining({ what: 'trust', ...trust }));
    expect(checks).toContainEqual(expect.objectContaining({ what: 'service', status: 'passed' }));
  });

  it('suggests a host for a name that is none', async () => {
    await writeInventory(gate.port);
    const answer = await commandLine(['doctor', '127.0.77.2'], place());
    expect(answer).toMatchObject({ code: 64, out: '' });
    expect(answer.err).toContain("Did you mean '127.0.77.1'?");
  });
});

const DENIED =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>' +
  '<p:GetBinaryValue_OUTPUT xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/default/StdRegProv">' +
  '<p:ReturnValue>5</p:ReturnValue></p:GetBinaryValue_OUTPUT></s:Body></s:Envelope>';
const NO_WMI =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Detail>' +
  '<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="5"/></s:Detail></s:Fault></s:Body></s:Envelope>';

async function startGate(port?: number, tls?: Certificate): Promise<WsmanSimulator> {
  const windows = simulatedWindows(OLD, { LocalDateTime: new Date().toISOString() });
  const where = { address: ADDRESS, ...(port !== undefined && { port }), ...(tls !== undefined && { tls }) };
  const started = await startWsman(windows, { ...ACCOUNT, ...where });
  open.push(started);
  return started;
}

/** Past the inventory, which has no https for Windows XP. */
async function examine(
  port: number,
  changed: Partial<WinrmAccess> = {},
  { tell = () => undefined, ...options }: { signal?: AbortSignal; tell?: (what: string) => void } = {},
): Promise<Diagnosis> {
  await writeInventory(port);
  const loaded = await loadInventory([join(folder, 'plant.yaml')], { today: '2026-11-22' });
  const spec = loaded.ok ? loaded.value.hosts[0] : undefined;
  if (!loaded.ok || spec?.access.kind !== 'winrm') throw new Error('the inventory cannot be used');
  const host = { ...spec, access: { ...spec.access, ...changed } };
  const context = makeRunContext(loaded.value, [host], options, surroundings());
  return diagnose(host, makeDoctor(context, tell, surroundings()));
}

async function listen(server: ReturnType<typeof createServer>): Promise<{ readonly port: number }> {
  await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
  open.push({
    [Symbol.asyncDispose]: async () => {
      if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
        server.closeAllConnections();
      server.close();
    },
  });
  // oxlint-disable-next-line no-unsafe-type-assertion -- it listens on TCP
  return { port: (server.address() as AddressInfo).port };
}

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const { port } = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function surroundings(): Surroundings {
  return {
    env: { VLK_P: ACCOUNT.password },
    folder,
    platform: 'linux',
    temporaryFolder: folder,
    processId: process.pid,
    user: 'jens',
    machine: 'ctl1',
    bootId: '',
    isProcessAlive: () => true,
  };
}

type Env = Readonly<Record<string, string>>;

function place(env: Env = {}): { folder: string; env: Env; columns: number } {
  return {
    folder,
    env: { VLKCTL_INVENTORY: join(folder, 'plant.yaml'), VLK_P: ACCOUNT.password, ...env },
    columns: 80,
  };
}

async function doctor(port: number): ReturnType<typeof commandLine> {
  await writeInventory(port);
  return commandLine(['doctor', ADDRESS], place());
}

async function json(
  port: number,
  ...more: readonly (string | Env)[]
): Promise<{ readonly code: number; readonly out: string; readonly document: DoctorDocument }> {
  await writeInventory(port);
  const words = more.filter((each) => typeof each === 'string');
  const env = Object.assign({}, ...more.filter((each) => typeof each !== 'string'));
  const { code, out } = await commandLine(['doctor', ADDRESS, '--output', 'json', ...words], place(env));
  return { code, out, document: JSON.parse(out) };
}

function check({ checks }: DoctorDocument, name: string): DoctorDocument['checks'][number] {
  const found = checks.find(({ what }) => what === name);
  if (found === undefined) throw new Error(`There is no check ${name}`);
  return found;
}

function statuses({ checks }: DoctorDocument): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ what, status }) => [what, status]));
}

function writeInventory(port: number): Promise<void> {
  return writeFile(
    join(folder, 'plant.yaml'),
    `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_KEY_XP }, identity: { lastFive: KKKKK } }
access:
  winrm: { kind: winrm, port: ${port}, username: '${ACCOUNT.user}', password: { env: VLK_P } }
defaults: { key: xp, access: winrm, os: windows-xp-sp3 }
hosts:
  ${ADDRESS}: { computerName: GATE-07 }
`,
  );
}
