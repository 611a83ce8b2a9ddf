import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApplyFlags, applyCommand } from '../../../src/cli/actions/apply.ts';
import { type PlanFlags, planCommand } from '../../../src/cli/actions/plan.ts';
import type { Io } from '../../../src/cli/io.ts';
import { saveDocument } from '../../../src/cli/save-document.ts';
import { holdsKey, mask } from '../../../src/model/secret.ts';
import { containing, NEW_KEY } from '../../support/builders.ts';
import { emptyDesk } from '../../support/empty-desk.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-cli-'));
  await writeFile(join(folder, 'xp.key'), `${NEW_KEY}\n`, { mode: 0o600 });
  await declare('a-[1:3].example', 'b.example: { access: in-order }', 'c.example: { access: off }');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An inventory of simulated hosts, with these lines under `hosts` and this under `rollout`. */
async function declare(...lines: readonly string[]): Promise<void> {
  const [rollout, hosts] = lines[0]?.startsWith('rollout') === true ? [lines[0], lines.slice(1)] : ['', lines];
  await writeFile(
    join(folder, 'plant.yaml'),
    `version: 1
simulation: true
${rollout}
keys:
  xp: { product: windows-xp-professional, secret: { file: xp.key }, identity: { lastFive: KKKKK } }
access:
  other: { kind: simulated, starts: other-key }
  in-order: { kind: simulated, starts: desired-key }
  off: { kind: simulated, starts: other-key, fault: unreachable }
defaults: { key: xp, os: windows-xp-sp3, access: other }
hosts:
${hosts.map((line) => `  ${line.includes(': {') ? line : `${line}:`}\n`).join('')}`,
  );
}

interface Seen {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly string[];
}

/** One command as somebody types it; `answer` sits at the terminal, if anybody does. */
async function run(command: (io: Io) => Promise<number>, answer?: boolean): Promise<Seen> {
  const seen = { out: '', err: '', asked: [] as string[] };
  const screen = { isLive: false, hasColour: false, columns: () => 200 };
  const io: Io = {
    out: (text) => void (seen.out += mask(text)),
    err: (text) => void (seen.err += mask(text)),
    status: () => undefined,
    save: (path, text) => saveDocument(path, mask(text), 1),
    saveBundle: () => undefined,
    noteBegun: () => undefined,
    noteWrite: () => undefined,
    outScreen: screen,
    errScreen: screen,
    now: () => Date.parse('2026-11-22T16:15:30.000Z'),
    keyDesk: emptyDesk(),
    canAsk: answer !== undefined,
    askText: () => Promise.resolve(undefined),
    ask: async (question) => {
      seen.asked.push(question);
      return answer === true;
    },
    signal: new AbortController().signal,
    surroundings: {
      env: {},
      folder,
      platform: 'linux',
      temporaryFolder: folder,
      processId: 1,
      user: 'jens',
      machine: 'ctl1',
      bootId: '',
      isProcessAlive: () => false,
    },
  };
  const code = await command(io);
  return { code, ...seen };
}

function plan(flags: Partial<PlanFlags> = {}): Promise<Seen> {
  const all = { inventory: [join(folder, 'plant.yaml')], output: 'json', ...flags } as const;
  return run((io) => planCommand(all, io, '0.1.0'));
}

function apply(flags: Partial<ApplyFlags> = {}, answer?: boolean): Promise<Seen> {
  const all = { inventory: [join(folder, 'plant.yaml')], output: 'json', ...flags } as const;
  return run((io) => applyCommand(all, io), answer);
}

function statusesIn({ out }: Seen): unknown {
  // oxlint-disable-next-line no-unsafe-type-assertion -- what is missing fails the test
  const { hosts } = JSON.parse(out) as { hosts: { host: string; status: string }[] };
  return Object.fromEntries(hosts.map(({ host, status }) => [host, status]));
}

describe('plan --out', () => {
  it('saves the plan beside its report, without a key, and says how to carry it out', async () => {
    const seen = await plan({ out: 'plan.json' });
    expect(seen.code).toBe(5);
    expect(statusesIn(seen)).toMatchObject({ 'a-1.example': 'change', 'c.example': 'unknown' });
    const text = await readFile(join(folder, 'plan.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ kind: 'vlkctl-plan', savedBy: '0.1.0', simulated: true });
    expect(holdsKey(text)).toBe(false);
    expect(seen.err).toContain('Saved as plan.json: 3 of 5 hosts to change. Once it is reviewed: vlkctl apply -i ');
    expect((await readdir(folder)).toSorted()).toEqual(['plan.json', 'plant.yaml', 'xp.key']);
  });

  it('names the saved plan wherever it says what comes next, in quotes where a shell needs them', async () => {
    const seen = await plan({ out: 'my plan.json', output: 'text' });
    expect(seen.out).toMatch(/^next: vlkctl apply -i plant\.yaml --plan 'my plan\.json'$/m);
    expect(seen.err).toMatch(/Once it is reviewed: vlkctl apply -i plant\.yaml --plan 'my plan\.json'$/m);
    await declare('a-[1:2].example');
    const stale = await apply({ plan: 'my plan.json', yes: true, output: 'text' });
    expect(stale.out).toMatch(/^next: vlkctl plan -i plant\.yaml$/m);
  });

  it('refuses a place where nothing can be saved before it reads any host', async () => {
    await mkdir(join(folder, 'taken'));
    for (const out of ['taken', 'nowhere/plan.json']) {
      await expect(plan({ out })).rejects.toMatchObject({ code: 'plan-unwritable', message: containing(out) });
    }
  });
});

describe('apply --plan', () => {
  it('carries a plan out, and again: by then everything is in order', async () => {
    await plan({ out: 'plan.json' });
    const first = await apply({ plan: 'plan.json', yes: true });
    expect([first.code, statusesIn(first)]).toEqual([
      0,
      { 'a-1.example': 'verified', 'a-2.example': 'verified', 'a-3.example': 'verified' },
    ]);
    const second = await apply({ plan: 'plan.json', yes: true });
    expect(statusesIn(second)).toEqual({
      'a-1.example': 'in-order',
      'a-2.example': 'in-order',
      'a-3.example': 'in-order',
    });
  });

  it('on Saturday, with a machine off, another renamed and a new one, does what still stands', async () => {
    await plan({ out: 'plan.json' });
    await declare('a-1.example', 'a-2.example: { access: off }', 'z.example');
    const seen = await apply({ plan: 'plan.json', yes: true });
    expect([seen.code, statusesIn(seen)]).toEqual([
      5,
      { 'a-1.example': 'verified', 'a-2.example': 'unknown', 'a-3.example': 'plan-stale' },
    ]);
  });

  it('asks with file, age and counts, and takes no for an answer', async () => {
    await plan({ out: 'plan.json' });
    const text = await readFile(join(folder, 'plan.json'), 'utf8');
    const days = new Date(Date.now() - 3 * 86_400_000 - 60_000).toISOString();
    await writeFile(join(folder, 'plan.json'), text.replace(/"savedAt": "[^"]+"/, `"savedAt": "${days}"`));
    await declare('a-1.example', 'a-2.example: { access: off }');
    const seen = await apply({ plan: 'plan.json' }, false);
    expect(seen.code).toBe(1);
    expect(seen.asked).toEqual([
      `Carry out plan.json, saved 3 days ago (${days.slice(0, 10)} ${days.slice(11, 16)} UTC): change the key of 1 host (1 unknown, 1 no longer as planned: they stay as they are)? Type yes: `,
    ]);
    expect(seen.err).toContain('Nothing was written.');
    expect((await apply({ plan: 'plan.json' }, true)).code).toBe(5);
  });

  it('needs somebody to ask, or --yes', async () => {
    await plan({ out: 'plan.json' });
    await expect(apply({ plan: 'plan.json' })).rejects.toMatchObject({ name: 'UsageError' });
  });

  it('refuses a file that is no plan, or one of real hosts', async () => {
    await writeFile(join(folder, 'plan.json'), (await plan()).out);
    await expect(apply({ plan: 'plan.json', yes: true })).rejects.toMatchObject({
      code: 'plan-unreadable',
      message: containing('it is a report'),
    });
    await plan({ out: 'plan.json' });
    const text = await readFile(join(folder, 'plan.json'), 'utf8');
    await writeFile(join(folder, 'plan.json'), text.replace('"simulated": true', '"simulated": false'));
    await expect(apply({ plan: 'plan.json', yes: true })).rejects.toMatchObject({
      code: 'plan-unreadable',
      message: containing('real hosts'),
    });
  });
});

describe('what the guard refuses', () => {
  it('ends plan and apply with 3 and a paragraph, and nothing is written', async () => {
    await declare('rollout: { maxUnplannedChanges: 2 }', 'a-[1:3].example');
    for (const seen of [await plan(), await plan({ detailedExitcode: true }), await apply({ yes: true })]) {
      expect(seen.code).toBe(3);
      expect(JSON.parse(seen.out)).toMatchObject({ refusals: [{ code: 'max-unplanned-changes' }] });
      expect(statusesIn(seen)).toMatchObject({ 'a-1.example': 'change' });
    }
    const text = await apply({ yes: true, output: 'text' });
    expect(text.out).toContain('3 hosts would be changed that no reviewed plan announces');
    expect(text.out).toContain('vlkctl plan --out plan.json');
    expect(text.out + text.err).not.toMatch(/\bat \S+:\d+/);
  });

  it('goes through as a reviewed plan', async () => {
    await declare('rollout: { maxUnplannedChanges: 2 }', 'a-[1:3].example');
    expect((await plan({ out: 'plan.json' })).code).toBe(0);
    expect((await apply({ plan: 'plan.json', yes: true })).code).toBe(0);
  });

  it('is unknown hosts above the declared share; up to it they do not count', async () => {
    await declare('rollout: { maxUnknown: 50% }', 'a.example', 'c.example: { access: off }');
    expect((await apply({ yes: true })).code).toBe(0);
    expect((await apply({ yes: true, on: 'c.example' })).code).toBe(3);
  });
});
