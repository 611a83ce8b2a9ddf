import { expect } from 'vitest';
import type { ReadSession, WriteSession } from '../../src/model/transport.ts';
import { isRunning } from '../support/fake-programs.ts';
import type { Rig } from '../support/fake-rigs.ts';
import { type Behaviour, change, codeOf, INITIAL, noSignal, openRead, openWrite } from './behaviour.ts';

/** Long enough for a fake program to start on a machine that is busy with other things. */
const TIMEOUT_MS = 1500;

export const STOPPING: readonly Behaviour[] = [
  ...waiting('reading', 'ended', (session, signal) => session.observe(signal)),
  // Ending cscript would not end SetProductKey inside WMI: a change that has begun is observed later, never cut off.
  ...waiting('a change', 'left alone', (session, signal) => session.change(change(), signal)),
  {
    title: 'kills a program that does not mind being asked to end',
    needs: 'deaf',
    run: async (rig) => {
      await using session = await openRead(rig);
      await rig.play({ kind: 'deaf' });
      expect(await abortOnceItHangs(rig, (signal) => session.observe(signal))).toBe('aborted');
      expect(runningPrograms(rig)).toEqual([]);
    },
  },
  {
    title: 'goes on over the same session after a timeout',
    needs: 'hangs',
    run: async (rig) => {
      await using session = await openRead(rig);
      await rig.play({ kind: 'hangs' });
      await abortOnceItHangs(rig, (signal) => session.observe(signal));
      await rig.play({ kind: 'well' });
      expect(await session.observe(noSignal())).toEqual(INITIAL);
    },
  },
  {
    title: 'opens nothing under a signal that is aborted: no program, no file',
    run: async (rig) => {
      const open: (signal: AbortSignal) => Promise<ReadSession> = (signal) => rig.transport.openRead(rig.host, signal);
      expect(await codeOf(open(AbortSignal.abort()))).toBe('aborted');
      expect(await codeOf(open(AbortSignal.abort(new DOMException('late', 'TimeoutError'))))).toBe('timed-out');
      expect(rig.begun()).toBe(0);
      expect(rig.leftBehind()).toEqual([]);
    },
  },
];

/** What holds for both ways to keep a host waiting. */
function waiting(
  what: string,
  program: 'ended' | 'left alone',
  start: (session: WriteSession, signal: AbortSignal) => Promise<unknown>,
): readonly Behaviour[] {
  return [
    {
      title: `gives up ${what} when its time is up; the program is ${program}`,
      needs: 'hangs',
      run: async (rig) => {
        await using session = await openWrite(rig);
        await rig.play({ kind: 'hangs' });
        expect(await codeOf(start(session, AbortSignal.timeout(TIMEOUT_MS)))).toBe('timed-out');
        expect(await rig.endHanging()).toBe(becomesOf(rig, program));
      },
    },
    {
      title: `gives up ${what} when it is aborted; the program is ${program}`,
      needs: 'hangs',
      run: async (rig) => {
        await using session = await openWrite(rig);
        await rig.play({ kind: 'hangs' });
        expect(await abortOnceItHangs(rig, (signal) => start(session, signal))).toBe('aborted');
        expect(await rig.endHanging()).toBe(becomesOf(rig, program));
      },
    },
    {
      title: `does not begin ${what} under a signal that is aborted`,
      run: async (rig) => {
        await using session = await openWrite(rig);
        const before = rig.begun();
        expect(await codeOf(start(session, AbortSignal.abort()))).toBe('aborted');
        expect(rig.begun()).toBe(before);
        expect(await session.observe(noSignal())).toEqual(INITIAL);
      },
    },
  ];
}

async function abortOnceItHangs(rig: Rig, start: (signal: AbortSignal) => Promise<unknown>): Promise<string> {
  const controller = new AbortController();
  const hanging = rig.nextHang();
  const code = codeOf(start(controller.signal));
  await hanging;
  controller.abort();
  return await code;
}

/** Those of the fake programs that are still there. */
function runningPrograms(rig: Rig): readonly string[] {
  expect(rig.programs.started).not.toEqual([]);
  return rig.programs.started.filter(({ pid }) => isRunning(pid)).map(({ program }) => program);
}

/**
 * Over winrm nothing is started here that could be left alone: a connection waits, and it ends. SetProductKey inside the
 * host does not hear of that, and the mark on the host says that it may still come.
 */
function becomesOf({ transport }: Rig, program: 'ended' | 'left alone'): 'ended' | 'left alone' {
  return transport.kind === 'winrm' ? 'ended' : program;
}
