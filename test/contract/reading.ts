import { expect } from 'vitest';
import type { FaultCode } from '../../src/model/fault.ts';
import type { AccessKind } from '../../src/model/host.ts';
import { isRunning } from '../support/fake-programs.ts';
import { wellAnswer } from '../support/fake-windows.ts';
import { type Behaviour, caught, codeOf, codesOf, INITIAL, noSignal, openRead, readOnce } from './behaviour.ts';

const WELL = wellAnswer();

/** Nothing said at all: on this machine that is a script host which did not find its script; over ssh nobody can tell. */
const SILENCE: Readonly<Partial<Record<AccessKind, FaultCode>>> = {
  local: 'script-host-failed',
  wmi: 'script-host-failed',
  ssh: 'unreadable-answer',
};

/** What cscript may write in place of an honest answer, with its exit code. */
const NO_ANSWERS: readonly { readonly what: string; readonly stdout: string; readonly exitCode?: number }[] = [
  { what: 'an answer without end=ok', stdout: WELL.replace('end=ok\r\n', '') },
  { what: 'end=ok with exit code 1', stdout: WELL, exitCode: 1 },
  { what: 'an answer that goes on after end=ok', stdout: `${WELL}os.more=1\r\n` },
  { what: 'a name said twice', stdout: `os.csname=GATE-07\r\n${WELL}` },
  { what: 'a banner before the answer', stdout: `Welcome to line A\r\n${WELL}` },
  { what: 'a number that is none', stdout: WELL.replace('os.servicepack=0', 'os.servicepack=SP0') },
  { what: 'a flag that is neither 0 nor 1', stdout: WELL.replace('busy=0', 'busy=2') },
  { what: 'an answer without the version', stdout: WELL.replace('os.version=5.1.2600\r\n', '') },
  { what: 'a key in a state that nobody knows', stdout: WELL.replace('key=present', 'key=perhaps') },
  { what: 'more undo slots than there can be', stdout: WELL.replace('slots=0', 'slots=65') },
  { what: 'bytes that are not ASCII', stdout: WELL.replace('GATE', 'G\u00c4TE') },
  { what: 'a UTF-8 byte order mark', stdout: `\u00ef\u00bb\u00bf${WELL}` },
  { what: 'UTF-16 with its byte order mark', stdout: Buffer.from(`\ufeff${WELL}`, 'utf16le').toString('latin1') },
  { what: 'carriage returns doubled by a terminal', stdout: WELL.replaceAll('\r\n', '\r\r\n') },
  { what: 'more than 4096 lines', stdout: `${lines(4096)}${WELL}` },
];

/** What the payload itself says when it could not do anything. */
const ERRORS: Readonly<Record<string, FaultCode>> = {
  'error=provider 80041003': 'provider-failed',
  'error=os 0': 'provider-failed',
  'error=lock 5': 'access-denied',
  'error=lockfile 5': 'script-host-failed',
  'error=mark 5': 'access-denied',
  'error=mark D': 'provider-failed',
  'error=connect 800706BA': 'host-unreachable',
  'error=connect 800706BE': 'connection-lost',
  'error=connect 80070005': 'access-denied',
  'error=connect 80041003': 'access-denied',
  'error=connect 8004100E': 'provider-failed',
  'error=connect 800706ba': 'unreadable-answer',
  'error=connect': 'unreadable-answer',
  'error=wrong-bitness': 'wrong-bitness',
  'error=calls-file': 'script-host-failed',
  'error=surprise': 'unreadable-answer',
};

export const READING: readonly Behaviour[] = [
  {
    title: 'reads the same observation from the same host',
    run: async (rig) => {
      expect(await readOnce(rig)).toEqual(INITIAL);
    },
  },
  {
    title: 'reads a host twice over one session',
    run: async (rig) => {
      await using session = await openRead(rig);
      expect([await session.observe(noSignal()), await session.observe(noSignal())]).toEqual([INITIAL, INITIAL]);
    },
  },
  {
    title: 'reads lines that end with LF as it reads CRLF',
    needs: 'says',
    run: async (rig) => {
      await rig.play({ kind: 'says', stdout: WELL.replaceAll('\r\n', '\n') });
      expect(await readOnce(rig)).toEqual(INITIAL);
    },
  },
  {
    title: 'reads an answer of 64 undo slots whole',
    needs: 'says',
    run: async (rig) => {
      const slots = Array.from(
        { length: 64 },
        (_, index) =>
          `slot.${index + 1}.intent=left-${index}\r\nslot.${index + 1}.complete=0\r\nslot.${index + 1}.savedat=\r\n`,
      );
      await rig.play({ kind: 'says', stdout: WELL.replace('slots=0\r\n', `slots=64\r\n${slots.join('')}`) });
      expect((await readOnce(rig)).undoSlots).toHaveLength(64);
    },
  },
  {
    title: 'finds everything unreadable that is not a whole answer of the payload',
    needs: 'says',
    run: async (rig) => {
      const scenes = NO_ANSWERS.map(({ what, ...said }) => ({ what, scene: { kind: 'says', ...said } as const }));
      const codes = await codesOf(rig, scenes, (session) => session.observe(noSignal()));
      expect(codes).toEqual(Object.fromEntries(NO_ANSWERS.map(({ what }) => [what, 'unreadable-answer'])));
    },
  },
  {
    title: 'has a code for everything the payload says when it can do nothing',
    needs: 'says',
    run: async (rig) => {
      const scenes = Object.keys(ERRORS).map((what) => ({
        what,
        scene: { kind: 'says', stdout: `${what}\r\n`, exitCode: 1 } as const,
      }));
      expect(await codesOf(rig, scenes, (session) => session.observe(noSignal()))).toEqual(ERRORS);
    },
  },
  {
    title: 'has a code of its own for an answer that is empty',
    needs: 'says',
    run: async (rig) => {
      await rig.play({ kind: 'says', stdout: '' });
      expect(await codeOf(readOnce(rig))).toBe(SILENCE[rig.transport.kind]);
    },
  },
  {
    title: 'goes on over the same session after an unreadable answer',
    needs: 'says',
    run: async (rig) => {
      await using session = await openRead(rig);
      await rig.play({ kind: 'says', stdout: 'Bad command or file name\r\n' });
      expect(await codeOf(session.observe(noSignal()))).toBe('unreadable-answer');
      await rig.play({ kind: 'well' });
      expect(await session.observe(noSignal())).toEqual(INITIAL);
    },
  },
  {
    title: 'ends a program that writes more than 4 MB',
    needs: 'says',
    run: async (rig) => {
      await using session = await openRead(rig);
      await rig.play({ kind: 'says', stdout: `big=${'x'.repeat(5_000_000)}\r\n${WELL}` });
      expect(await codeOf(session.observe(noSignal()))).toBe('connection-lost');
      expect(rig.programs.started.map(({ pid }) => pid).filter(isRunning)).toEqual([]);
    },
  },
  {
    title: 'loses a connection that breaks in the middle of the answer',
    needs: 'breaks-off',
    run: async (rig) => {
      await rig.play({ kind: 'breaks-off' });
      expect(await codeOf(readOnce(rig))).toBe('connection-lost');
    },
  },
  {
    title: 'does not wait for what a program leaves behind',
    needs: 'lingers',
    run: async (rig) => {
      await rig.play({ kind: 'lingers' });
      await using session = await openRead(rig);
      expect(await session.observe(AbortSignal.timeout(10_000))).toEqual(INITIAL);
    },
  },
  {
    title: 'says which program is missing',
    needs: 'program-missing',
    run: async (rig) => {
      await rig.play({ kind: 'program-missing' });
      const { fault } = await caught(readOnce(rig));
      expect(fault).toMatchObject({ code: 'program-missing', message: expect.stringMatching(/ssh|cscript/) });
    },
  },
  {
    title: 'does not reach a host that is switched off',
    needs: 'switched-off',
    run: async (rig) => {
      await rig.play({ kind: 'switched-off' });
      expect(await codeOf(readOnce(rig))).toBe('host-unreachable');
      expect(rig.leftBehind()).toEqual([]);
    },
  },
];

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `line.${index}=x\r\n`).join('');
}
