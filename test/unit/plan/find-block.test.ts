import { describe, expect, it } from 'vitest';
import { BLOCK_CODES, type Block, type BlockCode } from '../../../src/model/drift.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { JournalState } from '../../../src/model/journal-entry.ts';
import type { Channel, KeyEvidence } from '../../../src/model/key.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { findBlock as findOther, findUnfinishedChange, findWrongHost } from '../../../src/plan/find-block.ts';
import {
  CARRIES_NEW,
  carrying,
  host,
  intent,
  journalState,
  keySpec,
  OLD,
  observation,
  osFacts,
  rtmCarrying,
  slot,
  THIRD,
  unidentifiedKey,
} from '../../support/builders.ts';
import { byReceipt } from '../../support/reported-builders.ts';

/** The order in which diff asks. */
function findBlock(spec: HostSpec, now: Observation, journal: JournalState): Block | undefined {
  return findWrongHost(spec, now) ?? findUnfinishedChange(spec, now, journal) ?? findOther(spec, now);
}

const WITHHELD: KeyEvidence = { state: 'withheld', channel: 'oem' };
const REQUIRED: Observation['activation'] = { state: 'present', value: { required: true } };
const rtm = host({ os: 'windows-xp-rtm' });
const announced = journalState({ openIntents: [intent()] });

interface Case {
  readonly title: string;
  readonly code: BlockCode;
  readonly spec?: HostSpec;
  readonly now: Observation;
  readonly journal?: JournalState;
}

const CASES: readonly Case[] = [
  { title: 'another name', code: 'other-host', now: observation({ os: osFacts('windows-xp-sp3', 'HMI-002') }) },
  { title: 'another service pack', code: 'os-level-mismatch', now: observation({ os: osFacts('windows-xp-sp2') }) },
  {
    title: 'Server 2003 RTM',
    code: 'os-level-mismatch',
    spec: rtm,
    now: observation({ os: osFacts('windows-server-2003-rtm') }),
  },
  {
    title: 'an unknown system',
    code: 'os-level-mismatch',
    now: observation({ os: { ...osFacts(), version: '10.0.19045' } }),
  },
  { title: 'another edition', code: 'edition-mismatch', now: observation({ os: { ...osFacts(), suiteMask: 0x300 } }) },
  {
    title: 'another language',
    code: 'language-mismatch',
    spec: host({ key: keySpec({ languages: ['da'] }) }),
    now: observation({ os: { ...osFacts(), osLanguage: 1033 } }),
  },
  {
    title: 'a key without an identity',
    code: 'identity-missing',
    spec: host({ key: unidentifiedKey() }),
    now: observation(),
  },
  { title: 'no activation class', code: 'class-missing', now: observation({ activation: { state: 'absent' } }) },
  { title: 'a payload that writes', code: 'change-in-progress', now: observation({ changeInProgress: true }) },
  {
    title: 'a payload that writes what was announced here',
    code: 'change-in-progress',
    now: observation({ changeInProgress: true }),
    journal: announced,
  },
  {
    title: 'an open intent of a run that is going on',
    code: 'change-in-progress',
    now: observation(),
    journal: { ...announced, isBeingWritten: true },
  },
  {
    title: 'a payload that writes, and its slot',
    code: 'change-in-progress',
    spec: rtm,
    now: rtmCarrying(OLD, { changeInProgress: true, undoSlots: [slot()] }),
  },
  {
    title: 'a young slot that is not of this journal',
    code: 'another-controller',
    spec: rtm,
    now: rtmCarrying(OLD, { undoSlots: [slot({ savedAt: '2025-11-22T11:59:00+01:00' })] }),
  },
  {
    title: 'a slot of a cloned disk',
    code: 'unsettled',
    spec: rtm,
    now: rtmCarrying(OLD, { undoSlots: [slot({ csName: 'TEMPLATE' })] }),
  },
  {
    title: 'an announced change that ended in a third key',
    code: 'unsettled',
    now: carrying(THIRD),
    journal: announced,
  },
  {
    title: 'the new key, not activated, slot kept',
    code: 'activation-pending',
    spec: rtm,
    now: rtmCarrying(CARRIES_NEW, { undoSlots: [slot()], activation: REQUIRED }),
  },
  {
    title: 'the new key, not activated, intent open',
    code: 'activation-pending',
    now: carrying(CARRIES_NEW, { activation: REQUIRED }),
    journal: announced,
  },
  {
    title: 'the new key, not activated, as a person saw it',
    code: 'activation-pending',
    now: carrying(CARRIES_NEW, { activation: REQUIRED, reported: { source: 'person', by: 'jens' } }),
  },
  {
    title: 'the new key, not activated, as its last start left it',
    code: 'activation-pending',
    now: carrying(CARRIES_NEW, { activation: REQUIRED, reported: byReceipt({ result: 'activation-lost' }) }),
  },
  { title: 'a withheld key', code: 'key-withheld', now: carrying(WITHHELD) },
  { title: 'no key at all', code: 'key-withheld', now: observation({ key: { state: 'absent' } }) },
  ...(['oem', 'retail', 'unknown'] as const).map((channel: Channel) => ({
    title: `media of channel ${channel}`,
    code: 'wrong-channel' as const,
    now: carrying({ ...OLD, channel }),
  })),
];

function blockOf({ spec = host(), now, journal = journalState() }: Case): ReturnType<typeof findBlock> {
  return findBlock(spec, now, journal);
}

describe('findBlock', () => {
  it.each(CASES)('blocks $title as $code', (row) => {
    expect(blockOf(row)?.code).toBe(row.code);
  });

  it('has a case here for every code there is, but the one that the journal decides on (find-reverting.ts)', () => {
    const codes = [...new Set(CASES.map((row) => row.code)), 'keeps-reverting'];
    expect(codes.toSorted()).toEqual([...BLOCK_CODES].toSorted());
  });

  it('says in one sentence what is wrong and what to do, and does not name the host', () => {
    for (const row of CASES) {
      const { message, help } = blockOf(row) ?? { message: '', help: '' };
      expect(message).not.toBe('');
      expect(message).not.toContain('hmi-001.a.example');
      expect(help).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.each([
    ['the old key', observation(), journalState()],
    ['the desired key', carrying(CARRIES_NEW), journalState()],
    ['a third key', carrying(THIRD), journalState()],
    ['an announced change that did not happen', carrying(OLD), announced],
    ['a slot that can be settled', rtmCarrying(OLD, { undoSlots: [slot()] }), journalState(), rtm],
    ['a slot and an intent that can be settled', rtmCarrying(OLD, { undoSlots: [slot()] }), announced, rtm],
    ['activation that is due, and no unfinished change', observation({ activation: REQUIRED }), journalState()],
    [
      'activation that was due before its start did anything',
      observation({ activation: REQUIRED, reported: byReceipt({ result: 'in-order' }) }),
      journalState(),
    ],
  ])('does not block %s', (_title, now, journal, spec = host()) => {
    expect(findBlock(spec, now, journal)).toBeUndefined();
  });

  it('compares the computer name without regard to case', () => {
    expect(
      findBlock(host(), observation({ os: osFacts('windows-xp-sp3', 'hmi-001') }), journalState()),
    ).toBeUndefined();
  });

  it('judges an unfinished change by its slot where it has one, not also by its intent', () => {
    const undoSlots = [{ intent: intent().id, complete: false }] as const;
    expect(findBlock(rtm, rtmCarrying(THIRD, { undoSlots }), announced)).toBeUndefined();
    expect(findBlock(rtm, rtmCarrying(THIRD), announced)?.code).toBe('unsettled');
  });

  it('leaves a slot that is not of this journal alone while a run is going on', () => {
    const young = rtmCarrying(OLD, { undoSlots: [slot({ savedAt: '2025-11-22T11:59:00+01:00' })] });
    expect(findBlock(rtm, young, { ...journalState(), isBeingWritten: true })?.code).toBe('another-controller');
  });

  it('does not care for open intents of other hosts', () => {
    const other = journalState({ openIntents: [intent({ host: 'hmi-002.a.example' })] });
    expect(findBlock(host(), carrying(THIRD), other)).toBeUndefined();
  });

  it('names a product that fits when the host is of another family', () => {
    const server = observation({ os: osFacts('windows-server-2003-sp2') });
    expect(findBlock(host(), server, journalState())?.help).toBe(
      'Declare `os: windows-server-2003-sp2` and give it a key of that product.',
    );
    const older = observation({ os: osFacts('windows-xp-sp2') });
    expect(findBlock(host(), older, journalState())?.help).toBe('Declare `os: windows-xp-sp2`.');
  });

  it('names the most basic reason first: mending one shows the next', () => {
    const found: (BlockCode | undefined)[] = [];
    let spec = host({ key: unidentifiedKey(), language: 'da' });
    const media = { suiteMask: 0x340, osLanguage: 1033 };
    let now: Observation = carrying(WITHHELD, {
      os: { ...osFacts('windows-xp-sp2', 'SOMEBODY-ELSE'), ...media },
      activation: { state: 'absent' },
      changeInProgress: true,
    });
    const look = (): void => void found.push(findBlock(spec, now, journalState())?.code);
    look();
    now = { ...now, os: { ...osFacts('windows-xp-sp2'), ...media } };
    look();
    now = { ...now, os: { ...osFacts(), ...media } };
    look();
    now = { ...now, changeInProgress: false };
    look();
    now = { ...now, os: { ...osFacts(), ...media, suiteMask: 0x100 } };
    look();
    spec = host({ key: unidentifiedKey() });
    look();
    spec = host({ key: keySpec() });
    look();
    now = { ...now, activation: REQUIRED };
    look();
    now = { ...now, key: { state: 'present', value: { ...OLD, channel: 'oem' } } };
    look();
    now = { ...now, key: { state: 'present', value: OLD } };
    look();
    expect(found).toEqual([
      'other-host',
      'os-level-mismatch',
      'change-in-progress',
      'edition-mismatch',
      'language-mismatch',
      'identity-missing',
      'class-missing',
      'key-withheld',
      'wrong-channel',
      undefined,
    ]);
  });
});
