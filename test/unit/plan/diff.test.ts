import { describe, expect, it } from 'vitest';
import type { HostDrift, ObservedHost } from '../../../src/model/drift.ts';
import type { JournalState } from '../../../src/model/journal-entry.ts';
import type { KeyEvidence, KeyIdentity } from '../../../src/model/key.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { diff } from '../../../src/plan/diff.ts';
import {
  CARRIES_NEW,
  carrying,
  DENIED,
  host,
  intent,
  journalState,
  NEW,
  OLD,
  observation,
  osFacts,
  rtmCarrying,
  slot,
  THIRD,
} from '../../support/builders.ts';

const spec = host();

function diffOf(now: Observation, journal: JournalState = journalState(), of = spec): HostDrift {
  return diff({ spec: of, status: 'observed', observation: now }, journal);
}

function verified(identity: KeyIdentity): JournalState {
  return journalState({ lastVerified: new Map([[spec.name, identity]]) });
}

function causeOf(now: KeyEvidence, journal: JournalState): string {
  const drift = diffOf(carrying(now), journal);
  return drift.status === 'drifted' ? drift.cause : drift.status;
}

describe('diff', () => {
  it('finds a host with the desired key in order', () => {
    expect(diffOf(carrying(CARRIES_NEW))).toMatchObject({
      status: 'in-order',
      actual: CARRIES_NEW,
      match: { verdict: 'same', basis: 'last-five-and-product-id' },
    });
  });

  it('finds a key with the same last five characters and another product ID drifted', () => {
    expect(diffOf(carrying({ ...THIRD, lastFive: NEW.lastFive })).status).toBe('drifted');
  });

  it('finds a host whose Windows demands activation in order: that is no drift of the key', () => {
    const now = carrying(CARRIES_NEW, { activation: { state: 'present', value: { required: true } } });
    expect(diffOf(now).status).toBe('in-order');
  });

  describe('says why a key differs', () => {
    it('no-history: nothing was ever verified there', () => {
      expect(causeOf(OLD, journalState())).toBe('no-history');
    });

    it('no-history: another host was verified', () => {
      expect(causeOf(OLD, journalState({ lastVerified: new Map([['hmi-002.a.example', NEW]]) }))).toBe('no-history');
    });

    it('pending: the host carries what was verified, so the inventory changed', () => {
      expect(causeOf(OLD, verified({ lastFive: '67899', productId: '640-0000007' }))).toBe('pending');
    });

    it('pending: also when only the product ID in the inventory changed', () => {
      const actual: KeyEvidence = { ...THIRD, lastFive: NEW.lastFive };
      expect(causeOf(actual, verified({ lastFive: NEW.lastFive, productId: '641-0000014' }))).toBe('pending');
    });

    it('drift: the desired key was verified and is gone', () => {
      expect(causeOf(OLD, verified(NEW))).toBe('drift');
    });

    it('drift: neither the verified nor the desired key is there', () => {
      expect(causeOf(THIRD, verified({ lastFive: '67899', productId: '640-0000007' }))).toBe('drift');
    });
  });

  describe('finds an unfinished change that can be settled', () => {
    it('by a slot on the host', () => {
      const rtm = host({ os: 'windows-xp-rtm' });
      const found = [slot()];
      const journal = journalState({ openIntents: [intent()] });
      expect(diffOf(rtmCarrying(OLD, { undoSlots: found }), journal, rtm)).toMatchObject({
        status: 'interrupted',
        slots: found,
      });
    });

    it('by an open intent, although the host already carries the desired key', () => {
      expect(diffOf(carrying(CARRIES_NEW), journalState({ openIntents: [intent()] })).status).toBe('interrupted');
    });

    it('but not by an open intent of another host', () => {
      const other = journalState({ openIntents: [intent({ host: 'hmi-002.a.example' })] });
      expect(diffOf(carrying(CARRIES_NEW), other).status).toBe('in-order');
    });
  });

  describe('never takes what could not be read for drift', () => {
    const unreadable = { state: 'unknown', fault: DENIED } as const;

    it('when the host was not reached', () => {
      const fault = { ...DENIED, code: 'host-unreachable' } as const;
      const observed: ObservedHost = { spec, status: 'unknown', fault };
      expect(diff(observed, verified(NEW))).toEqual({ spec, status: 'unknown', fault });
    });

    it.each(['activation', 'key', 'oobeTimer'] as const)('when %s is unknown', (property) => {
      for (const key of [OLD, CARRIES_NEW, THIRD]) {
        const drift = diffOf(carrying(key, { [property]: unreadable }));
        expect(drift).toEqual({ spec, status: 'unknown', fault: DENIED });
      }
    });

    it('but tells of an unfinished change whose key cannot be read', () => {
      const journal = journalState({ openIntents: [intent()] });
      const drift = diffOf(observation({ key: unreadable }), journal);
      expect(drift).toMatchObject({ status: 'blocked', block: { code: 'unsettled' } });
    });

    it.each(['activation', 'oobeTimer'] as const)('and settles an unfinished change when %s is unknown', (property) => {
      const journal = journalState({ openIntents: [intent()] });
      expect(diffOf(carrying(OLD, { [property]: unreadable }), journal).status).toBe('interrupted');
    });

    it('when the key is withheld', () => {
      const drift = diffOf(carrying({ state: 'withheld', channel: 'volume' }), verified(NEW));
      expect(drift).toMatchObject({ status: 'blocked', block: { code: 'key-withheld' } });
    });
  });

  describe('looks first whether it is the declared host: nothing else it says means anything', () => {
    const unreadable = { state: 'unknown', fault: DENIED } as const;

    it('another host is blocked as such, also when it cannot be read', () => {
      const now = observation({ os: osFacts('windows-xp-sp3', 'SOMEBODY-ELSE'), key: unreadable });
      expect(diffOf(now)).toMatchObject({ status: 'blocked', block: { code: 'other-host' } });
    });

    it('another OS level is blocked as such, also when it cannot be read', () => {
      const now = observation({ os: osFacts('windows-xp-sp2'), oobeTimer: unreadable });
      expect(diffOf(now)).toMatchObject({ status: 'blocked', block: { code: 'os-level-mismatch' } });
    });

    it('another host with the desired key is not in order', () => {
      const now = carrying(CARRIES_NEW, { os: osFacts('windows-xp-sp3', 'SOMEBODY-ELSE') });
      expect(diffOf(now).status).toBe('blocked');
    });
  });

  it('refuses to compare with a key without an identity', () => {
    const { identity: _identity, ...key } = spec.key;
    expect(diffOf(carrying(OLD), journalState(), host({ key }))).toMatchObject({
      status: 'blocked',
      block: { code: 'identity-missing' },
    });
  });
});
