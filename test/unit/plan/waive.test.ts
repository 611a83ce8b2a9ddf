import { describe, expect, it } from 'vitest';
import type { HostDrift } from '../../../src/model/drift.ts';
import type { JournalState } from '../../../src/model/journal-entry.ts';
import type { Observation } from '../../../src/model/observation.ts';
import type { Waiver } from '../../../src/model/rollout.ts';
import { diff } from '../../../src/plan/diff.ts';
import { waiveUntil } from '../../../src/plan/waive.ts';
import {
  CARRIES_NEW,
  carrying,
  host,
  intent,
  journalState,
  OLD,
  observation,
  osFacts,
  rtmCarrying,
  slot,
  waiver,
} from '../../support/builders.ts';

const TODAY = '2026-11-22';
const spec = host();
const sp2 = observation({ os: osFacts('windows-xp-sp2') });
const osWaiver = waiver({ drift: 'os-level' });

/** The drift of `host()` under these waivers. */
function driftOf(
  now: Observation,
  waivers: readonly Waiver[],
  { journal = journalState(), today = TODAY }: { readonly journal?: JournalState; readonly today?: string } = {},
): HostDrift {
  return waiveUntil(waivers, today)(diff({ spec, status: 'observed', observation: now }, journal), journal);
}

describe('a waiver', () => {
  it('of a key covers another key, and says what was found', () => {
    expect(driftOf(carrying(OLD), [waiver()])).toEqual({
      spec,
      status: 'waived',
      waiver: {
        drift: 'key',
        reason: 'scrapped week 4',
        owner: 'b@example',
        until: '2027-01-31',
        found: 'it carries 67899, declared is KKKKK',
      },
      observation: carrying(OLD),
    });
  });

  it('of an OS level covers another OS level', () => {
    expect(driftOf(sp2, [osWaiver])).toMatchObject({
      status: 'waived',
      waiver: { drift: 'os-level', found: 'declared as windows-xp-sp3, but the host is windows-xp-sp2' },
    });
  });

  it.each([
    ['a key', carrying(OLD), [osWaiver], 'drifted'],
    ['an OS level', sp2, [waiver()], 'blocked'],
    ['another machine', observation({ os: osFacts('windows-xp-sp3', 'OTHER') }), [waiver(), osWaiver], 'blocked'],
    ['a host in order', carrying(CARRIES_NEW), [waiver(), osWaiver], 'in-order'],
    ['a key of another host', carrying(OLD), [waiver({ host: 'hmi-002.a.example' })], 'drifted'],
  ])('does not cover what it does not speak of: %s', (_what, now, waivers, status) => {
    expect(driftOf(now, waivers).status).toBe(status);
  });

  it('holds on its last day, and not on the day after', () => {
    expect(driftOf(carrying(OLD), [waiver()], { today: '2027-01-31' }).status).toBe('waived');
    expect(driftOf(carrying(OLD), [waiver()], { today: '2027-02-01' }).status).toBe('drifted');
  });

  it('does not cover a host that could not be read', () => {
    const unknown: HostDrift = { spec, status: 'unknown', fault: { code: 'timed-out', message: 'm', help: 'h' } };
    expect(waiveUntil([waiver(), osWaiver], TODAY)(unknown, journalState())).toBe(unknown);
  });

  it('does not cover a change that stopped half-way', () => {
    const journal = journalState({ openIntents: [intent()] });
    expect(driftOf(carrying(OLD), [waiver()], { journal }).status).toBe('interrupted');
  });

  it.each([
    ['a slot', rtmCarrying(OLD, { undoSlots: [slot()] }), journalState()],
    ['an open intent', sp2, journalState({ openIntents: [intent()] })],
    ['a change under way', observation({ os: osFacts('windows-xp-sp2'), changeInProgress: true }), journalState()],
  ])('of an OS level leaves a host with %s blocked, so that somebody looks at it', (_what, now, journal) => {
    expect(driftOf(now, [osWaiver], { journal }).status).toBe('blocked');
  });
});
