import { describe, expect, it } from 'vitest';
import type { HostEnd, JournalState, Standing } from '../../../src/model/journal-entry.ts';
import type { HostStatus } from '../../../src/model/report.ts';
import { leftOver } from '../../../src/plan/left-over.ts';
import { journalState } from '../../support/builders.ts';

function after(
  standing: Readonly<Record<string, HostStatus>>,
  apply: { work?: readonly string[]; done?: Readonly<Record<string, HostEnd>>; hasEnded?: boolean } | undefined,
): JournalState {
  const since = '2026-11-22T16:15:30.000Z';
  const { work = [], done = {}, hasEnded = true } = apply ?? {};
  const ended = hasEnded ? { ended: new Map(Object.entries(standing)) } : {};
  return journalState({
    standing: new Map(Object.entries(standing).map(([host, status]): [string, Standing] => [host, { status, since }])),
    ...(apply !== undefined && { lastApply: { run: 'r1', work, done: new Map(Object.entries(done)), ...ended } }),
  });
}

function left(journal: JournalState, how: 'resume' | 'retry-failed'): string | undefined {
  const hosts = leftOver(journal, how);
  return hosts === undefined ? undefined : [...hosts].toSorted().join(' ');
}

describe('what the last apply has left', () => {
  it('is not known without one', () => {
    expect(left(after({ a: 'held' }, undefined), 'resume')).toBeUndefined();
  });

  it('are the hosts it held or did not reach, and for a retry those that are not well', () => {
    const journal = after({ a: 'in-order', b: 'held', c: 'unknown', d: 'undone', e: 'blocked', f: 'waived' }, {});
    expect(left(journal, 'resume')).toBe('b c');
    expect(left(journal, 'retry-failed')).toBe('b c d e');
  });

  it('is what it did not come to when it died, whatever was known of these hosts before', () => {
    const journal = after(
      { a: 'in-order', b: 'held', e: 'unknown' },
      { work: ['a', 'b', 'c', 'd'], done: { b: 'changed', c: 'failed' }, hasEnded: false },
    );
    expect(left(journal, 'resume')).toBe('a d e');
    expect(left(journal, 'retry-failed')).toBe('a c d e');
  });
});
