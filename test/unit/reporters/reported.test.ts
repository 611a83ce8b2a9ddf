import { describe, expect, it } from 'vitest';
import type { HostDrift } from '../../../src/model/drift.ts';
import { driftReport, type ReportHead } from '../../../src/reporters/build-report.ts';
import { renderMarkdown } from '../../../src/reporters/markdown.ts';
import { ndjsonLines } from '../../../src/reporters/ndjson.ts';
import { renderText } from '../../../src/reporters/text.ts';
import { CARRIES_NEW, host, inventory, observation } from '../../support/builders.ts';
import { byReceipt, pulledHost, reportedHost } from '../../support/reported-builders.ts';

const READ = host({ name: 'hmi-001.a.example' });
const PULLED = pulledHost({ name: 'hmi-002.a.example' });
const SEEN = { observedAt: '2026-11-19T16:15:30.000Z', key: { state: 'present', value: CARRIES_NEW } } as const;
const HEAD: ReportHead = {
  command: 'drift',
  inventory: inventory([READ, PULLED]),
  generatedAt: '2026-11-22T16:15:30.000Z',
  undeclared: [],
  interrupted: false,
};
const IN_ORDER = { status: 'in-order', actual: CARRIES_NEW, match: { verdict: 'same', basis: 'last-five' } } as const;
const DRIFTS: readonly HostDrift[] = [
  { ...IN_ORDER, spec: READ, observation: observation(SEEN) },
  { ...IN_ORDER, spec: PULLED, observation: reportedHost(PULLED, SEEN, byReceipt({ result: 'changed' })).observation },
];

describe('a host that reports itself', () => {
  const report = driftReport(HEAD, DRIFTS);

  it('is told from one that was read, with its age, in the document', () => {
    expect(report.hosts[0]).not.toHaveProperty('reported');
    expect(report.hosts[1]?.reported).toEqual({
      source: 'receipt',
      observedAt: SEEN.observedAt,
      ageSeconds: 3 * 86_400,
      result: 'changed',
      bundle: 'r20261101071500dbe9',
    });
  });

  it('is counted in the last line, also where everything is well', () => {
    expect(renderText(report)).toContain(
      '2 hosts: 2 in order, 0 unknown, 0 blocked, 0 held (1 self-reported, up to 3 days ago)',
    );
    expect(renderMarkdown(report)).toContain('(1 self-reported, up to 3 days ago)');
  });

  it('stands apart where hosts are listed', () => {
    const text = renderText(report, { isVerbose: true }).replaceAll(/\s+/g, ' ');
    expect(text).toContain('self-reported 3 days ago by a receipt: changed');
    expect(text.match(/self-reported \d/g)).toHaveLength(1);
    expect(renderMarkdown(report, { isVerbose: true })).toMatch(/\| self-reported \|/);
  });

  it('is marked in the stream', () => {
    const linesOf = ndjsonLines(HEAD.inventory);
    linesOf({ type: 'run-started', command: 'drift', simulated: false, hosts: 2 }, HEAD.generatedAt);
    const [read, reported] = DRIFTS.map((drift) =>
      linesOf({ type: 'host-observed', host: drift.spec.name, drift }, HEAD.generatedAt),
    );
    expect(read).not.toContain('"reported"');
    expect(reported).toContain('"reported":{"source":"receipt"');
  });
});
