import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import type { ReportFlags } from '../../../src/cli/options.ts';
import { showReport } from '../../../src/cli/show-report.ts';
import { typedAgain } from '../../../src/cli/typed-again.ts';
import { fakeIo, fakeScreen } from '../../support/fake-io.ts';
import { hostRange, hostReport, reportOf } from '../../support/report-builders.ts';

const FLAGS: ReportFlags = { inventory: ['inventories'], output: 'text' };
const drift = reportOf([hostReport('drifted')], { command: 'drift' });

function full(): never {
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

function flags(overrides: Partial<ReportFlags> = {}): ReportFlags {
  return { ...FLAGS, ...overrides };
}

describe('showing a report', () => {
  it.each([
    ['text', /^NEVER VERIFIED/],
    ['json', /^\{\n {2}"formatVersion": 1,/],
    ['ndjson', /^\{"type":"run-finished","at":"2026-11-22T12:00:00.000Z",/],
    ['markdown', /^### vlkctl drift: 1 drifted of 1 host/],
  ] as const)('as %s', (output, expected) => {
    const io = fakeIo();
    expect(showReport(drift, flags({ output }), io)).toBe(2);
    expect(io.written.out).toMatch(expected);
    expect(io.written.err).toBe('');
  });

  it('takes the status line away first, also when nothing is written', () => {
    const io = fakeIo();
    showReport(drift, flags({ out: 'r.txt' }), io);
    expect(io.drawn).toEqual(['']);
  });

  it('is coloured only on a screen that may be, and never against --no-color', () => {
    const colour: Partial<Io> = { outScreen: fakeScreen({ hasColour: true }) };
    const shown = (overrides: Partial<ReportFlags>): string => {
      const io = fakeIo(colour);
      showReport(drift, flags(overrides), io);
      return io.written.out;
    };
    expect(shown({})).toContain('\u001B[');
    for (const overrides of [{ color: false }, { output: 'json' }, { output: 'markdown' }] as const) {
      expect(shown(overrides)).not.toContain('\u001B[');
    }
  });

  it('is as wide as the screen', () => {
    const io = fakeIo({ outScreen: fakeScreen({ columns: () => 60 }) });
    const many = hostRange(30, 'drifted').filter((_, index) => index % 2 === 0);
    showReport(reportOf(many, { command: 'drift' }), FLAGS, io);
    expect(Math.max(...io.written.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('says the next command with the inventory, selection and state of this one', () => {
    const io = fakeIo();
    showReport(drift, flags({ inventory: ['plant.yaml'], on: '@line-a,!hmi-07*', state: 'my state' }), io);
    expect(io.written.out).toMatch(/^next: vlkctl plan -i plant\.yaml --on '@line-a,!hmi-07\*' --state 'my state'$/m);
  });
});

describe('the next command', () => {
  const planned = reportOf([hostReport('change')], { command: 'plan' });

  it.each<[Partial<ReportFlags>, string]>([
    [{ plan: 'plan.json' }, 'apply --plan plan.json'],
    [{ plan: "it's mine.json" }, String.raw`apply --plan 'it'\''s mine.json'`],
    [{}, 'apply'],
  ])('with %j is %s', (overrides, expected) => {
    const io = fakeIo();
    showReport(planned, flags(overrides), io);
    expect(io.written.out).toContain(`next: vlkctl ${expected}\n`);
  });
});

describe('a report that goes into a file', () => {
  it('is written there, without colour and 100 columns wide, and stdout stays empty', () => {
    const io = fakeIo({ outScreen: fakeScreen({ hasColour: true, columns: () => 300 }) });
    expect(showReport(drift, flags({ out: 'reports/drift.txt' }), io)).toBe(2);
    expect(io.written).toEqual({ out: '', err: '' });
    expect([...io.saved.keys()]).toEqual(['/plant/reports/drift.txt']);
    expect(io.saved.get('/plant/reports/drift.txt')).toMatch(/^NEVER VERIFIED/);
  });

  it('goes to stdout for `plan`, whose --out is the file of the plan', () => {
    const io = fakeIo();
    showReport(reportOf([], { command: 'plan' }), flags({ out: 'plan.json' }), io);
    expect(io.saved.size).toBe(0);
    expect(io.written.out).not.toBe('');
  });

  it.each([
    ['apply', 'verified', 1],
    ['recover', 'settled', 1],
    ['apply', 'in-order', 0],
    ['drift', 'drifted', 0],
  ] as const)('of %s with a host that is %s tells of %i write', (command, status, expected) => {
    const io = fakeIo();
    showReport(reportOf([hostReport(status)], { command }), FLAGS, io);
    expect(io.notedWrites).toHaveLength(expected);
  });

  it.each([
    ['drift', 'drifted', 1],
    ['apply', 'in-order', 1],
    ['apply', 'verified', 4],
    ['recover', 'undone', 4],
  ] as const)(
    'of %s with a host that is %s is not lost when it cannot be written: exit code %i',
    (command, status, expected) => {
      const io = fakeIo({ save: full });
      expect(showReport(reportOf([hostReport(status)], { command }), flags({ out: 'r.txt' }), io)).toBe(expected);
      expect(io.written.err).toContain('r.txt cannot be written: no space is left on the disk\n  -> ');
      expect(io.written.out).toContain('1 host: ');
    },
  );
});

describe('what is typed again', () => {
  it.each<[Partial<ReportFlags>, Readonly<Record<string, string>>, string]>([
    [{}, {}, ''],
    [{ inventory: ['a.yaml', 'b c.yaml'] }, {}, "-i a.yaml -i 'b c.yaml'"],
    [{ inventory: ['plants'] }, { VLKCTL_INVENTORY: 'plants' }, ''],
    [{ state: '/var/vlk' }, { VLKCTL_STATE: '/var/vlk' }, ''],
    [{ inventory: ['/plant/b/c.yaml', '/other/d.yaml'] }, {}, '-i b/c.yaml -i /other/d.yaml'],
    [{ on: 'gate-07.b.example' }, {}, '--on gate-07.b.example'],
    [{ on: '@plant-a' }, {}, "--on '@plant-a'"],
    [{ inventory: ["it's.yaml"] }, {}, String.raw`-i 'it'\''s.yaml'`],
  ])('of %j with %j is %s', (overrides, env, expected) => {
    const io = fakeIo();
    expect(typedAgain(flags(overrides), { ...io, surroundings: { ...io.surroundings, env } })).toBe(expected);
  });
});
