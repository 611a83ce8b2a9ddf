import { describe, expect, it } from 'vitest';
import type { KeyEvidence } from '../../../src/model/key.ts';
import type { Observation } from '../../../src/model/observation.ts';
import type { Settlement } from '../../../src/model/settlement.ts';
import type { UndoSlot } from '../../../src/model/undo-slot.ts';
import { type KnownEnd, type Ownership, settleIntent, settleSlot } from '../../../src/plan/settle.ts';
import {
  CARRIES_NEW,
  carrying,
  DENIED,
  intent,
  NEW,
  OLD,
  osFacts,
  rtmCarrying,
  slot,
  THIRD,
} from '../../support/builders.ts';

const CHANGED = 'drop: changed';
const UNTOUCHED = 'drop: untouched';
const RESTORED = 'restore: restored';
const BUSY = 'wait: change-in-progress';
const AGELESS = 'leave: unsettled';
const FOREIGN = 'wait: another-controller';
const LEFT = 'leave: unsettled';

const WITHHELD: KeyEvidence = { state: 'withheld', channel: 'volume' };
const INCOMPLETE: UndoSlot = { intent: 'i20251122110000-00000001', complete: false };
const YOUNG = '2025-11-22T11:45:01+01:00';
const FIFTEEN_MINUTES_OLD = '2025-11-22T11:45:00+01:00';
const REQUIRED: Observation['activation'] = { state: 'present', value: { required: true, graceDays: 3 } };
const UNREADABLE = { state: 'unknown', fault: DENIED } as const;

const old = rtmCarrying(OLD);
const changed = rtmCarrying(CARRIES_NEW);

function short({ action, result }: Settlement): string {
  return `${action}: ${result}`;
}

type SlotRow = readonly [title: string, expected: string, slot: UndoSlot, now: Observation, ownership?: Ownership];
const REFUSED: KnownEnd = 'definitely-refused';

describe('settleSlot', () => {
  const rows: readonly SlotRow[] = [
    ['a payload still writes: wait', BUSY, slot(), rtmCarrying(OLD, { changeInProgress: true })],
    ['a payload still writes the new key: wait', BUSY, slot(), rtmCarrying(CARRIES_NEW, { changeInProgress: true })],
    ['a payload still fills the slot: wait', BUSY, INCOMPLETE, rtmCarrying(OLD, { changeInProgress: true })],

    ['foreign and younger than 15 minutes: wait', FOREIGN, slot({ savedAt: YOUNG }), old, 'foreign'],
    ['foreign, young, with the new key: wait', FOREIGN, slot({ savedAt: YOUNG }), changed, 'foreign'],
    ['foreign and 15 minutes old: restored', RESTORED, slot({ savedAt: FIFTEEN_MINUTES_OLD }), old, 'foreign'],
    ['foreign and old, with the new key: changed', CHANGED, slot(), changed, 'foreign'],
    ['ours and young: restored, as nobody else would', RESTORED, slot({ savedAt: YOUNG }), old],
    [
      'foreign, young by the clock of the host and old by ours: wait',
      FOREIGN,
      slot({ savedAt: YOUNG }),
      rtmCarrying(OLD, { observedAt: '2031-01-01T00:00:00.000Z' }),
      'foreign',
    ],
    [
      'foreign, old by the clock of the host and young by ours: restored',
      RESTORED,
      slot(),
      rtmCarrying(OLD, { observedAt: '2025-11-22T10:00:30.000Z' }),
      'foreign',
    ],
    [
      'foreign, saved before the clocks went back an hour: offsets count',
      FOREIGN,
      slot({ savedAt: '2025-10-26T02:55:00+02:00' }),
      rtmCarrying(OLD, { hostTime: '2025-10-26T02:05:00+01:00' }),
      'foreign',
    ],
    ['foreign, no time in the slot: leave', AGELESS, withoutTime(), old, 'foreign'],
    ['foreign, host without a clock that was understood: leave', AGELESS, slot(), withoutClock(), 'foreign'],
    ['foreign, time in the slot is no time: leave', AGELESS, slot({ savedAt: '2025-13-41' }), old, 'foreign'],
    [
      'foreign, the clock of the host was set back: leave',
      AGELESS,
      slot(),
      rtmCarrying(OLD, { hostTime: '2002-01-01T00:00:00+01:00' }),
      'foreign',
    ],
    ['foreign, incomplete and young: wait', FOREIGN, { ...INCOMPLETE, savedAt: YOUNG }, old, 'foreign'],
    [
      'foreign, incomplete and 15 minutes old: forget it',
      UNTOUCHED,
      { ...INCOMPLETE, savedAt: FIFTEEN_MINUTES_OLD },
      old,
      'foreign',
    ],
    ['foreign, incomplete and without a time: nothing was deleted, forget it', UNTOUCHED, INCOMPLETE, old, 'foreign'],
    [
      'foreign, incomplete, no clock: forget it',
      UNTOUCHED,
      { ...INCOMPLETE, savedAt: YOUNG },
      withoutClock(),
      'foreign',
    ],
    ['ours, no time in the slot: restored', RESTORED, withoutTime(), old],
    ['ours, the clock of the host was set back: restored', RESTORED, slot({ savedAt: '2031-01-01T00:00:00Z' }), old],

    ['incomplete, so nothing was deleted: forget it', UNTOUCHED, INCOMPLETE, old],
    ['incomplete on a host whose key cannot be read: forget it', UNTOUCHED, INCOMPLETE, rtmCarrying(WITHHELD)],

    ['filled on another host, a cloned disk: leave', LEFT, slot({ csName: 'HMI-000' }), old],
    ['a cloned disk with the new key: leave', LEFT, slot({ csName: 'HMI-000' }), changed],
    [
      'a service pack was installed since: leave',
      LEFT,
      slot(),
      rtmCarrying(OLD, { os: { ...osFacts('windows-xp-rtm'), servicePack: 1 } }),
    ],
    ['another version: leave', LEFT, slot({ version: '5.2.3790' }), old],
    ['another product type: leave', LEFT, slot({ productType: 3 }), old],

    ['new key, activation as before: changed', CHANGED, slot(), changed],
    [
      'new key, activation was and is required: changed',
      CHANGED,
      slot({ activationRequiredBefore: true }),
      rtmCarrying(CARRIES_NEW, { activation: REQUIRED }),
    ],
    ['new key, activation better: changed', CHANGED, slot({ activationRequiredBefore: true }), changed],
    [
      'new key, activation worse: never restore, keep the slot',
      'keep: activation-pending',
      slot(),
      rtmCarrying(CARRIES_NEW, { activation: REQUIRED }),
    ],
    ['new key, activation unreadable: leave', LEFT, slot(), rtmCarrying(CARRIES_NEW, { activation: UNREADABLE })],
    ['new key, class gone: leave', LEFT, slot(), rtmCarrying(CARRIES_NEW, { activation: { state: 'absent' } })],
    ['new key, OOBETimer is back as Windows does it: changed', CHANGED, slot({ oobeTimer: 'different' }), changed],
    ['same last five as the new key, other product ID: leave', LEFT, slot(), rtmCarrying(cousin())],

    ['old key, OOBETimer gone: restore', RESTORED, slot(), old],
    ['old key, OOBETimer as saved: forget it', UNTOUCHED, slot({ oobeTimer: 'same' }), old],
    ['old key, never an OOBETimer: forget it, write nothing', UNTOUCHED, slot({ oobeTimer: 'both-absent' }), old],
    ['old key, OOBETimer with other bytes: leave', LEFT, slot({ oobeTimer: 'different' }), old],
    [
      'old key, activation worse, OOBETimer gone: restore',
      RESTORED,
      slot(),
      rtmCarrying(OLD, { activation: REQUIRED }),
    ],

    ['key withheld: leave', LEFT, slot(), rtmCarrying(WITHHELD)],
    ['key withheld before and after: restore', RESTORED, slot({ old: WITHHELD }), rtmCarrying(WITHHELD)],
    ['key unreadable: leave', LEFT, slot(), rtmCarrying(OLD, { key: UNREADABLE })],
    ['no key at all: leave', LEFT, slot(), rtmCarrying(OLD, { key: { state: 'absent' } })],
    ['a third key: leave', LEFT, slot(), rtmCarrying(THIRD)],
    ['the slot does not say which key was there: leave', LEFT, slot({ old: undefined }), old],
  ];

  it.each(rows.map((row) => [row[0], row] as const))('%s', (_title, [, expected, found, now, ownership = 'ours']) => {
    expect(short(settleSlot(found, now, ownership))).toBe(expected);
  });

  it.each<readonly [title: string, expected: string, slot: UndoSlot, now: Observation]>([
    ['a withheld key is the old one: restore', RESTORED, slot(), rtmCarrying(WITHHELD)],
    ['a withheld key, OOBETimer as saved: forget it', UNTOUCHED, slot({ oobeTimer: 'same' }), rtmCarrying(WITHHELD)],
    [
      'a withheld key, OOBETimer with other bytes: leave',
      LEFT,
      slot({ oobeTimer: 'different' }),
      rtmCarrying(WITHHELD),
    ],
    ['a withheld key while a payload writes: wait', BUSY, slot(), rtmCarrying(WITHHELD, { changeInProgress: true })],
    ['a withheld key on another host: leave', LEFT, slot({ csName: 'HMI-000' }), rtmCarrying(WITHHELD)],
    ['a third key is still a third key: leave', LEFT, slot(), rtmCarrying(THIRD)],
    ['an unreadable key says nothing: leave', LEFT, slot(), rtmCarrying(OLD, { key: UNREADABLE })],
    ['the new key is there after all: changed', CHANGED, slot(), changed],
  ])('after a definite refusal in this run, %s', (_title, expected, found, now) => {
    expect(short(settleSlot(found, now, 'ours', REFUSED))).toBe(expected);
  });

  it('says why whenever it leaves something to a person', () => {
    const left = rows
      .filter(([, expected]) => expected === LEFT)
      .map(([, , found, now, ownership = 'ours']) => settleSlot(found, now, ownership));
    expect(left.filter((one) => one.action !== 'leave' || one.why === '')).toEqual([]);
    expect(left.length).toBeGreaterThan(5);
  });

  it('restores in one case only: the old key is back, OOBETimer is gone, and nobody writes', () => {
    const restoring = allSlots().filter(({ settlement }) => settlement.action === 'restore');
    expect(restoring.length).toBeGreaterThan(0);
    for (const { found, now } of restoring) {
      expect(found.oobeTimer).toBe('gone');
      expect(now.changeInProgress).toBe(false);
      expect(now.key).toEqual({ state: 'present', value: OLD });
    }
  });
});

describe('settleIntent', () => {
  it.each<readonly [title: string, expected: string, now: Observation]>([
    ['a payload still writes: wait', BUSY, carrying(CARRIES_NEW, { changeInProgress: true })],
    ['new key, activation as before: changed', CHANGED, carrying(CARRIES_NEW)],
    ['new key, activation worse: lost', 'keep: activation-lost', carrying(CARRIES_NEW, { activation: REQUIRED })],
    [
      'new key, activation worse on XP RTM: pending, a restart may help',
      'keep: activation-pending',
      rtmCarrying(CARRIES_NEW, { activation: REQUIRED }),
    ],
    ['new key, activation unreadable: leave', LEFT, carrying(CARRIES_NEW, { activation: UNREADABLE })],
    ['old key: it did not happen', UNTOUCHED, carrying(OLD)],
    [
      'old key, a service pack was installed since: it did not happen',
      UNTOUCHED,
      carrying(OLD, { os: osFacts('windows-xp-sp2') }),
    ],
    ['key withheld: leave', LEFT, carrying(WITHHELD)],
    ['key unreadable: leave', LEFT, carrying(OLD, { key: UNREADABLE })],
    ['a third key: leave', LEFT, carrying(THIRD)],
  ])('%s', (_title, expected, now) => {
    expect(short(settleIntent(intent(), now))).toBe(expected);
  });

  it('takes a required activation that was required before for success', () => {
    const before = intent({ activationRequiredBefore: true });
    expect(short(settleIntent(before, carrying(CARRIES_NEW, { activation: REQUIRED })))).toBe(CHANGED);
  });

  it('takes a withheld key for the old one only after a definite refusal in this run', () => {
    expect(short(settleIntent(intent(), carrying(WITHHELD), REFUSED))).toBe(UNTOUCHED);
    expect(short(settleIntent(intent(), carrying(THIRD), REFUSED))).toBe(LEFT);
  });

  it('never restores: there is nothing saved', () => {
    const states = [OLD, CARRIES_NEW, THIRD, WITHHELD].map((key) => settleIntent(intent(), carrying(key)).action);
    expect(states).not.toContain('restore');
  });
});

function cousin(): KeyEvidence {
  return { state: 'present', lastFive: NEW.lastFive, productId: '999-1234567', channel: 'volume' };
}

function withoutTime(): UndoSlot {
  const { savedAt: _savedAt, ...rest } = slot();
  return rest;
}

function withoutClock(): Observation {
  const { hostTime: _hostTime, ...rest } = old;
  return rest;
}

/** Every combination of key, OOBETimer, lock and ownership. */
function allSlots(): readonly { found: ReturnType<typeof slot>; now: Observation; settlement: Settlement }[] {
  const keys = [OLD, CARRIES_NEW, THIRD, WITHHELD];
  const timers = ['same', 'gone', 'different', 'both-absent'] as const;
  return keys.flatMap((key) =>
    timers.flatMap((oobeTimer) =>
      [true, false].flatMap((changeInProgress) =>
        (['ours', 'foreign'] as const).map((ownership) => {
          const found = slot({ oobeTimer });
          const now = rtmCarrying(key, { changeInProgress });
          return { found, now, settlement: settleSlot(found, now, ownership) };
        }),
      ),
    ),
  );
}
