import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunRefused } from '../../../../src/model/run-refused.ts';
import { type Answer, commandLine } from '../../../support/command-line.ts';
import { syntheticKey } from '../../../support/synthetic-key.ts';

const KEY = syntheticKey(7);
const PLANT = `version: 1
simulation: true
keys: { xp: { product: windows-xp-professional, secret: { file: xp.key }, identity: { lastFive: ${KEY.slice(-5)} } } }
access: { other: { kind: simulated, starts: other-key }, off: { kind: simulated, starts: other-key, fault: unreachable } }
defaults: { key: xp, os: windows-xp-sp2, access: other }
hosts: { hmi-1.a.example: , hmi-2.a.example: { access: off } }
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlkctl-runs-'));
  writeFileSync(join(folder, 'plant.yaml'), PLANT);
  writeFileSync(join(folder, 'xp.key'), KEY);
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(...words: readonly string[]): Promise<Answer> {
  return commandLine(words, { folder, columns: 100, env: { VLKCTL_INVENTORY: join(folder, 'plant.yaml') } });
}

const journal = (): string => join(folder, '.vlkctl/simulation/journal.jsonl');
const head = async (): Promise<string> => JSON.parse((await run('runs', 'verify', '--output', 'json')).out).head;

describe('vlkctl runs', () => {
  it('lists the newest first, with who, how many hosts, exit code and counts', async () => {
    await run('apply', '--yes');
    await run('recover');
    const { code, out } = await run('runs');
    expect(code).toBe(0);
    const [heads, recover, apply, ...rest] = out.trimEnd().split('\n');
    expect(heads).toMatch(/^when \(UTC\) +run +command +who +hosts +exit +how it ended$/);
    expect(recover).toMatch(/ recover +jens@ctl1 +2 /);
    expect(apply).toMatch(/ apply +jens@ctl1 +2 +5 +1 changed, 1 unknown$/);
    expect(rest).toEqual([]);
    expect((await run('runs', '--limit', '1')).out).toContain('1 older run: --limit 2 shows all');
  });

  it('says so when there is none', async () => {
    expect(await run('runs')).toMatchObject({ code: 0, out: `No run is kept in ${folder}/.vlkctl/simulation.\n` });
  });

  it('says of a run without an end that it did not end', async () => {
    await run('apply', '--yes');
    const lines = readFileSync(journal(), 'utf8').trimEnd().split('\n');
    writeFileSync(journal(), `${lines.slice(0, -1).join('\n')}\n`);
    expect((await run('runs')).out).toMatch(/ - +did not end$/m);
    expect((await run('runs', 'show', 'last')).out).toMatch(/^ {2}end +did not end$/m);
  });
});

describe('vlkctl runs show', () => {
  it('tells what happened host by host, in order', async () => {
    await run('apply', '--yes');
    const { out } = await run('runs', 'show', 'last');
    const deeds = out.split('\n').flatMap((line) => (/UTC|^ {2}/.test(line) ? [] : [line.slice(21)]));
    const text = deeds.join('\n');
    expect(text).toMatch(
      /hmi-1\.a\.example +announced: \w+ -> \w{5} \(xp\), never verified, i\d+[\s\S]+hmi-1\.a\.example +(?:read back|closed as changed)[\s\S]+hmi-1\.a\.example +stands now: in-order\nhmi-2\.a\.example +stands now: unknown \(host-unreachable\)/,
    );
    expect(out).toMatch(/^ {2}ended +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC with exit code 5$/m);
  });

  it('takes the beginning of a name, and refuses one that fits none or several', async () => {
    await run('apply', '--yes');
    await run('recover');
    expect((await run('runs', 'show', 'rr')).err).toMatch(/No run of .* is named 'rr'/);
    expect((await run('runs', 'show', 'r2')).err).toContain("'r2' is the beginning of 2 runs");
  });
});

describe('vlkctl runs host', () => {
  it('says who set the key last, and nothing of other hosts', async () => {
    await run('apply', '--yes');
    const { out } = await run('runs', 'host', 'hmi-1');
    expect(out).toMatch(/^hmi-1\.a\.example: jens on ctl1 set its key last, /);
    expect(out).not.toContain('unknown');
    expect((await run('runs', 'host', 'hmi-2')).out).toMatch(
      /no run in this journal has set its key[\s\S]*stands now: unknown/,
    );
    expect((await run('runs', 'host', 'till')).code).toBe(64);
  });

  it('tells the cause each time the host was found otherwise', async () => {
    await run('apply', '--yes');
    await run('lab', 'break', 'hmi-1', '--key');
    await run('apply', '--yes', '--on', 'hmi-1*');
    const document = JSON.parse((await run('runs', 'host', 'hmi-1', '--output', 'json')).out);
    expect(document.runs).toHaveLength(2);
    expect(document.host.lastChange.run).toBe(document.runs[0].run);
    const causes = document.runs.map(({ events }: { events: { cause?: string }[] }) =>
      events.flatMap(({ cause }) => cause ?? []),
    );
    expect(causes).toEqual([['drift'], ['no-history']]);
    expect((await run('runs', 'host', 'hmi-1')).out).toContain(', the host changed, i2');
  });
});

describe('vlkctl runs verify', () => {
  it('finds the head of an old report, and misses one of another journal', async () => {
    await run('apply', '--yes');
    const before = await head();
    await run('recover');
    expect(await run('runs', 'verify', before.slice(0, 16))).toMatchObject({ code: 0 });
    const other = await run('runs', 'verify', '0123456789abcdef');
    expect(other).toMatchObject({ code: 1 });
    expect(other.out).toContain('is no head it ever had');
    expect((await run('runs', 'verify', 'abc')).code).toBe(64);
  });

  it('misses a head whose lines were taken off the end', async () => {
    await run('apply', '--yes');
    const before = await head();
    const lines = readFileSync(journal(), 'utf8').trimEnd().split('\n');
    writeFileSync(journal(), `${lines.slice(0, -1).join('\n')}\n`);
    expect((await run('runs', 'verify', before)).code).toBe(1);
  });

  it('says at which line the chain breaks', async () => {
    await run('apply', '--yes');
    writeFileSync(journal(), readFileSync(journal(), 'utf8').replace('jens', 'mara'));
    await expect(run('runs', 'verify')).rejects.toThrow(RunRefused);
    await expect(run('runs', 'verify')).rejects.toThrow(
      /journal\.jsonl:2: a line is missing before this one, or was changed/,
    );
  });

  it('leaves out a line that is being written', async () => {
    await run('apply', '--yes');
    appendFileSync(journal(), '{"prev":');
    expect((await run('runs', 'verify')).code).toBe(0);
  });
});
