import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { simulatedWindows } from '../../support/simulated-windows.ts';
import { startWsman, type WsmanSimulator } from '../../support/wsman-simulator.ts';
import { missing, start } from '../acceptors/programs.ts';

/** A WinRM client nobody here wrote, used with Windows every day: what it understands of our simulator, Windows says so too. */
const PYTHON = '/usr/bin/python3';
const NO_PYWINRM = missing(
  PYTHON,
  '/usr/lib/python3/dist-packages/winrm',
  '/usr/lib/python3/dist-packages/requests_ntlm',
);

const ACCOUNT = { user: String.raw`PLANT\svc-vlk`, password: 'correct horse æøå' };
const WMI = 'http://schemas.microsoft.com/wbem/wsman/1/wmi';
const OS_URI = `${WMI}/root/cimv2/Win32_OperatingSystem`;
const REGISTRY_URI = `${WMI}/root/default/StdRegProv`;
const HKLM = '2147483650';
const PATH = String.raw`SOFTWARE\vlkctl\Busy\æøå`;

/** NTLM needs MD4, which OpenSSL 3 has only in a provider of its own. */
const OPENSSL = `openssl_conf = all
[all]
providers = both
[both]
default = on
legacy = on
[on]
activate = 1
`;

let folder: string;
let simulator: WsmanSimulator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-pywinrm-'));
  await writeFile(join(folder, 'openssl.cnf'), OPENSSL);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach((context) => context.skip(NO_PYWINRM !== undefined, NO_PYWINRM));
beforeEach(async () => {
  simulator = await startWsman(simulatedWindows('BBBBB-CCCCC-DDDDD-FFFFF-KKKKK'), ACCOUNT);
});
afterEach(() => simulator[Symbol.asyncDispose]());

describe('pywinrm as the client of our simulator', () => {
  it('reads and writes over one authenticated connection, every message sealed', async () => {
    const [identity, os, created, set, read, listed, deleted] = await ask([
      'identify',
      enumerate(OS_URI),
      registry('CreateKey', { sSubKeyName: PATH }),
      registry('SetStringValue', { sSubKeyName: PATH, sValueName: 'Since', sValue: 'noon <&> "æøå"' }),
      registry('GetStringValue', { sSubKeyName: PATH, sValueName: 'Since' }),
      registry('EnumKey', { sSubKeyName: String.raw`SOFTWARE\vlkctl\Busy` }),
      registry('DeleteKey', { sSubKeyName: PATH }),
    ]);
    expect(valueOf(identity, 'ProductVersion')).toBe('OS: 5.1.2600 SP: 3.0 Stack: 1.1');
    expect(os).toMatchObject({ isMine: true, action: `${ENUMERATION}/EnumerateResponse` });
    expect(os?.body).toEqual(
      expect.arrayContaining([
        [`{${OS_URI}}CSName`, 'GATE-07'],
        [`{${OS_URI}}Version`, '5.1.2600'],
        ['{http://schemas.dmtf.org/wbem/wscim/1/common}Datetime', '2026-11-22T16:15:30+00:00'],
        ['{http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd}Selector', 'Windows'],
      ]),
    );
    for (const each of [created, set, read, listed, deleted]) {
      expect(each?.isMine).toBe(true);
      expect(valueOf(each, 'ReturnValue')).toBe('0');
    }
    expect(valueOf(read, 'sValue')).toBe('noon <&> "æøå"');
    expect(valueOf(listed, 'sNames')).toBe('æøå');
    expect(simulator.counts).toMatchObject({ sockets: 1, authentications: 1, requests: 7 });
  });

  it('is told of a fault with the number of the provider', async () => {
    simulator.windows.activation = undefined;
    const [answer] = await ask([enumerate(`${WMI}/root/cimv2/Win32_WindowsProductActivation`)]);
    expect(answer?.error).toBe('WinRMError');
    expect(answer?.text).toContain(String(0x8004_1010));
  });

  it('is refused with a wrong password', async () => {
    const [answer] = await ask(['identify'], { password: 'wrong' });
    expect(answer?.error).toBe('InvalidCredentialsError');
    expect(simulator.counts.requests).toBe(0);
  });

  it('is refused when it does not seal', async () => {
    const [answer] = await ask(['identify'], { encryption: 'never' });
    expect(answer).toMatchObject({ error: 'WinRMTransportError', text: expect.stringContaining('500') });
    expect(simulator.counts.requests).toBe(0);
  });

  it('finds an answer that was changed on the way', async () => {
    simulator.mischief = { tamper: true };
    const [answer] = await ask(['identify']);
    expect(answer?.text).toContain('signature checksum does not match');
  });
});

const ENUMERATION = 'http://schemas.xmlsoap.org/ws/2004/09/enumeration';

function enumerate(uri: string): object {
  const how = { 'w:OptimizeEnumeration': null, 'w:MaxElements': '20', 'w:EnumerationMode': 'EnumerateObjectAndEPR' };
  return { uri, action: `${ENUMERATION}/Enumerate`, body: { 'n:Enumerate': how } };
}

function registry(method: string, parameters: Readonly<Record<string, string>>): object {
  const given = Object.entries({ hDefKey: HKLM, ...parameters }).map(([name, value]) => [`q:${name}`, value]);
  const input = { '@xmlns:q': REGISTRY_URI, ...Object.fromEntries(given) };
  return { uri: REGISTRY_URI, action: `${REGISTRY_URI}/${method}`, body: { [`q:${method}_INPUT`]: input } };
}

/** What the script answers to one line. */
interface Answer {
  readonly action?: string;
  readonly isMine?: boolean;
  readonly body?: readonly (readonly [string, string | null])[];
  readonly error?: string;
  readonly text?: string;
}

async function ask(
  lines: readonly (object | 'identify')[],
  { password = ACCOUNT.password, encryption = 'always' } = {},
): Promise<readonly Answer[]> {
  const script = join(import.meta.dirname, 'pywinrm-client.py');
  const env = { PASSWORD: password, OPENSSL_CONF: join(folder, 'openssl.cnf'), PYTHONIOENCODING: 'utf-8' };
  await using client = start(
    PYTHON,
    [script, `http://127.0.0.1:${simulator.port}/wsman`, ACCOUNT.user, encryption],
    env,
  );
  for (const line of lines) client.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  const said = await client.said(new RegExp(`^(?:\\{.*\\}\\n){${lines.length}}`, 'm'));
  return said.trim().split('\n').map(readAnswer);
}

function readAnswer(line: string): Answer {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the script beside this file wrote it
  return JSON.parse(line) as Answer;
}

/** The text of the one element of that name, whatever its namespace. */
function valueOf(answer: Answer | undefined, name: string): string | null | undefined {
  const found = answer?.body?.filter(([tag]) => tag.endsWith(`}${name}`)) ?? [];
  return found.length === 1 ? found[0]?.[1] : undefined;
}
