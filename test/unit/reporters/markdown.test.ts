import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/reporters/markdown.ts';
import { codeMarkdown, escapeMarkdown, proseMarkdown } from '../../../src/reporters/markdown-text.ts';
import { entriesOf } from '../../support/builders.ts';
import { hostReport, reportOf } from '../../support/report-builders.ts';
import { SCENES } from '../../support/report-scenes.ts';

/** What GitHub takes in one comment. */
const GITHUB_MOST = 65_536;

function titleOf(...args: Parameters<typeof reportOf>): string | undefined {
  return renderMarkdown(reportOf(...args)).split('\n')[0];
}

describe('the markdown report', () => {
  it.each(entriesOf(SCENES))('of %s reads as it should', async (name, report) => {
    await expect(renderMarkdown(report, { again: '-i plant.yaml' })).toMatchFileSnapshot(`snapshots/${name}.md`);
  });

  it('begins with the verdict', () => {
    expect(titleOf([hostReport('in-order')], { command: 'drift' })).toBe('### vlkctl drift: 1 host in order');
    expect(titleOf([hostReport('nothing-to-settle')], { command: 'recover' })).toBe(
      '### vlkctl recover: nothing to settle on 1 host',
    );
    expect(titleOf([hostReport('change'), hostReport('in-order')], { command: 'plan', simulated: true })).toBe(
      '### vlkctl plan: 1 to change of 2 hosts (simulated)',
    );
    const refusals = [{ code: 'max-unknown', message: 'no', help: 'Look.' }] as const;
    expect(titleOf([hostReport('change')], { command: 'plan', refusals })).toBe('### vlkctl plan: would be refused');
  });

  it('says that hosts are simulated', () => {
    expect(renderMarkdown(reportOf([], { simulated: true }))).toContain('\nEvery host is simulated');
  });

  it('says the same of the same report, and tells the time in its last line alone', () => {
    for (const report of Object.values(SCENES)) {
      const lines = renderMarkdown(report).trimEnd().split('\n');
      const later = renderMarkdown({ ...report, generatedAt: '2027-01-01T00:00:00.000Z' })
        .trimEnd()
        .split('\n');
      expect(later.slice(0, -1)).toEqual(lines.slice(0, -1));
      expect(lines.at(-1)).toContain(report.generatedAt);
    }
  });

  it('folds long lists away, and says what it leaves out so that GitHub takes it', () => {
    const many = Array.from({ length: 12_000 }, (_, index) =>
      hostReport(index % 2 === 0 ? 'unknown' : 'drifted', {
        host: `host-${index}-of-a-plant-with-a-long-name.example`,
        ...(index % 2 === 0 && { code: 'timed-out', message: `no answer ${index % 600}`, help: 'Look.' }),
        actual: { state: 'present', lastFive: String(10_000 + (index % 900)), channel: 'volume' },
      }),
    );
    for (const isVerbose of [false, true]) {
      const text = renderMarkdown(reportOf(many, { command: 'drift' }), { isVerbose });
      expect(text.length).toBeLessThan(GITHUB_MOST);
      expect(text).toMatch(/\.\.\. and [\d,]+ more/);
      expect(text).toContain('| 6,000 | drifted |');
    }
  });

  it('opens as many tags as it closes', () => {
    for (const report of Object.values(SCENES)) {
      const text = renderMarkdown(report, { isVerbose: true });
      for (const tag of ['details', 'summary', 'code', 'sub']) {
        expect(text.split(`<${tag}>`).length).toBe(text.split(`</${tag}>`).length);
      }
    }
  });

  it('has as many cells in every row of a table as in its head', () => {
    const nasty = hostReport('drifted', { key: 'a|b', host: 'x.example' });
    const rows = renderMarkdown(reportOf([nasty], { command: 'drift' })).match(/^\|.*$/gm) ?? [];
    const cells = rows.slice(rows.findIndex((row) => row.includes('key'))).map((row) => row.split('|').length);
    expect(new Set(cells).size).toBe(1);
  });
});

describe('text in markdown', () => {
  it.each([
    ['<script>', '&#60;script&#62;'],
    ['a|b', 'a&#124;b'],
    ['`rm`', '&#96;rm&#96;'],
    ['*_~[]\\', '&#42;&#95;&#126;&#91;&#93;&#92;'],
    ['@team', '&#64;<!-- -->team'],
    ['see #12', 'see &#35;<!-- -->12'],
    ['&lt;', '&#38;lt;'],
    ['one\r\ntwo\u001B[2J', 'one two&#91;2J'],
  ])('%j is shown as it is: %s', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it('in the type of code is short where it can be, and safe where not', () => {
    expect(codeMarkdown('hmi-[001:180].a.example (180)')).toBe('`hmi-[001:180].a.example (180)`');
    expect(codeMarkdown('a`|<b')).toBe('<code>a&#96;&#124;&#60;b</code>');
  });

  it('of ours keeps its commands', () => {
    expect(proseMarkdown('Run `vlkctl recover`, now.')).toBe('Run `vlkctl recover`, now.');
    expect(proseMarkdown('an odd ` one')).toBe('an odd &#96; one');
  });
});
