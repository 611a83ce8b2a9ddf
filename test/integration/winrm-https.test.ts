import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TransportError } from '../../src/model/fault.ts';
import type { WinrmAccess } from '../../src/model/host.ts';
import type { Observation } from '../../src/model/observation.ts';
import { openLine } from '../../src/transports/winrm/http-exchange.ts';
import { type Kerberos, kerberosLine } from '../../src/transports/winrm/kerberos-line.ts';
import { makeTlsCheck } from '../../src/transports/winrm/tls-check.ts';
import { winrmTransport } from '../../src/transports/winrm/winrm.ts';
import { winrmAccess } from '../support/builders.ts';
import { type Certificate, makeCertificate } from '../support/certificates.ts';
import { hostSpec } from '../support/fake-spec.ts';
import { simulatedWindows } from '../support/simulated-windows.ts';
import { winrmSettings } from '../support/winrm-settings.ts';
import { type Listening, startWsman, type WsmanSimulator } from '../support/wsman-simulator.ts';

const ACCOUNT = { user: 'PLANT\\svc-vlk', password: 'correct horse' };
const OLD = 'BBBBB-CCCCC-DDDDD-FFFFF-KKKKK';

let folder: string;
let authority: Certificate;
let right: Certificate;
let simulator: WsmanSimulator | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-https-'));
  authority = await makeCertificate(folder, 'plant-ca');
  right = await makeCertificate(folder, 'right', { signer: authority, san: 'IP:127.0.0.1' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await simulator?.[Symbol.asyncDispose]();
  simulator = undefined;
});

describe('the certificate of a host', () => {
  it('is trusted when the authority in the file signed it', async () => {
    const running = await listen(right);
    expect(await observe({ trust: byFile() })).toMatchObject({ os: { csName: 'GATE-07' } });
    expect(running.counts).toMatchObject({ sockets: 1, authentications: 1 });
  });

  it('is trusted when it is the pinned one, whoever signed it and whatever name it has', async () => {
    const own = await makeCertificate(folder, 'own', { san: 'DNS:somebody.example' });
    await listen(own);
    const trust = { by: 'pin', sha256: own.fingerprint } as const;
    expect(await observe({ trust })).toMatchObject({ os: { csName: 'GATE-07' } });
  });

  it.each([
    ['no authority of this system signed', {}, () => ({ by: 'system' }) as const],
    ['is for another name', { san: 'DNS:somebody.example' }, byFile],
    ['is over', { days: -1 }, byFile],
    ['is not the pinned one', {}, () => ({ by: 'pin', sha256: authority.fingerprint }) as const],
  ])('that %s is refused before anything is sent', async (_title, made, trust) => {
    const certificate = await makeCertificate(folder, 'wrong', { signer: authority, san: 'IP:127.0.0.1', ...made });
    const arrived: Buffer[] = [];
    const running = await listen(certificate, { tap: (bytes) => arrived.push(bytes) });
    const fault = await faultOf(observe({ trust: trust(), authentication: 'basic' }));
    expect(fault).toMatchObject({ code: 'certificate-rejected' });
    expect(running.counts).toMatchObject({ authentications: 0, requests: 0 });
  });

  it('is shown when it is not the pinned one, to be compared', async () => {
    await listen(right);
    const fault = await faultOf(observe({ trust: { by: 'pin', sha256: authority.fingerprint } }));
    expect(fault).toHaveProperty('message', expect.stringContaining(right.fingerprint));
  });

  it.each([
    ['is not there', 'none.pem', /none\.pem \(ENOENT\)/],
    ['holds none', 'empty.pem', /empty\.pem \(holds no certificate/],
  ])('a file of authorities that %s is named', async (_title, name, message) => {
    await writeFile(join(folder, 'empty.pem'), 'nothing\n');
    await listen(right);
    const fault = await faultOf(observe({ trust: { by: 'authorities', file: join(folder, name) } }));
    expect(fault).toMatchObject({ code: 'certificate-rejected', message: expect.stringMatching(message) });
  });

  it('does not matter to a service without TLS of today: that is told', async () => {
    simulator = await startWsman(simulatedWindows(OLD), ACCOUNT);
    expect(await faultOf(observe({ trust: byFile() }))).toMatchObject({ code: 'connection-refused' });
  });
});

describe('Basic', () => {
  it('proves the account inside TLS', async () => {
    const running = await listen(right);
    expect(await observe({ trust: byFile(), authentication: 'basic' })).toMatchObject({ os: { csName: 'GATE-07' } });
    expect(running.counts).toMatchObject({ sockets: 1, requests: 5 });
  });

  it('is told when the password is wrong', async () => {
    await listen(right);
    const wrong = observe({ trust: byFile(), authentication: 'basic' }, 'wrong');
    expect(await faultOf(wrong)).toMatchObject({ code: 'auth-denied' });
  });
});

describe('Kerberos', () => {
  it('proves the ticket once for a connection', async () => {
    const running = await listen(right, { kerberosToken: 'YIIticket' });
    using line = kerberosLine(tlsLine(running), '127.0.0.1', granting('YIIticket'));
    for (let count = 0; count < 3; count += 1) expect(await line.post('<a/>', noSignal())).toHaveProperty('soap');
    expect(running.counts).toMatchObject({ sockets: 1, authentications: 1 });
  });

  it('says what the package says when there is no ticket', async () => {
    using line = kerberosLine(tlsLine(await listen(right)), 'other.example', granting('YIIticket'));
    const fault = await faultOf(line.post('<a/>', noSignal()));
    expect(fault).toMatchObject({ code: 'auth-denied', message: expect.stringContaining('Server not found') });
  });

  it('names the package where it is missing', async () => {
    await listen(right);
    const fault = await faultOf(observe({ trust: byFile(), authentication: 'kerberos' }));
    expect(fault).toMatchObject({ code: 'program-missing', help: expect.stringContaining('npm install kerberos') });
  });
});

describe('a service that will not seal over plain HTTP', () => {
  it('gets no body', async () => {
    simulator = await startWsman(simulatedWindows(OLD), ACCOUNT);
    simulator.mischief = { unsealed: true };
    const fault = await faultOf(observe({ scheme: 'http' }));
    expect(fault).toMatchObject({ code: 'auth-denied', message: expect.stringContaining('encrypt') });
    expect(simulator.counts.requests).toBe(0);
  });

  it('is spoken to in clear where the inventory says so in as many words', async () => {
    simulator = await startWsman(simulatedWindows(OLD), ACCOUNT);
    simulator.mischief = { unsealed: true };
    const seen = await observe({ scheme: 'http', sealing: 'where-offered' });
    expect(seen).toMatchObject({ os: { csName: 'GATE-07' } });
  });

  it('is sealed all the same where it can be', async () => {
    const arrived: Buffer[] = [];
    const tap = (bytes: Buffer): number => arrived.push(bytes);
    simulator = await startWsman(simulatedWindows(OLD), { ...ACCOUNT, tap });
    await observe({ scheme: 'http', sealing: 'where-offered' });
    expect(Buffer.concat(arrived).toString('latin1')).not.toContain('Win32_OperatingSystem');
  });
});

describe('a service that takes the connection and says nothing', () => {
  it('is given up before the whole call is', async () => {
    simulator = await startWsman(simulatedWindows(OLD), ACCOUNT);
    simulator.mischief = { silent: true };
    const { address, port } = simulator;
    using line = openLine({ scheme: 'http', host: address, port, path: '/wsman' }, BOUNDS);
    const post = line.post({ headers: {}, body: Buffer.alloc(0), answerWithinMs: 50 }, noSignal());
    await expect(post).rejects.toMatchObject({ code: 'SILENT' });
  });
});

/** In place of the package: grants one ticket, for one host. */
function granting(token: string): () => Promise<Kerberos> {
  return () =>
    Promise.resolve({
      GSS_MECH_OID_SPNEGO: 9,
      initializeClient: (service: string) => {
        if (service !== 'HTTP@127.0.0.1') throw new Error(`Server not found in Kerberos database: ${service}`);
        return Promise.resolve({ step: () => Promise.resolve(token) });
      },
    });
}

const BOUNDS = { connectTimeoutMs: 5000, maxReplyBytes: 1_000_000 };

async function listen(certificate: Certificate, more: Partial<Listening> = {}): Promise<WsmanSimulator> {
  simulator = await startWsman(simulatedWindows(OLD), { ...ACCOUNT, tls: certificate, ...more });
  return simulator;
}

function byFile(): WinrmAccess['trust'] {
  return { by: 'authorities', file: authority.certFile };
}

function tlsLine({ address, port }: WsmanSimulator): ReturnType<typeof openLine> {
  return openLine({ scheme: 'https', host: address, port, path: '/wsman' }, BOUNDS, makeTlsCheck(byFile()));
}

async function observe(overrides: Partial<WinrmAccess>, password: string = ACCOUNT.password): Promise<Observation> {
  if (simulator === undefined) throw new Error('nothing listens');
  const access = winrmAccess({ scheme: 'https', port: simulator.port, username: ACCOUNT.user, ...overrides });
  const transport = winrmTransport(winrmSettings(password));
  await using session = await transport.openRead({ ...hostSpec(access), name: '127.0.0.1' }, noSignal());
  return await session.observe(noSignal());
}

function noSignal(): AbortSignal {
  return new AbortController().signal;
}

async function faultOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    if (error instanceof TransportError) return error.fault;
    throw error;
  }
  throw new Error('nothing went wrong');
}
