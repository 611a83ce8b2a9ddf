import { describe, expect, it } from 'vitest';
import type { ReceiptFacts } from '../../../src/model/reported.ts';
import type { ReportedHost } from '../../../src/model/reported-host.ts';
import { byComputerName, findDeclared } from '../../../src/receipts/find-declared.ts';
import type { FoundReport } from '../../../src/receipts/found-report.ts';
import { fromPerson } from '../../../src/receipts/from-person.ts';
import { isClockWrong, judgeTime } from '../../../src/receipts/judge-time.ts';
import { takeIn } from '../../../src/receipts/take-in.ts';
import { CARRIES_NEW, host, observation, osFacts } from '../../support/builders.ts';
import { byReceipt, manualHost, pulledHost } from '../../support/reported-builders.ts';

const NOW = '2026-11-22T16:15:30.000Z';
const YESTERDAY = '2026-11-21T08:00:00.000Z';

/** A receipt of yesterday, by the file and by the host's clock. */
function found(facts: Partial<ReceiptFacts> = {}, overrides: Partial<FoundReport> = {}): FoundReport {
  return {
    path: '/srv/receipts/HMI-001/receipt.txt',
    folder: 'HMI-001',
    computerName: 'HMI-001',
    observation: observation({ hostTime: YESTERDAY }),
    reported: byReceipt(facts),
    seenAs: facts.installation ?? '3k9x2m7q',
    digest: JSON.stringify(facts),
    modifiedAt: YESTERDAY,
    ...overrides,
  };
}

/** Takes reports in one after the other; what became of each, and what is kept in the end. */
function takeAll(...reports: readonly FoundReport[]): {
  readonly ends: readonly string[];
  readonly line: ReportedHost | undefined;
} {
  let line: ReportedHost | undefined;
  const ends = reports.map((report) => {
    const taken = takeIn('hmi-001.a.example', report, line, NOW);
    if (!taken.ok) return taken.error.code;
    ({ line } = taken.value);
    return taken.value.status;
  });
  return { ends, line };
}

describe('taking in', () => {
  it.each<[what: string, reports: readonly FoundReport[], ends: readonly string[]]>([
    ['the same twice', [found(), found()], ['new', 'unchanged']],
    ['a higher number', [found(), found({ counter: 13 })], ['new', 'new']],
    [
      'a higher number by a clock that was set back',
      [found(), found({ counter: 13 }, { modifiedAt: '2026-11-20T00:00:00.000Z' })],
      ['new', 'new'],
    ],
    ['a lower number', [found(), found({ counter: 11 })], ['new', 'receipt-old']],
    ['a lower number with a new date', [found(), found({ counter: 11 }, { modifiedAt: NOW })], ['new', 'receipt-old']],
    [
      'the same number with another content',
      [found(), found({ counter: 12, result: 'changed' })],
      ['new', 'receipt-reused'],
    ],
    [
      'another installation that is newer',
      [found(), found({ installation: 'other123' }, { modifiedAt: NOW, observation: observation({ hostTime: NOW }) })],
      ['new', 'new'],
    ],
    [
      'another installation that is older',
      [found(), found({ installation: 'other123' }, { modifiedAt: '2026-11-05T00:00:00.000Z' })],
      ['new', 'older'],
    ],
    [
      'an old number of an installation that another one followed',
      [
        found(),
        found(
          { installation: 'other123', counter: 1 },
          { modifiedAt: NOW, observation: observation({ hostTime: NOW }) },
        ),
        found({ counter: 3 }, { modifiedAt: NOW }),
      ],
      ['new', 'new', 'receipt-old'],
    ],
  ])('%s', (_what, reports, ends) => {
    expect(takeAll(...reports).ends).toEqual(ends);
  });

  it('keeps what a person said since, until the host starts again', () => {
    const said = fromPerson(
      'hmi-001.a.example',
      { by: 'jens', os: osFacts(), key: CARRIES_NEW },
      takeAll(found()).line,
      NOW,
    );
    const older = takeIn('hmi-001.a.example', found({ counter: 13 }), said, NOW);
    expect(older).toMatchObject({
      ok: true,
      value: { status: 'older', line: { observation: { reported: { source: 'person' } } } },
    });
    const tomorrow = '2026-11-23T16:00:00.000Z';
    const next = found({ counter: 14 }, { modifiedAt: tomorrow, observation: observation({ hostTime: tomorrow }) });
    expect(takeIn('hmi-001.a.example', next, said, tomorrow)).toMatchObject({ ok: true, value: { status: 'new' } });
  });
});

describe('when a host was as it says', () => {
  it.each<[what: string, modifiedAt: string, hostTime: string | undefined, observedAt: string, isWrong: boolean]>([
    ['is the time of its file', YESTERDAY, undefined, YESTERDAY, false],
    ['is its own clock where that is earlier', YESTERDAY, '2026-11-20T08:00:00Z', '2026-11-20T08:00:00.000Z', false],
    ['is not a clock before its bundle was made', YESTERDAY, '2002-01-01T00:00:00Z', YESTERDAY, true],
    ['is not a clock of tomorrow', YESTERDAY, '2030-01-01T00:00:00Z', YESTERDAY, true],
    ['is not a file from before its bundle was made', '1980-01-01T00:00:00.000Z', undefined, NOW, false],
    ['is never after now', '2030-01-01T00:00:00.000Z', '2026-11-23T04:00:00+00:00', NOW, false],
  ])('%s', (_what, modifiedAt, hostTime, observedAt, isWrong) => {
    const { hostTime: _time, ...rest } = observation();
    const report = found({}, { modifiedAt, observation: { ...rest, ...(hostTime !== undefined && { hostTime }) } });
    expect(judgeTime(report, NOW)).toBe(observedAt);
    expect(isClockWrong(report, NOW)).toBe(isWrong);
  });

  it('is not a clock of which the host itself says that it is behind', () => {
    const reported = byReceipt({ bundle: 'of-another-version', isClockBehind: true });
    const report = found(
      {},
      { modifiedAt: YESTERDAY, reported, observation: observation({ hostTime: '2002-01-01T00:00:00Z' }) },
    );
    expect(judgeTime(report, NOW)).toBe(YESTERDAY);
    expect(isClockWrong(report, NOW)).toBe(true);
  });

  it('is the time of the file where nobody knows when its bundle was made', () => {
    const { bundle: _bundle, ...facts } = {
      installation: '3k9x2m7q',
      counter: 1,
      bundle: '',
      result: 'bundle-unreadable',
    } as const;
    const old = '1980-01-01T00:00:00.000Z';
    expect(judgeTime(found({}, { reported: { source: 'receipt', receipt: facts }, modifiedAt: old }), NOW)).toBe(old);
  });
});

describe('the host a receipt speaks of', () => {
  const PULLED = pulledHost();
  const elsewhere = pulledHost({
    name: 'hmi-001.b.example',
    access: { kind: 'startup-script', label: 'b', receipts: '/srv/b', maxAgeMs: 1 },
  });

  it.each<[what: string, hosts: Parameters<typeof byComputerName>[0], report: FoundReport, expected: string]>([
    ['is the declared one', [PULLED], found(), PULLED.name],
    ['is found in a folder of lower case', [PULLED], found({}, { folder: 'hmi-001' }), PULLED.name],
    ['is found where a person named the file', [PULLED], found({}, { path: 'x' }), PULLED.name],
    ['is not that of another folder', [PULLED], found({}, { folder: 'HMI-002' }), 'host-mismatch'],
    ['is not declared', [pulledHost({ name: 'hmi-009.a.example' })], found(), 'host-undeclared'],
    ['is not one that is reached', [host()], found(), 'host-other-access'],
    ['is not one that a person changes', [manualHost()], found(), 'host-other-access'],
    [
      'of which somebody brought an export may be',
      [manualHost()],
      found({}, { reported: { source: 'registry-export' } }),
      PULLED.name,
    ],
    ['is not one of two', [PULLED, elsewhere], found(), 'host-ambiguous'],
    ['is the one of this folder of receipts', [PULLED, elsewhere], found({}, { receipts: '/srv/b' }), elsewhere.name],
  ])('%s', (_what, hosts, report, expected) => {
    const declared = findDeclared(report, byComputerName(hosts));
    expect(declared.ok ? declared.value.name : declared.error.code).toBe(expected);
  });
});
