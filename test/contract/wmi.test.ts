import { beforeEach, describe, expect, it } from 'vitest';
import { wmiTransport } from '../../src/transports/wmi.ts';
import { NO_FAKE_PROGRAMS } from '../support/fake-programs.ts';
import { settingsFor, wmiRig } from '../support/fake-rigs.ts';
import { HOST_NAME, hostSpec } from '../support/fake-spec.ts';
import { wellAnswer } from '../support/fake-windows.ts';
import { caught, change, codeOf, codesOf, noSignal, openRead, openWrite, readOnce } from './behaviour.ts';
import { describeTransport } from './transport.contract.ts';

const WELL = wellAnswer();

/** What cscript says when the way to the host breaks after it was connected. */
const LOST: Readonly<Record<string, string>> = {
  'while the OS is read': 'error=os 800706BA\r\n',
  'while the activation is read': WELL.replace('activation=present', 'activation=error 800706BE'),
  'while the key is read': WELL.replace('key=present', 'key=error\r\nkey.code=800706BF'),
  'while OOBETimer is read': WELL.replace('oobetimer=present', 'oobetimer=error 80010108'),
  'while the slots are read': WELL.replace('slots=0', 'slots=error 80041015'),
};

describeTransport('wmi', wmiRig);

describe('only over wmi', { timeout: 30_000 }, () => {
  beforeEach((context) => context.skip(NO_FAKE_PROGRAMS !== undefined, NO_FAKE_PROGRAMS));

  it('the mark counts for twice the time a call is waited for', async () => {
    await using rig = await wmiRig({ timeoutMs: 60_000 });
    await readOnce(rig);
    const texts = rig.programs.started.flatMap(({ files }) => [...files.values()]);
    expect(texts.filter((text) => text !== '')).toEqual([
      `vlkctl-calls 1\r\ntarget ${HOST_NAME}\r\nmark r20261122161530x3kq 120\r\ncall observe\r\n`,
    ]);
  });

  it('a connection that breaks while the host is read leaves no half observation', async () => {
    await using rig = await wmiRig();
    const scenes = Object.entries(LOST).map(([what, stdout]) => ({ what, scene: { kind: 'says', stdout } as const }));
    const codes = await codesOf(rig, scenes, (session) => session.observe(noSignal()));
    expect(codes).toEqual(Object.fromEntries(Object.keys(LOST).map((what) => [what, 'connection-lost'])));
  });

  it('a part of the host that cannot be read for another reason stays unknown', async () => {
    await using rig = await wmiRig();
    await rig.play({ kind: 'says', stdout: WELL.replace('oobetimer=present', 'oobetimer=error 5') });
    expect((await readOnce(rig)).oobeTimer).toMatchObject({ state: 'unknown', fault: { code: 'access-denied' } });
  });

  it('a change whose connection breaks before its first answer is not taken for one that did not happen', async () => {
    await using rig = await wmiRig();
    await rig.play({ kind: 'says', stdout: 'error=mark 800706BE\r\n', exitCode: 1 });
    await using session = await openWrite(rig);
    expect(await codeOf(session.change(change(), noSignal()))).toBe('connection-lost');
  });

  it('each number of a connection that fails is told, with what to do about it', async () => {
    await using rig = await wmiRig();
    await rig.play({ kind: 'says', stdout: 'error=connect 80070005\r\n', exitCode: 1 });
    const { fault } = await caught(readOnce(rig));
    expect(fault).toMatchObject({ code: 'access-denied', hresult: 0x8007_0005 });
    expect(fault.message).toContain('0x80070005');
    expect(fault.help).toContain('Classic');
    await rig.play({ kind: 'switched-off' });
    expect((await caught(readOnce(rig))).fault.help).toContain('netsh firewall set service RemoteAdmin');
  });

  it('a controller without cscript is told that it must be Windows', async () => {
    await using rig = await wmiRig();
    await rig.programs.remove();
    const { fault } = await caught(readOnce(rig));
    expect(fault).toMatchObject({ code: 'program-missing', message: expect.stringContaining('Windows controller') });
  });

  it.each([
    ['a backslash', String.raw`gate-07\root`],
    ['a brace', 'gate-07}!'],
    ['a colon', 'fe80::1'],
    ['a blank', 'gate 07'],
    ['a line break', 'gate-07\r\ncall drop-undo x'],
    ['a dot at its start, which is this machine', '.'],
    ['nothing', ''],
  ])('a name with %s reaches no host and starts nothing', async (_what, name) => {
    await using rig = await wmiRig();
    const host = { ...rig.host, name };
    expect(await codeOf(openRead({ ...rig, host }))).toBe('host-unreachable');
    expect(rig.programs.started).toEqual([]);
    expect(rig.leftBehind()).toEqual([]);
  });

  it('a host of another access kind is a mistake of the caller', async () => {
    await using rig = await wmiRig();
    const transport = wmiTransport(settingsFor(rig.programs));
    await expect(transport.openRead(hostSpec({ kind: 'local' }), noSignal())).rejects.toThrow('not reached over wmi');
  });
});
