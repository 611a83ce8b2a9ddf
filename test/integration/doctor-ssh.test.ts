import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorDocument } from '../../src/reporters/doctor-document.ts';
import { commandLine } from '../support/command-line.ts';
import { FakePrograms, NO_FAKE_PROGRAMS, readTree } from '../support/fake-programs.ts';
import { FakeSshServer } from '../support/fake-ssh-server.ts';
import { FakeWindows, wellAnswer } from '../support/fake-windows.ts';

/** Nobody else in these tests listens there; well-known ports of it are closed. */
const ADDRESS = '127.0.77.3';

let folder: string;
let server: FakeSshServer;
let windows: FakeWindows;
let programs: FakePrograms;
const open: (() => void)[] = [];

beforeEach(async (context) => {
  context.skip(NO_FAKE_PROGRAMS !== undefined, NO_FAKE_PROGRAMS);
  folder = await mkdtemp(join(tmpdir(), 'vlk-doctor-'));
  windows = new FakeWindows();
  const localTime = new Date().toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
  const stdout = wellAnswer().replace(/^os\.localtime=.*$/m, `os.localtime=${localTime}.000000+000`);
  windows.scene = { kind: 'says', stdout };
  server = new FakeSshServer(windows);
  programs = await FakePrograms.create(['ssh', 'sftp'], (started) => server.answer(started));
});
afterEach(async () => {
  for (const close of open.splice(0)) close();
  await programs[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('vlkctl doctor over ssh', () => {
  it('passes a host that is in order, and leaves nothing on it nor here', async () => {
    await listen('SSH-2.0-OpenSSH_for_Windows_7.7\r\n');
    const { code, out } = await doctor();
    expect(out).toMatch(/^passed {2}this machine +OpenSSH_9\.2p1 Debian-2$/m);
    expect(out).toMatch(/^passed {2}service +SSH-2\.0-OpenSSH_for_Windows_7\.7$/m);
    expect(out).toMatch(/^passed {2}logon +logged on as svc-vlk, and cmd\.exe runs$/m);
    expect(out).toMatch(/^passed {2}sftp +opens$/m);
    expect(out).toMatch(/^\? {7}ForceGuest +not checked over ssh, which is not a network logon$/m);
    expect(code).toBe(0);
    expect([...server.disk.keys()]).toEqual([]);
    expect([...readTree(folder).keys()].filter((name) => name.startsWith('vlk'))).toEqual([]);
  });

  it.each([
    ['svc@gate-07: Permission denied (publickey).', 'logon', 'auth-denied'],
    ['Host key verification failed.', 'trust', 'host-key-mismatch'],
    ['Unable to negotiate with 10.0.0.7 port 22: no matching cipher found.', 'service', 'host-unreachable'],
  ])('places %j', async (text, what, code) => {
    await listen('SSH-2.0-old\r\n');
    server.saysItself = text;
    const { document } = await json();
    expect(broken(document)).toEqual([[what, code]]);
  });

  it('knows the host key where the logon is refused', async () => {
    await listen('SSH-2.0-old\r\n');
    server.saysItself = 'svc@gate-07: Permission denied (publickey).';
    expect((await json()).document.checks).toContainEqual({
      what: 'trust',
      status: 'passed',
      said: 'the host key is the known one',
    });
  });

  it('finds that there is no sftp', async () => {
    await listen('SSH-2.0-old\r\n');
    server.lacksSftp = true;
    expect(broken((await json()).document)).toEqual([['sftp', 'sftp-missing']]);
  });

  it('finds another shell than cmd.exe', async () => {
    await listen('SSH-2.0-old\r\n');
    server.shellSays = 'Welcome to the line A gateway\r\n';
    server.lacksSftp = true;
    expect(broken((await json()).document)).toEqual([
      ['sftp', 'sftp-missing'],
      ['answer', 'unreadable-answer'],
    ]);
  });

  it('finds that the account may not make its folder', async () => {
    await listen('SSH-2.0-old\r\n');
    server.readOnly = 'folders';
    expect(broken((await json()).document)).toEqual([['rights', 'access-denied']]);
  });

  it('tells another service from an SSH server', async () => {
    await listen('220 ftp ready\r\n');
    const { document } = await json();
    expect(broken(document)).toEqual([['service', 'other-service']]);
    expect(document.checks.find(({ what }) => what === 'service')?.said).toContain('not SSH: 220 ftp ready');
    expect(programs.started.map(({ args }) => args.at(-1))).not.toContain('echo vlkctl');
  });

  it('leaves to ssh what goes through a jump host', async () => {
    server.configuration = 'hostname gate-07.inside\nport 22\nuser svc-vlk\nproxyjump bastion.example\n';
    const { code, document } = await json();
    expect(code).toBe(0);
    expect(document.checks.slice(1, 4).map(({ status, said }) => [status, said])).toEqual(
      Array.from({ length: 3 }, () => ['not-checked', 'not checked: ssh goes through the jump host bastion.example']),
    );
  });

  it('says that ssh is missing here', async () => {
    await programs.remove();
    const { document } = await json();
    expect(broken(document)).toEqual([['controller', 'program-missing']]);
  });
});

async function listen(greeting: string): Promise<void> {
  const listening = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(greeting);
  });
  await new Promise<void>((resolve) => listening.listen(0, ADDRESS, resolve));
  open.push(() => void listening.close());
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  server.configuration = `user svc-vlk\nhostname ${ADDRESS}\nport ${address.port}\nproxycommand none\n`;
}

function broken({ checks }: DoctorDocument): readonly (readonly [string, string | undefined])[] {
  return checks.flatMap(({ what, status, code }) => (status === 'failed' ? [[what, code] as const] : []));
}

async function json(): Promise<{ readonly code: number; readonly document: DoctorDocument }> {
  const { code, out } = await doctor('--output', 'json');
  return { code, document: JSON.parse(out) };
}

async function doctor(...words: readonly string[]): ReturnType<typeof commandLine> {
  const file = join(folder, 'plant.yaml');
  await writeFile(file, INVENTORY);
  const env = { VLKCTL_INVENTORY: file, PATH: programs.bin };
  return commandLine(['doctor', 'gate-07', ...words], { folder, env, columns: 80 });
}

const INVENTORY = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_KEY_XP }, identity: { lastFive: KKKKK } }
access: { ssh: { kind: ssh } }
defaults: { key: xp, access: ssh, os: windows-xp-rtm }
hosts:
  gate-07.b.example:
`;
