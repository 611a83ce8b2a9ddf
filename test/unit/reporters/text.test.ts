import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { FAULT_CODES } from '../../../src/model/fault.ts';
import type { HostReport, HostStatus } from '../../../src/model/report.ts';
import { renderMarkdown } from '../../../src/reporters/markdown.ts';
import { renderText } from '../../../src/reporters/text.ts';
import { entriesOf } from '../../support/builders.ts';
import { ALL_STATUSES, hostRange, hostReport, reportOf } from '../../support/report-builders.ts';
import { SCENES } from '../../support/report-scenes.ts';

const STATUSES = entriesOf(ALL_STATUSES).map(([status]) => status);
/** Hosts that are well are only counted. */
const ONLY_COUNTED: readonly HostStatus[] = ['in-order', 'nothing-to-settle'];
/** These are said to people in every report, even when there are none. */
const ALWAYS: readonly HostStatus[] = ['unknown', 'blocked', 'held'];

const TIMED_OUT = { code: 'timed-out', message: 'no answer in time', help: 'Switch it on.' };

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}

/** The line that counts, also where it goes on; `next:` may stand below it. */
function summaryOf(text: string): string {
  return /^[\d,]+ hosts?: .*(?:\n {2}\S.*)*/m.exec(text.slice(text.lastIndexOf('\n\n') + 1))?.[0] ?? '';
}

function nextOf(...args: Parameters<typeof renderText>): string | undefined {
  return linesOf(renderText(...args)).find((line) => line.startsWith('next: '));
}

describe('the text report', () => {
  it.each(entriesOf(SCENES))('of %s reads as it should at 80, 100 and 160 columns', async (name, report) => {
    for (const columns of [80, 100, 160]) {
      await expect(renderText(report, { columns })).toMatchFileSnapshot(`snapshots/${name}.${columns}.txt`);
    }
  });

  it('shows every host with what is known of it when asked', async () => {
    const { drift, recover, plan } = SCENES;
    if (drift === undefined || recover === undefined || plan === undefined) throw new Error('no scene');
    const text = renderText(drift, { isVerbose: true, columns: 160 });
    expect(drift.hosts.filter(({ host }) => !text.includes(`${host}  `))).toEqual([]);
    await expect(text).toMatchFileSnapshot('snapshots/drift.verbose.txt');
    await expect(renderText(recover, { isVerbose: true, columns: 80 })).toMatchFileSnapshot(
      'snapshots/recover.verbose.txt',
    );
    const words = renderText(plan, { isVerbose: true, columns: 160 });
    expect(words.includes('save-oobe-timer, delete-oobe-timer, set-product-key, settle')).toBe(true);
  });

  it.each([60, 80, 100, 160])('keeps to %i columns', (columns) => {
    const long = Object.values(SCENES).flatMap((report) =>
      [false, true].flatMap((isVerbose) => linesOf(renderText(report, { columns, isVerbose }))),
    );
    expect(long.filter((line) => line.length > columns)).toEqual([]);
  });

  it('is one line when all is well', () => {
    expect(renderText(reportOf([hostReport('in-order'), hostReport('in-order')]))).toBe(
      '2 hosts: 2 in order, 0 unknown, 0 blocked, 0 held\n',
    );
    expect(renderText(reportOf([hostReport('nothing-to-settle')], { command: 'recover' }))).toBe(
      '1 host: 1 with nothing to settle, 0 unknown, 0 blocked, 0 held\n',
    );
  });

  it.each(STATUSES.filter((status) => !ONLY_COUNTED.includes(status)))(
    'shows a host that is %s in a section of its own',
    (status) => {
      const text = renderText(reportOf([hostReport(status)]));
      expect(text).toMatch(/^[A-Z].*\(1\)$/m);
      expect(text).toContain(`${status}.a.example`);
    },
  );

  it.each(STATUSES)('counts hosts that are %s in its summary', (status) => {
    const line = summaryOf(renderText(reportOf([hostReport(status), hostReport(status), hostReport('in-order')])));
    expect(line).toMatch(status === 'in-order' ? /\b3 in order\b/ : /^3 hosts: .*\b2 [a-z]/);
  });

  it('counts everybody once: the numbers of the summary make up the whole', () => {
    const text = renderText(reportOf(STATUSES.map((status) => hostReport(status))), { columns: 200 });
    const [all = 0, ...parts] = [...summaryOf(text).matchAll(/\d+/g)].map(Number);
    expect(all).toBe(STATUSES.length);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(all);
  });

  it('always counts unknown, blocked and held, also in an empty report', () => {
    expect(renderText(reportOf([]))).toBe('0 hosts: 0 unknown, 0 blocked, 0 held\n');
    const line = summaryOf(renderText(reportOf([hostReport('verified')])));
    for (const status of ALWAYS) expect(line).toContain(`0 ${status}`);
  });

  it('says when the run was interrupted and when it was simulated', () => {
    const text = renderText(reportOf([], { interrupted: true, simulated: true }));
    expect(summaryOf(text)).toMatch(/ \(interrupted\) \(simulated\)$/);
  });

  it('puts what somebody must act on first and what went well last', () => {
    const text = renderText(reportOf(STATUSES.map((status) => hostReport(status))));
    const words = [...text.matchAll(/^([A-Z][A-Z ]+)/gm)].map((match) => (match[1] ?? '').trim());
    expect(words[0]).toBe('UNSETTLED');
    expect(words.indexOf('UNDONE')).toBeLessThan(words.indexOf('NEVER VERIFIED'));
    expect(words.indexOf('BLOCKED')).toBeLessThan(words.indexOf('CHANGED'));
  });

  it('says the same trouble once, the largest first, with its hosts below it', () => {
    const hosts = [
      hostReport('unknown', { code: 'auth-denied', message: 'no', help: 'Look.' }),
      ...hostRange(180, 'unknown', TIMED_OUT),
    ];
    expect(renderText(reportOf(hosts))).toBe(`UNKNOWN: could not be read (181)
  180  timed-out: no answer in time
       -> Switch it on.
       hmi-[0001:0180].a.example (180)
    1  auth-denied: no
       -> Look.
       unknown.a.example

181 hosts: 181 unknown, 0 blocked, 0 held
next: vlkctl explain timed-out
`);
  });

  it('says under one code what each host said where that differs', () => {
    const hosts = ['X', 'Y'].map((name) =>
      hostReport('blocked', {
        host: `${name}.example`,
        code: 'other-host',
        message: `it is ${name}`,
        help: 'Mend it.',
      }),
    );
    expect(renderText(reportOf(hosts))).toContain(`  2  other-host
     -> Mend it.
     X.example: it is X
     Y.example: it is Y
`);
  });

  it('groups changes by key, by what was found, and by strategy', () => {
    const hosts = [
      ...hostRange(3, 'change', { strategy: 'sp1', cause: 'pending' }),
      hostReport('change', { host: 'z.example', strategy: 'pre-sp1', cause: 'drift' }),
    ];
    expect(renderText(reportOf(hosts, { command: 'plan' }), { columns: 160 })).toContain(`TO CHANGE (4)
  3  xp-en  67899 -> KKKKK  by sp1      the inventory changed  hmi-[0001:0003].a.example (3)
  1  xp-en  67899 -> KKKKK  by pre-sp1  the host changed       z.example
`);
  });

  it.each<[HostStatus, Partial<HostReport>, string]>([
    ['drifted', { cause: 'pending' }, 'PENDING: the inventory changed'],
    ['drifted', { cause: 'drift' }, 'DRIFTED: the host changed since it was last verified'],
    ['drifted', { cause: 'no-history' }, '67899, declared KKKKK'],
    ['drifted', { actual: { state: 'withheld', channel: 'volume' } }, 'no key, declared KKKKK'],
    [
      'change',
      { actual: { state: 'present', lastFive: 'KKKKK', productId: '640-1', channel: 'volume' } },
      'KKKKK (640-1) -> KKKKK (583-7284392)',
    ],
    ['verified', { before: { state: 'present', lastFive: 'RRRRR', channel: 'volume' } }, 'RRRRR -> KKKKK'],
    ['undone', { code: 'undone', message: 'set-product-key was refused' }, '  1  set-product-key was refused'],
    ['settled', {}, 'an earlier change had not taken: OOBETimer was put back'],
    ['in-order', { settled: [{ intent: 'i1', result: 'changed' }] }, 'an earlier change had taken'],
    [
      'held',
      { code: 'held', message: 'stopped', settled: [{ intent: 'i1', result: 'restored' }] },
      'stopped; an earlier change had not taken',
    ],
  ])('says of a host that is %s %j: %s', (status, overrides, expected) => {
    expect(renderText(reportOf([hostReport(status, overrides)]))).toContain(expected);
  });

  it('cuts a list of hosts that goes on, largest ranges first, and says how many are left', () => {
    const every = hostRange(600, 'drifted').filter((_, index) => index % 2 === 0 || index > 500);
    const text = renderText(reportOf(every, { command: 'drift' }));
    expect(text).toContain('hmi-[0501:0600].a.example (100)  ');
    const left = /\.\.\. and (\d+) more hmi-\*\.a\.example \(--output json has all\)/.exec(text)?.[1];
    expect(Number(left) + 100 + [...text.matchAll(/hmi-\d{4}/g)].length).toBe(every.length);
    expect(renderText(reportOf(every, { command: 'drift' }), { isVerbose: true })).not.toContain('more');
  });

  it('cuts a section of many groups, and says how many are left', () => {
    const hosts = FAULT_CODES.map((code) => hostReport('unknown', { host: `${code}.example`, ...TIMED_OUT, code }));
    const rest = FAULT_CODES.length - 12;
    expect(renderText(reportOf(hosts))).toContain(`... and ${rest} more groups of ${rest} hosts (--verbose shows all)`);
    expect(renderText(reportOf(hosts), { isVerbose: true })).toContain(FAULT_CODES.at(-1));
  });

  it('names hosts that are no longer declared although a change of them was never settled', () => {
    const text = renderText(
      reportOf([], { undeclared: [{ host: 'gone.a.example', intent: 'i20251122110000-00000001' }] }),
    );
    expect(text).toContain('NOT DECLARED ANY MORE');
    expect(text).toContain('  gone.a.example  i20251122110000-00000001');
  });

  it('says what the guard refuses before anything else', () => {
    const refusals = [{ code: 'max-unknown', message: '9 hosts are unknown', help: 'Look at them.' }] as const;
    expect(renderText(reportOf([hostReport('change')], { command: 'plan', refusals }))).toMatch(
      /^REFUSED: apply would not carry this out\n {2}max-unknown: 9 hosts are unknown\n {2}-> Look at them\.\n\nTO CHANGE/,
    );
    expect(renderText(reportOf([hostReport('change')], { refusals }))).toMatch(/^REFUSED: nothing was written\n/);
  });

  it('has no line that ends in a space, and ends with a line feed', () => {
    for (const report of Object.values(SCENES)) {
      for (const isVerbose of [false, true]) {
        const text = renderText(report, { isVerbose });
        expect(text).not.toMatch(/ $/m);
        expect(text.endsWith('\n')).toBe(true);
      }
    }
  });

  it('says the same in colour as without', () => {
    for (const report of Object.values(SCENES)) {
      const coloured = renderText(report, { hasColour: true });
      expect(stripVTControlCharacters(coloured)).toBe(renderText(report));
    }
    expect(renderText(reportOf([hostReport('undone')]), { hasColour: true })).toContain('\u001B[31mUNDONE');
  });
});

describe('the next command of a saved plan', () => {
  it.each<[Parameters<typeof reportOf>[1], readonly HostReport['status'][], string]>([
    [{ command: 'plan' }, ['change'], "apply -i x.yaml --plan 'my plan.json'"],
    [{ command: 'apply' }, ['held', 'plan-stale'], "apply -i x.yaml --plan 'my plan.json'"],
    [{ command: 'apply' }, ['plan-stale', 'verified'], 'plan -i x.yaml'],
    [{ command: 'apply' }, ['unsettled', 'held'], 'recover -i x.yaml'],
  ])('after %j of %j is %s', (overrides, statuses, expected) => {
    const report = reportOf(
      statuses.map((status) => hostReport(status)),
      overrides,
    );
    const view = { again: '-i x.yaml', plan: "'my plan.json'" };
    expect(nextOf(report, view)).toBe(`next: vlkctl ${expected}`);
    expect(renderMarkdown(report, view)).toContain(`vlkctl ${expected}`);
  });
});

describe('the next command', () => {
  it.each<[Parameters<typeof reportOf>[1], readonly Partial<HostReport>[], string | undefined]>([
    [{ command: 'drift' }, [{ status: 'in-order' }], undefined],
    [{ command: 'drift' }, [{ status: 'drifted' }, { status: 'unknown', code: 'timed-out' }], 'plan -i x.yaml'],
    [{ command: 'drift' }, [{ status: 'drifted' }, { status: 'interrupted' }], 'recover -i x.yaml'],
    [{ command: 'plan' }, [{ status: 'change' }, { status: 'blocked', code: 'key-withheld' }], 'apply -i x.yaml'],
    [{ command: 'apply' }, [{ status: 'verified' }], undefined],
    [{ command: 'apply' }, [{ status: 'undone', code: 'undone' }, { status: 'held' }], 'explain undone'],
    [{ command: 'apply' }, [{ status: 'unsettled', code: 'unsettled' }, { status: 'undone' }], 'recover -i x.yaml'],
    [{ command: 'apply' }, [{ status: 'plan-stale' }, { status: 'verified' }], 'apply -i x.yaml'],
    [{ command: 'apply' }, [{ status: 'held', code: 'outside-window' }], 'apply -i x.yaml --wait'],
    [{ command: 'apply' }, [{ status: 'held', code: 'outside-window' }, { status: 'held' }], 'apply -i x.yaml'],
    [{ command: 'recover' }, [{ status: 'unsettled', code: 'unsettled' }], 'explain unsettled'],
    [{ command: 'recover' }, [{ status: 'settled' }], 'drift -i x.yaml'],
    [
      { command: 'drift' },
      [{ status: 'unknown', host: 'gate-07' }, { status: 'in-order' }],
      'doctor gate-07 -i y.yaml',
    ],
    [{ command: 'drift' }, [{ status: 'blocked', code: 'key-withheld' }], 'explain key-withheld'],
    [
      { command: 'drift' },
      [
        { status: 'blocked', code: 'key-withheld' },
        { status: 'unknown', code: 'timed-out' },
        { status: 'unknown', code: 'timed-out' },
      ],
      'explain timed-out',
    ],
    [
      { command: 'plan', refusals: [{ code: 'max-unknown', message: 'no', help: 'Look.' }] },
      [{ status: 'change' }],
      'explain max-unknown',
    ],
  ])('after %j of %j is %s', (overrides, hosts, expected) => {
    const report = reportOf(
      hosts.map((host) => hostReport(host.status ?? 'in-order', host)),
      overrides,
    );
    expect(nextOf(report, { again: '-i x.yaml', unselected: '-i y.yaml' })).toBe(
      expected === undefined ? undefined : `next: vlkctl ${expected}`,
    );
  });
});
