import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sshdMissing, wineMissing } from './available.ts';
import { WineHost } from './host.ts';
import { registryChanges } from './registry-export.ts';
import { runToEnd } from './run-to-end.ts';
import { DOUBLE } from './template.ts';

// Placeholders, none of them a product key, and the 15 bytes each is stored as.
const FIRST_BYTES = '6ffa9545fc75b552bbefb117dacd00';
const OTHER_KEY = 'BCDFG-HJKMP-QRTVW-XY234-67899';
const OTHER_BYTES = 'bf61d6f5c4d95e7c0f788dbdfb0200';
const OOBE_TIMER = 'ffd571d68b6a8d6fd53393fd';
const SETKEY = String.raw`C:\setkey.vbs`;
const COMMAND_TIMEOUT_MS = 60_000;

const reason = wineMissing();
let host: WineHost;

beforeAll(async () => {
  if (reason !== undefined) return;
  host = await WineHost.create({ level: 'xp-sp2' });
  await host.put(join(DOUBLE, 'test', 'setkey.vbs'), SETKEY);
});

afterAll(async () => {
  if (reason === undefined) await host[Symbol.asyncDispose]();
});

beforeEach(async (context) => {
  context.skip(reason !== undefined, reason);
  await host.seed();
});

describe('a Windows host of Wine and the class double', () => {
  it('starts with OOBETimer, a first key and no call of the class double', async () => {
    expect(await host.oobeTimer()).toBe(OOBE_TIMER);
    expect(storedKey(await host.digitalProductId())).toBe(FIRST_BYTES);
    expect(await host.productId()).toMatch(/^55274-583-7284392-23\d{3}$/);
    expect(await host.calls()).toBe(0);
    expect(await host.oobeTimerDeletes()).toBe(0);
  });

  it('plays another Windows, name, edition and language through the class double', async () => {
    const script = await host.put(join(DOUBLE, 'test', 'os.vbs'), String.raw`C:\os.vbs`);
    await host.setOs('server-2003-sp1');
    await host.controls({ ComputerName: 'LAB-01', SuiteMask: 274, OSLanguage: 1044 });
    const { stdout } = await host.run(['cscript', '//nologo', script]);
    await host.setOs('xp-sp2');
    expect(stdout).toContain('5.2.3790 1 3\r\n');
    expect(stdout).toContain('suite 274 language 1044\r\nname LAB-01\r\n');
    expect(stdout).toMatch(/^now \d{14}\.\d{6}[+-]\d{3}\r$/m);
  });

  it('counts calls and deletions of OOBETimer in the class double', async () => {
    expect(await setKey(['delete'])).toMatchObject({ delete: '0', return: '0', oobetimer: '2', calls: '1' });
    expect(await setKey(['delete'])).toMatchObject({ delete: '2', calls: '2' });
    expect(await host.oobeTimer()).toBeUndefined();
    expect(await host.calls()).toBe(2);
    expect(await host.oobeTimerDeletes()).toBe(1);
  });

  it('fails as the control values of the class double say, until they are removed', async () => {
    await host.control('SetKeyError', 0x80041003);
    expect(await setKey()).toMatchObject({ error: '0x80041003', return: 'none' });
    expect(await host.controlValue('SetKeyError')).toBe(0x80041003);
    await host.uncontrol('SetKeyError');
    expect(await setKey()).toMatchObject({ error: '0x0', return: '0', 'dpid.key': OTHER_BYTES });
  });

  it('lets the class double end cscript before or after the key is stored, as a crash would', async () => {
    await host.control('ExitInSetKey', 1);
    expect(await setKey()).toEqual({ bind: '0x0', activation: '0 grace=2147483647', exitCode: '9' });
    expect(storedKey(await host.digitalProductId())).toBe(FIRST_BYTES);
    await host.controls({ ExitInSetKey: 2, ActivationAfterSet: 1 });
    expect(await setKey()).toMatchObject({ exitCode: '9' });
    expect(storedKey(await host.digitalProductId())).toBe(OTHER_BYTES);
    expect(await host.controlValue('ActivationRequired')).toBe(1);
    expect(await host.calls()).toBe(2);
  });

  it('changes the key by hand past the controls and counters of the class double', async () => {
    const controls = { SetKeyError: 0x80041003, ExitInSetKey: 1, ActivationAfterSet: 1, Calls: 5 };
    await host.controls({ ...controls, RegDenyKey: String.raw`SOFTWARE\a "b"` });
    const before = await host.registryDigest();
    await host.setKey(OTHER_KEY);
    const changes = registryChanges(before, await host.registryDigest());
    expect(storedKey(await host.digitalProductId())).toBe(OTHER_BYTES);
    expect(changes.map((change) => /"(\w+)"/.exec(change)?.[1])).toEqual([
      'DigitalProductId',
      'ProductId',
      'DigitalProductId',
      'ProductId',
    ]);
  });

  it('refuses an impossible key by hand without touching the class double', async () => {
    const before = await host.registryDigest();
    await expect(host.setKey('NOT-A-KEY')).rejects.toThrow('set=none error=0x80070057');
    expect(registryChanges(before, await host.registryDigest())).toEqual([]);
  });

  it('shows no change of the registry when a script only looks at the class double', async () => {
    const before = await host.registryDigest();
    await setKey(['probe']);
    expect(registryChanges(before, await host.registryDigest())).toEqual([]);
    await host.importReg('[HKEY_LOCAL_MACHINE\\SOFTWARE\\vlkctl]\n"a"=hex:00,ff');
    expect(registryChanges(before, await host.registryDigest())).toEqual(['+ [vlkctl]', '+ [vlkctl] "a"=hex:00,ff']);
    await host.importReg('[-HKEY_LOCAL_MACHINE\\SOFTWARE\\vlkctl]');
    expect(registryChanges(before, await host.registryDigest())).toEqual([]);
  });

  it('tells undo slots with exact bytes beside the class double', async () => {
    const undo = String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\vlkctl\Undo`;
    const bytes = Array.from({ length: 164 }, (_, index) => index.toString(16).padStart(2, '0'));
    await host.importReg(
      `[${undo}\\one]\n"dpid"=hex:${bytes.join(',')}\n"n"=dword:80041003\n"t"="a\\\\\\"b"\n[${undo}\\two]`,
    );
    expect(await host.undoSlots()).toEqual({
      one: {
        dpid: { type: 'REG_BINARY', data: bytes.join('') },
        n: { type: 'REG_DWORD', data: 0x80041003 },
        t: { type: 'REG_SZ', data: 'a\\"b' },
      },
      two: {},
    });
    await host.importReg('[-HKEY_LOCAL_MACHINE\\SOFTWARE\\vlkctl]');
    expect(await host.undoSlots()).toEqual({});
  });

  it('stands in PATH as a cscript for a script at a path of this machine, with the class double behind', async () => {
    const script = join(DOUBLE, 'test', 'setkey.vbs');
    const env = { PATH: `${host.cscriptBin()}:${process.env['PATH']}`, WL_KEY: OTHER_KEY.replaceAll('-', '') };
    const outcome = await runToEnd('cscript', ['//nologo', '//B', script, 'delete'], { env });
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(linesOf(outcome.stdout)).toMatchObject({ delete: '0', 'dpid.key': OTHER_BYTES, end: 'ok' });
  });

  it('takes no harm from variables of a Windows caller around the class double', async () => {
    const env = {
      SystemRoot: 'D:\\ELSE',
      windir: 'D:\\ELSE',
      ComSpec: 'D:\\ELSE\\cmd.exe',
      TEMP: '/tmp',
      VLK_KEY: 'x',
    };
    const script = join(host.files(), 'env.vbs');
    const names = ['SystemRoot', 'VLK_KEY'];
    await writeFile(
      script,
      names.map((name) => `WScript.Echo CreateObject("WScript.Shell").Environment("PROCESS")("${name}")`).join('\r\n'),
    );
    const bin = { PATH: `${host.cscriptBin()}:${process.env['PATH']}` };
    const { stdout } = await runToEnd('cscript', ['//nologo', script], { env: { ...env, ...bin } });
    expect(stdout).toMatch(/^C:\\windows\r\nx\r\n$/i);
  });

  it('keeps two hosts and their class doubles apart', async () => {
    await using other = await WineHost.create({ level: 'server-2003-sp2' });
    await Promise.all([host.setKey(OTHER_KEY), other.control('Instances', 0)]);
    expect(storedKey(await other.digitalProductId())).toBe(FIRST_BYTES);
    expect(await setKey(['probe'])).toMatchObject({ instances: '1', 'dpid.key': OTHER_BYTES });
  });

  it('leaves neither a process nor a file when disposed of, sessions to the class double included', async () => {
    const gone = await WineHost.create({ level: 'xp-rtm' });
    const folder = join(gone.files(), '..', '..');
    const running = gone.run(['cmd', '/c', 'ping -n 60 127.0.0.1 >nul']);
    expect(await processesOf(folder)).not.toEqual([]);
    await gone[Symbol.asyncDispose]();
    await running;
    expect(existsSync(folder)).toBe(false);
    expect(await processesOf(folder)).toEqual([]);
  });
});

describe('the class double over SSH', () => {
  beforeEach(async (context) => {
    const missing = sshdMissing();
    context.skip(missing !== undefined, missing);
    await host.stopSshd();
  });

  it('is reached under any host name, over one connection, with the key by stdin', async () => {
    const { configFile } = await host.startSshd();
    const mux = [
      '-o',
      'ControlMaster=auto',
      '-o',
      `ControlPath=${join(tmpdir(), 'vlk-%C')}`,
      '-o',
      'ControlPersist=20',
    ];
    const ssh = async (command: string, input?: string) =>
      await runToEnd('ssh', ['-F', configFile, ...mux, 'xp-01.example.test', command], {
        ...(input === undefined ? {} : { input }),
        timeoutMs: COMMAND_TIMEOUT_MS,
      });
    expect(await ssh('cmd.exe /d /c "md %SystemRoot%\\vlkctl\\x&echo root=%SystemRoot%"')).toMatchObject({
      stdout: 'root=C:\\windows\r\n',
      exitCode: 0,
    });
    expect((await ssh('cmd.exe /d /c "if exist %SystemRoot%\\vlkctl\\x echo there"')).stdout).toBe('there\r\n');
    const key = `${OTHER_KEY.replaceAll('-', '')}\r\n`;
    const change = await ssh(`cmd.exe /d /c "set /p WL_KEY=&cscript.exe //nologo ${SETKEY}"`, key);
    expect(linesOf(change.stdout)).toMatchObject({ return: '0', 'dpid.key': OTHER_BYTES });
    expect((await ssh('cmd.exe /d /c "rd /s /q %SystemRoot%\\vlkctl"')).exitCode).toBe(0);
    expect((await ssh('cmd.exe /d /c "exit 7"')).exitCode).toBe(7);
    expect((await readdir(join(host.files(), 'windows'))).includes('vlkctl')).toBe(false);
    await host.stopSshd();
    expect((await ssh('cmd.exe /d /c "echo x"')).exitCode).toBe(255);
  });
});

/** Runs the double's own script; gives what it says by name, and its exit code unless that is 0. */
async function setKey(args: readonly string[] = []): Promise<Record<string, string>> {
  const env = { WL_KEY: OTHER_KEY.replaceAll('-', '') };
  const { stdout, exitCode } = await host.run(['cscript', '//nologo', SETKEY, ...args], { env });
  return { ...linesOf(stdout), ...(exitCode === 0 ? {} : { exitCode: String(exitCode) }) };
}

function linesOf(stdout: string): Record<string, string> {
  const pairs = stdout
    .trimEnd()
    .split('\r\n')
    .map((line) => /^([^=]+)=(.*)$/.exec(line) ?? []);
  return Object.fromEntries(pairs.flatMap(([, name, value]) => (name === undefined ? [] : [[name, value ?? '']])));
}

function storedKey(digitalProductId: string | undefined): string | undefined {
  return digitalProductId?.slice(52 * 2, 67 * 2);
}

/** The processes that have the folder in their environment or command line. */
async function processesOf(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const texts = ['environ', 'cmdline'].map(
        async (file) => await readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => ''),
      );
      return (await Promise.all(texts)).some((text) => text.includes(folder)) ? pid : '';
    }),
  );
  return found.filter(Boolean);
}
