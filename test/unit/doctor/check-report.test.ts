import { describe, expect, it } from 'vitest';
import { checkReport } from '../../../src/doctor/check-report.ts';
import type { Check } from '../../../src/model/check.ts';
import type { Observation } from '../../../src/model/observation.ts';
import type { Reported } from '../../../src/model/reported.ts';
import { fromPerson } from '../../../src/receipts/from-person.ts';
import { CARRIES_NEW, osFacts } from '../../support/builders.ts';
import { byReceipt, pulledHost, reportedHost } from '../../support/reported-builders.ts';

const HERE = '2026-11-24T16:15:30.000Z';
const PULLED = pulledHost();

function checks(seen: Partial<Observation> = {}, reported: Reported = byReceipt()): ReadonlyMap<string, Check> {
  const { observation } = reportedHost(PULLED, seen, reported);
  return new Map(checkReport(PULLED, observation, HERE).map((check) => [check.what, check]));
}

describe('what a host said of itself', () => {
  it('is an answer with its age, and its clock is not judged', () => {
    const made = checks({}, byReceipt({ result: 'no-key', detail: 'key-file' }));
    expect(made.get('answer')?.said).toBe(
      'self-reported by a receipt 2 days ago (2026-11-22 16:15 UTC): no-key (key-file)',
    );
    expect(made.get('clock')?.status).toBe('not-checked');
    expect([...made.values()].filter(({ status }) => status === 'failed')).toEqual([]);
  });

  it('fails where it is another host or system, as anything that is read', () => {
    expect(checks({ os: osFacts('windows-xp-rtm', 'HMI-001') }).get('os-level')?.status).toBe('failed');
  });

  it('leaves open what a person did not look at', () => {
    const { observation } = fromPerson(PULLED.name, { by: 'jens', os: osFacts(), key: CARRIES_NEW }, undefined, HERE);
    const made = new Map(checkReport(PULLED, observation, HERE).map((check) => [check.what, check]));
    expect(made.get('activation-class')?.status).toBe('not-checked');
    expect(made.get('rights')?.status).toBe('not-checked');
    expect(made.get('answer')?.said).toContain('self-reported by jens');
  });
});
