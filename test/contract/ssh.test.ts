import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sshTransport } from '../../src/transports/ssh.ts';
import { NO_FAKE_PROGRAMS, type Started } from '../support/fake-programs.ts';
import { PAYLOAD, RUN_NAME, settingsFor, sshRig } from '../support/fake-rigs.ts';
import { hostSpec } from '../support/fake-spec.ts';
import { caught, change, codeOf, INITIAL, noSignal, openRead, openWrite, readOnce } from './behaviour.ts';
import { describeTransport } from './transport.contract.ts';

const BASE = 'C:\\WINDOWS\\vlkctl';
const FOLDER = `${BASE}\\${RUN_NAME}`;

describeTransport('ssh', sshRig);

describe('only over ssh', { timeout: 30_000 }, () => {
  beforeEach((context) => context.skip(NO_FAKE_PROGRAMS !== undefined, NO_FAKE_PROGRAMS));

  it('every connection asks no questions, trusts no unknown host and forwards nothing', async () => {
    await using rig = await sshRig();
    await readOnce(rig);
    expect(rig.programs.started.map(({ program }) => program)).toEqual(['ssh', 'sftp', 'ssh', 'ssh', 'ssh']);
    for (const start of rig.programs.started) {
      expect(optionsOf(start)).toEqual(
        expect.arrayContaining([
          'BatchMode=yes',
          'StrictHostKeyChecking=yes',
          'ClearAllForwardings=yes',
          'ForwardAgent=no',
          'ForwardX11=no',
          'PermitLocalCommand=no',
        ]),
      );
    }
  });

  it('the name of the host stands after --, user and port are options', async () => {
    await using rig = await sshRig();
    await readOnce(rig);
    for (const { args } of rig.programs.started) expect(args[args.indexOf('--') + 1]).toBe(rig.host.name);
    for (const start of rig.programs.started) {
      expect(optionsOf(start)).toEqual(expect.arrayContaining(['User=PLANT\\svc-vlk', 'Port=2222']));
    }
  });

  it('an ssh_config of the inventory comes in place of the own one', async () => {
    await using rig = await sshRig();
    const host = hostSpec({ kind: 'ssh', configFile: '/plant/ssh_config' });
    await readOnce({ ...rig, host });
    for (const { args } of rig.programs.started) expect(args.slice(0, 2)).toEqual(['-F', '/plant/ssh_config']);
    expect(rig.programs.started.flatMap(optionsOf).filter((option) => /^(?:User|Port)=/.test(option))).toEqual([]);
  });

  it('the connection is shared through a socket in a private folder, and ended', async () => {
    await using rig = await sshRig();
    await readOnce(rig);
    const paths = new Set(
      rig.programs.started.flatMap(optionsOf).filter((option) => option.startsWith('ControlPath=')),
    );
    expect(paths.size).toBe(1);
    const [path = ''] = paths;
    expect(path.startsWith(`ControlPath=${rig.programs.temporaryFolder}/vlk-`)).toBe(true);
    expect(rig.programs.started.at(-1)?.args).toEqual(expect.arrayContaining(['-O', 'exit']));
  });

  it('where connections cannot be shared, none is', async () => {
    await using rig = await sshRig({ canShareConnections: false });
    expect(await readOnce(rig)).toEqual(INITIAL);
    expect(rig.programs.started.flatMap(({ args }) => args).filter((arg) => /^Control|^-O$/.test(arg))).toEqual([]);
  });

  it('the payload arrives byte for byte', async () => {
    await using rig = await sshRig();
    await using session = await openRead(rig);
    expect(rig.server.disk.get(`${FOLDER}\\vlk-host.vbs`)).toBe(await readFile(PAYLOAD, 'latin1'));
    await session.observe(noSignal());
  });

  it('a 32-bit SSH server on 64-bit Windows runs the 64-bit script host', async () => {
    await using rig = await sshRig();
    rig.server.hasSysnative = true;
    expect(await readOnce(rig)).toEqual(INITIAL);
  });

  it('folders of controllers that died are removed, those of others are not', async () => {
    await using rig = await sshRig();
    const kept = ['r20261122161531aaaa', 'r20261121161531bbbb', 'somebody-else'];
    for (const name of ['r20261120235959cccc', 'r20250101000000dddd', ...kept]) {
      rig.server.disk.set(`${BASE}\\${name}`, undefined);
      rig.server.disk.set(`${BASE}\\${name}\\observe.txt`, 'x');
    }
    await readOnce(rig);
    const left = rig.leftBehind().flatMap((path) => path.split('\\')[3] ?? []);
    expect(new Set(left)).toEqual(new Set(kept));
  });

  it('an account that may not make the folder is denied access', async () => {
    await using rig = await sshRig();
    rig.server.readOnly = 'folders';
    expect(await codeOf(openRead(rig))).toBe('access-denied');
    expect(rig.leftBehind()).toEqual([]);
  });

  it('a host to which nothing can be copied is left without a folder', async () => {
    await using rig = await sshRig();
    rig.server.readOnly = 'files';
    const { fault } = await caught(openRead(rig));
    expect(fault.code).toBe('access-denied');
    expect(fault.message).toContain('Permission denied');
    expect(rig.leftBehind()).toEqual([]);
  });

  it('a host key that is not the recorded one ends it before anything is sent', async () => {
    await using rig = await sshRig();
    rig.server.saysItself = 'Host key verification failed.';
    expect(await codeOf(openWrite(rig))).toBe('host-key-mismatch');
    expect(rig.programs.started.filter(({ program }) => program === 'sftp')).toEqual([]);
  });

  it('an ssh that ends without reading the key loses the connection, nothing worse', async () => {
    await using rig = await sshRig();
    await using session = await openWrite(rig);
    await writeFile(join(rig.programs.bin, 'ssh'), '#!/bin/sh\nexec <&-\nexit 255\n');
    await chmod(join(rig.programs.bin, 'ssh'), 0o755);
    expect(await codeOf(session.change(change(), noSignal()))).toBe('connection-lost');
  });

  it('a change that did not answer keeps its folder on the host and its connection', async () => {
    await using rig = await sshRig();
    const session = await openWrite(rig);
    await rig.play({ kind: 'hangs' });
    expect(await codeOf(session.change(change(), AbortSignal.timeout(1500)))).toBe('timed-out');
    const before = rig.programs.started.length;
    await session[Symbol.asyncDispose]();
    expect(rig.programs.started).toHaveLength(before);
    expect(rig.leftBehind()).toEqual(expect.arrayContaining([`${FOLDER}\\vlk-host.vbs`, `${FOLDER}\\change.txt`]));
    expect(rig.leftBehind().filter((path) => !path.startsWith(BASE))).toEqual([]);
  });

  it('a host of another access kind is a mistake of the caller', async () => {
    await using rig = await sshRig();
    const transport = sshTransport(settingsFor(rig.programs));
    await expect(transport.openRead(hostSpec({ kind: 'local' }), noSignal())).rejects.toThrow('not reached over ssh');
  });
});

/** The `-o` options of one start. */
function optionsOf({ args }: Started): readonly string[] {
  return args.filter((_, index) => args[index - 1] === '-o');
}
