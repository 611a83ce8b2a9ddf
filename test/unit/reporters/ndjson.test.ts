import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { ndjsonEnd, ndjsonLines } from '../../../src/reporters/ndjson.ts';
import { CLOSED, DENIED, host, inventory, OLD, observation } from '../../support/builders.ts';
import { hostReport, reportOf } from '../../support/report-builders.ts';

const spec = host();
const AT = '2026-11-22T16:15:30.000Z';

function parse(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function linesOf(...events: readonly RunEvent[]): readonly Record<string, unknown>[] {
  const read = ndjsonLines(inventory([spec]));
  return events.flatMap((event) => parse(read(event, AT)));
}

const started = (command: 'drift' | 'plan' | 'apply'): RunEvent => ({
  type: 'run-started',
  command,
  simulated: true,
  hosts: 1,
});
const observed: RunEvent = {
  type: 'host-observed',
  host: spec.name,
  drift: { spec, status: 'drifted', cause: 'drift', actual: OLD, observation: observation() },
};

describe('the ndjson stream', () => {
  it('is one object a line, with type and time first', () => {
    const text = ndjsonLines(inventory([spec]))(started('drift'), AT);
    expect(text).toMatch(/^\{"type":"run-started","at":"2026-11-22T16:15:30.000Z",.*\}\n$/);
    expect(parse(text)).toMatchObject([{ command: 'drift', simulated: true, hosts: 1, formatVersion: 1 }]);
  });

  it('of drift finishes a host as soon as it is read', () => {
    expect(linesOf(started('drift'), observed)).toMatchObject([
      { type: 'run-started' },
      { type: 'host-observed', host: spec.name, readable: true },
      { type: 'host-finished', host: spec.name, report: { host: spec.name, status: 'drifted', cause: 'drift' } },
    ]);
  });

  it('of a run that waits says once for what', () => {
    const waiting: RunEvent = { type: 'waiting', hosts: 2, window: CLOSED, until: '2026-11-28T21:00:00.000Z' };
    const next: RunEvent = { ...waiting, until: '2026-12-05T21:00:00.000Z' };
    expect(linesOf(waiting, waiting, next, next).map(({ type, until }) => [type, until])).toEqual([
      ['waiting', '2026-11-28T21:00:00.000Z'],
      ['waiting', '2026-12-05T21:00:00.000Z'],
    ]);
  });

  it('of apply finishes a host when its change is over', () => {
    const lines = linesOf(
      started('apply'),
      { ...observed, drift: { spec, status: 'unknown', fault: DENIED } },
      { type: 'changes-started', hosts: [spec.name] },
      { type: 'run-stopped', host: spec.name, why: 'undone' },
      { type: 'host-finished', host: spec.name, outcome: { host: spec.name, settled: [], status: 'in-order' } },
    );
    expect(lines.slice(1)).toMatchObject([
      { type: 'host-observed', readable: false },
      { type: 'changes-started', hosts: 1 },
      { type: 'run-stopped', why: 'undone' },
      { type: 'host-finished', report: { status: 'in-order' } },
    ]);
  });

  it('never shows where a secret is', () => {
    expect(JSON.stringify(linesOf(started('drift'), observed))).not.toContain('VLK_XP_EN');
  });

  it('ends with the summary and the exit code', () => {
    const report = reportOf([hostReport('verified')], { unknownAllowed: 2, interrupted: true });
    expect(parse(ndjsonEnd(report, 130, AT))).toEqual([
      {
        type: 'run-finished',
        at: AT,
        exitCode: 130,
        summary: { verified: 1 },
        undeclared: [],
        unknownAllowed: 2,
        interrupted: true,
      },
    ]);
  });

  it.each([
    ['a plan', { command: 'plan' }],
    ['an apply that was refused', { refusals: [{ code: 'max-unknown', message: 'no', help: 'Look.' }] }],
  ] as const)('of %s finishes its hosts at the end', (_what, overrides) => {
    const lines = parse(ndjsonEnd(reportOf([hostReport('change'), hostReport('unknown')], overrides), 3, AT));
    expect(lines.map(({ type }) => type)).toEqual(['host-finished', 'host-finished', 'run-finished']);
    expect(lines[0]).toMatchObject({ host: 'change.a.example', report: { status: 'change' } });
  });
});
