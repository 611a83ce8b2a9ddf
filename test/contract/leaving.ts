import { expect } from 'vitest';
import { INTENT } from '../support/fake-spec.ts';
import {
  type Behaviour,
  change,
  codeOf,
  noSignal,
  openRead,
  openWrite,
  readOnce,
  settleFromHere,
} from './behaviour.ts';

/** Disposal: nothing is left, and nothing it meets makes it throw. */
export const LEAVING: readonly Behaviour[] = [
  {
    title: 'leaves no file and no folder behind, on the controller and on the host',
    run: async (rig) => {
      const session = await openWrite(rig);
      await session.observe(noSignal());
      await session.change(change(), noSignal());
      await settleFromHere(rig, session, [{ kind: 'drop-undo', intent: INTENT }]);
      await session[Symbol.asyncDispose]();
      expect(rig.leftBehind()).toEqual([]);
    },
  },
  {
    title: 'leaves nothing behind after an unreadable answer',
    needs: 'says',
    run: async (rig) => {
      await rig.play({ kind: 'says', stdout: 'Bad command or file name\r\n', exitCode: 1 });
      await codeOf(readOnce(rig));
      expect(rig.leftBehind()).toEqual([]);
    },
  },
  {
    title: 'can be disposed of twice',
    run: async (rig) => {
      const session = await openRead(rig);
      await session[Symbol.asyncDispose]();
      await expect(session[Symbol.asyncDispose]()).resolves.toBeUndefined();
    },
  },
  {
    title: 'is disposed of without a complaint when its programs are gone',
    needs: 'program-missing',
    run: async (rig) => {
      const session = await openRead(rig);
      await rig.play({ kind: 'program-missing' });
      await expect(session[Symbol.asyncDispose]()).resolves.toBeUndefined();
    },
  },
  {
    title: 'is disposed of without a complaint when the disk of the controller is broken',
    run: async (rig) => {
      const session = await openRead(rig);
      await rig.programs.breakDisk();
      await expect(session[Symbol.asyncDispose]()).resolves.toBeUndefined();
    },
  },
  {
    title: 'is disposed of without a complaint when the host was switched off meanwhile',
    needs: 'switched-off',
    run: async (rig) => {
      const session = await openRead(rig);
      await rig.play({ kind: 'switched-off' });
      await expect(session[Symbol.asyncDispose]()).resolves.toBeUndefined();
    },
  },
];
