import { expect } from 'vitest';
import type { Expectation, WriteCall } from '../../src/model/call.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Rig } from '../support/fake-rigs.ts';
import { INTENT, journaled, OLD_KEY } from '../support/fake-spec.ts';
import {
  afterLostAnswer,
  type Behaviour,
  CHANGED,
  change,
  codeOf,
  codesOf,
  HALFWAY,
  INITIAL,
  NEW_IDENTITY,
  noSignal,
  openWrite,
  readOnce,
  settleFromHere,
} from './behaviour.ts';

const SAVE: WriteCall = { kind: 'save-oobe-timer', intent: INTENT, new: NEW_IDENTITY };
const DELETE: WriteCall = { kind: 'delete-oobe-timer', intent: INTENT };
const RESTORE: WriteCall = { kind: 'restore-oobe-timer', intent: INTENT };
const DROP: WriteCall = { kind: 'drop-undo', intent: INTENT };
const SET: WriteCall = { kind: 'set-product-key' };
const DONE = { status: 'done' } as const;

/** The first thing that is not as expected, and what was expected. */
const UNEXPECTED: readonly { readonly property: string; readonly expectation: Expectation }[] = [
  { property: 'csname', expectation: { os: { ...INITIAL.os, csName: 'GATE-08' } } },
  { property: 'version', expectation: { os: { ...INITIAL.os, version: '5.2.3790' } } },
  { property: 'servicepack', expectation: { os: { ...INITIAL.os, servicePack: 1 } } },
  { property: 'producttype', expectation: { os: { ...INITIAL.os, productType: 3 } } },
  { property: 'key', expectation: { os: INITIAL.os, key: { ...OLD_KEY, productId: '640-0000008' } } },
];

/** Answers to a change of two calls, save and set. */
const NO_ANSWERS: readonly { readonly what: string; readonly said: readonly string[] }[] = [
  {
    what: 'an outcome that nobody knows',
    said: ['change=ran', 'call.1=save-oobe-timer perhaps', 'call.2=set-product-key done'],
  },
  {
    what: 'a reason that nobody knows',
    said: ['change=ran', 'call.1=save-oobe-timer done', 'call.2=set-product-key refused mood 0 definite'],
  },
  {
    what: 'a refusal without a number',
    said: ['change=ran', 'call.1=save-oobe-timer done', 'call.2=set-product-key refused com-error'],
  },
  {
    what: 'an answer to another call',
    said: ['change=ran', 'call.1=set-product-key done', 'call.2=save-oobe-timer done'],
  },
  { what: 'an answer that leaves a call out', said: ['change=ran', 'call.1=save-oobe-timer done'] },
  { what: 'a change with a status that nobody knows', said: ['change=maybe'] },
  { what: 'an answer that says nothing of the change', said: ['os.csname=GATE-07'] },
];

export const CHANGING: readonly Behaviour[] = [
  {
    title: 'runs a change, and what it did is read back',
    run: async (rig) => {
      await using session = await openWrite(rig);
      const kinds = ['save-oobe-timer', 'delete-oobe-timer', 'set-product-key', 'settle'];
      const calls = kinds.map((call) => ({ call, outcome: DONE }));
      expect(await session.change(change(), noSignal())).toEqual({ status: 'ran', calls });
      await settleFromHere(rig, session, [DROP]);
      expect(await session.observe(noSignal())).toEqual(CHANGED);
    },
  },
  {
    title: 'reads an unfinished change, and puts it back without a key',
    run: async (rig) => {
      await using session = await openWrite(rig);
      await session.change(change({ calls: [SAVE, DELETE] }), noSignal());
      expect(await session.observe(noSignal())).toEqual(HALFWAY);
      const settling = { intent: journaled(), expect: { os: INITIAL.os }, calls: [RESTORE, DROP] };
      expect(await session.change(settling, noSignal())).toMatchObject({
        status: 'ran',
        calls: [{ outcome: DONE }, { outcome: DONE }],
      });
      expect(await session.observe(noSignal())).toEqual(INITIAL);
    },
  },
  {
    title: 'runs calls in their order, and none after one that was refused',
    run: async (rig) => {
      await using session = await openWrite(rig);
      expect(await session.change(change({ calls: [DELETE, SAVE] }), noSignal())).toEqual({
        status: 'ran',
        calls: [
          {
            call: 'delete-oobe-timer',
            outcome: { status: 'refused', why: 'slot-incomplete', code: 0, definite: true },
          },
          { call: 'save-oobe-timer', outcome: { status: 'skipped' } },
        ],
      });
      expect(await session.observe(noSignal())).toEqual(INITIAL);
    },
  },
  {
    title: 'answers a refusal for certain as a result, and the host is as it was',
    needs: 'refuses-key',
    run: async (rig) => {
      await rig.play({ kind: 'refuses-key' });
      await using session = await openWrite(rig);
      expect(await session.change(change(), noSignal())).toEqual({
        status: 'ran',
        calls: [
          { call: 'save-oobe-timer', outcome: DONE },
          { call: 'delete-oobe-timer', outcome: DONE },
          {
            call: 'set-product-key',
            outcome: { status: 'refused', why: 'com-error', code: 0x8004_1001, definite: true },
          },
          { call: 'settle', outcome: DONE },
        ],
      });
      await settleFromHere(rig, session, [RESTORE, DROP]);
      expect(await session.observe(noSignal())).toEqual(INITIAL);
    },
  },
  {
    title: 'answers a refusal that leaves doubts as a result that says so',
    needs: 'says',
    run: async (rig) => {
      await rig.play({
        kind: 'says',
        stdout: said(['change=ran', 'call.1=set-product-key refused com-error 800706BA unsure']),
      });
      await using session = await openWrite(rig);
      const outcome = { status: 'refused', why: 'com-error', code: 0x8007_06ba, definite: false };
      expect(await session.change(change({ calls: [SET] }), noSignal())).toEqual({
        status: 'ran',
        calls: [{ call: 'set-product-key', outcome }],
      });
    },
  },
  {
    title: 'answers that another payload is busy on the host',
    needs: 'says',
    run: async (rig) => {
      await rig.play({ kind: 'says', stdout: said(['change=busy']) });
      await using session = await openWrite(rig);
      expect(await session.change(change(), noSignal())).toEqual({ status: 'busy' });
    },
  },
  {
    title: 'writes nothing to a host that is not as expected, and says what is not',
    run: async (rig) => {
      await using session = await openWrite(rig);
      for (const { property, expectation } of UNEXPECTED) {
        const answer = await session.change(change({ expect: expectation }), noSignal());
        expect(answer).toEqual({ status: 'not-as-expected', property });
      }
      expect(await session.observe(noSignal())).toEqual(INITIAL);
    },
  },
  {
    title: 'finds everything unreadable that does not answer each call of the change',
    needs: 'says',
    run: async (rig) => {
      const scenes = NO_ANSWERS.map((each) => ({
        what: each.what,
        scene: { kind: 'says', stdout: said(each.said) } as const,
      }));
      const codes = await codesOf(rig, scenes, (session) => session.change(change({ calls: [SAVE, SET] }), noSignal()));
      expect(codes).toEqual(Object.fromEntries(NO_ANSWERS.map(({ what }) => [what, 'unreadable-answer'])));
    },
  },
  {
    title: 'leaves open what happened when the connection breaks in a change, and the next session reads it',
    needs: 'dies-in-change',
    run: async (rig) => {
      await rig.play({ kind: 'dies-in-change' });
      {
        await using session = await openWrite(rig);
        expect(await codeOf(session.change(change(), noSignal()))).toBe('connection-lost');
      }
      await rig.play({ kind: 'well' });
      expect(await readOnce(rig)).toEqual(afterLostAnswer(rig, HALFWAY));
    },
  },
  {
    title: 'does not take half an answer for a change that did not happen',
    needs: 'breaks-off',
    run: async (rig) => {
      await rig.play({ kind: 'breaks-off' });
      await using session = await openWrite(rig);
      expect(await codeOf(session.change(change(), noSignal()))).toBe('connection-lost');
      await rig.play({ kind: 'well' });
      expect(await session.observe(noSignal())).toEqual(changedWithoutAnswer(rig));
    },
  },
];

function said(lines: readonly string[]): string {
  return [...lines, 'end=ok', ''].join('\r\n');
}

/** The key was set, and the answer was lost: whoever settles on the host has settled. */
function changedWithoutAnswer(rig: Rig): Observation {
  const host = rig.transport.kind === 'winrm' ? { ...HALFWAY, key: CHANGED.key } : CHANGED;
  return afterLostAnswer(rig, host);
}
