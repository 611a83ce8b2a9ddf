import { describe, expect, it } from 'vitest';
import type { HostReport, HostStatus, Report } from '../../../src/model/report.ts';
import { renderText } from '../../../src/reporters/text.ts';
import { entriesOf, NEW, OLD } from '../../support/builders.ts';

/** Every status: one that is missing here does not compile. False where a host is deliberately only counted. */
const HAS_SECTION: Readonly<Record<HostStatus, boolean>> = {
  'in-order': false,
  drifted: true,
  interrupted: true,
  change: true,
  verified: true,
  settled: true,
  'nothing-to-settle': false,
  undone: true,
  'activation-lost': true,
  'activation-pending': true,
  unsettled: true,
  'plan-stale': true,
  blocked: true,
  unknown: true,
  held: true,
};
const STATUSES = entriesOf(HAS_SECTION).map(([status]) => status);
/** These are said to people in every report, even when there are none. */
const ALWAYS: readonly HostStatus[] = ['unknown', 'blocked', 'held'];

function hostReport(status: HostStatus, overrides: Partial<HostReport> = {}): HostReport {
  const settled =
    status === 'settled' ? { settled: [{ intent: 'i20251122110000-00000001', result: 'restored' as const }] } : {};
  return {
    host: `${status}.a.example`,
    status,
    os: 'windows-xp-sp3',
    key: 'xp-en',
    desired: NEW,
    actual: OLD,
    ...settled,
    ...overrides,
  };
}

function report(hosts: readonly HostReport[], overrides: Partial<Report> = {}): Report {
  const counts = new Map<HostStatus, number>();
  for (const { status } of hosts) counts.set(status, (counts.get(status) ?? 0) + 1);
  return {
    formatVersion: 1,
    command: 'apply',
    simulated: false,
    generatedAt: '2026-11-22T16:15:30.000Z',
    inventoryDigest: 'd'.repeat(64),
    summary: Object.fromEntries(counts),
    hosts,
    undeclared: [],
    interrupted: false,
    ...overrides,
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

describe('the text report', () => {
  it.each(STATUSES.filter((status) => HAS_SECTION[status]))(
    'shows a host that is %s in a section of its own',
    (status) => {
      const text = renderText(report([hostReport(status)]));
      expect(text).toMatch(/^[A-Z].*\(1\)$/m);
      expect(text).toContain(`  ${status}.a.example  windows-xp-sp3  xp-en`);
    },
  );

  it('only counts hosts that are in order', () => {
    expect(renderText(report([hostReport('in-order'), hostReport('in-order')]))).toBe(
      '2 hosts: 2 in order, 0 unknown, 0 blocked, 0 held\n',
    );
  });

  it('shows a host in order when an earlier change of it was settled', () => {
    const settled = [{ intent: 'i20251122110000-00000001', result: 'changed' as const }];
    expect(renderText(report([hostReport('in-order', { settled })]))).toContain('i20251122110000-00000001: changed');
  });

  it('only counts hosts where recover found nothing to settle', () => {
    expect(renderText(report([hostReport('nothing-to-settle')]))).toBe(
      '1 host: 1 with nothing to settle, 0 unknown, 0 blocked, 0 held\n',
    );
  });

  it.each(STATUSES)('counts hosts that are %s in its last line', (status) => {
    const line = lastLine(renderText(report([hostReport(status), hostReport(status), hostReport('in-order')])));
    expect(line).toMatch(status === 'in-order' ? /\b3 in order\b/ : /^3 hosts: .*\b2 [a-z]/);
  });

  it('counts everybody once: the numbers of the last line make up the whole', () => {
    const line = lastLine(renderText(report(STATUSES.map((status) => hostReport(status)))));
    const [all = 0, ...parts] = [...line.matchAll(/\d+/g)].map(Number);
    expect(all).toBe(STATUSES.length);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(all);
  });

  it('always counts unknown, blocked and held, also in an empty report', () => {
    expect(renderText(report([]))).toBe('0 hosts: 0 unknown, 0 blocked, 0 held\n');
    const line = lastLine(renderText(report([hostReport('verified')])));
    for (const status of ALWAYS) expect(line).toContain(`0 ${status}`);
  });

  it('says when the run was interrupted and when it was simulated', () => {
    const line = lastLine(renderText(report([], { interrupted: true, simulated: true })));
    expect(line).toMatch(/ \(interrupted\) \(simulated\)$/);
  });

  it('puts what somebody must act on first and what went well last', () => {
    const sections = [...renderText(report(STATUSES.map((status) => hostReport(status)))).matchAll(/^([A-Z ]+)/gm)];
    const words = sections.map((match) => (match[1] ?? '').trim());
    expect(words[0]).toBe('UNSETTLED');
    expect(words.indexOf('UNDONE')).toBeLessThan(words.indexOf('NEVER VERIFIED'));
    expect(words.indexOf('BLOCKED')).toBeLessThan(words.indexOf('CHANGED'));
  });

  it('aligns the hosts of a section and says their trouble once', () => {
    const unknown = { code: 'timed-out', message: 'no answer in time', help: 'Switch it on.' };
    const hosts = [
      hostReport('unknown', { host: 'a.example', ...unknown }),
      hostReport('unknown', { host: 'longer.example', ...unknown }),
    ];
    expect(renderText(report(hosts))).toBe(`UNKNOWN: could not be read (2)
  timed-out: no answer in time
  -> Switch it on.
    a.example       windows-xp-sp3  xp-en
    longer.example  windows-xp-sp3  xp-en

2 hosts: 2 unknown, 0 blocked, 0 held
`);
  });

  it.each([
    ['drifted', { cause: 'pending' }, 'the inventory changed'],
    ['drifted', { cause: 'drift' }, 'the host changed since it was last verified'],
    ['drifted', { cause: 'no-history' }, '67899, declared KKKKK'],
    ['change', { cause: 'drift', strategy: 'sp1' }, '67899 -> KKKKK  sp1'],
    ['verified', {}, 'now KKKKK'],
    ['undone', { code: 'undone', message: 'set-product-key was refused' }, 'set-product-key was refused'],
    ['settled', {}, 'earlier change i20251122110000-00000001: restored'],
  ] as const)('says of a host that is %s %j: %s', (status, overrides, expected) => {
    expect(renderText(report([hostReport(status, overrides)]))).toContain(expected);
  });

  it('says what was settled before a host was changed', () => {
    const settled = [{ intent: 'i20251122110000-00000001', result: 'restored' as const }];
    expect(renderText(report([hostReport('verified', { settled })]))).toContain(
      'now KKKKK; earlier change i20251122110000-00000001: restored',
    );
  });

  it('names hosts that are no longer declared although a change of them was never settled', () => {
    const text = renderText(
      report([], { undeclared: [{ host: 'gone.a.example', intent: 'i20251122110000-00000001' }] }),
    );
    expect(text).toContain('NOT DECLARED ANY MORE');
    expect(text).toContain('  gone.a.example  i20251122110000-00000001');
  });

  it('has no line that ends in a space, and ends with a line feed', () => {
    const text = renderText(report(STATUSES.map((status) => hostReport(status))));
    expect(text).not.toMatch(/ $/m);
    expect(text.endsWith('\n')).toBe(true);
  });
});
