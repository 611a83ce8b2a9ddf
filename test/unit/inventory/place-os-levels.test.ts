import { describe, expect, it } from 'vitest';
import { compareInventories } from '../../../src/inventory/compare-inventories.ts';
import { loadInventory } from '../../../src/inventory/load.ts';
import { placeOsLevels } from '../../../src/inventory/place-os-levels.ts';
import { openInventory, tryRewrite } from '../../../src/inventory/rewrite.ts';
import { seededRandom } from '../../../src/lab/seeded-random.ts';
import type { Inventory } from '../../../src/model/inventory.ts';
import type { OsLevel } from '../../../src/model/os-level.ts';
import { memoryIo } from '../../support/memory-io.ts';

const TODAY = '2026-11-22';
const HEAD = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: 7K3QT } }
access: { ssh: { kind: ssh } }
`;
const SP1 = 'windows-xp-sp1' as const;
const SP2 = 'windows-xp-sp2' as const;
const SP3 = 'windows-xp-sp3' as const;

describe('a new OS level', () => {
  it('replaces the old one on the host itself, wherever that stands', async () => {
    const text = `defaults: { key: xp, access: ssh, os: ${SP3} }
hosts:
  a.example: { os: ${SP1} } # a
  b.example:
    # b
    os: '${SP1}' # why
    tags: [x]
  c.example:
`;
    const after = await adopt(text, { 'a.example': SP2, 'b.example': SP2 });
    expect(after).toBe(text.replace(`os: ${SP1} }`, `os: ${SP2} }`).replace(`'${SP1}'`, SP2));
  });

  it('is added to the line of the host', async () => {
    const text = hosts('  a.example: { tags: [x] } # a\n  b.example: # b\n  c.example:\n    tags: [x]\n  d.example:');
    expect(await adopt(text, { 'a.example': SP2, 'b.example': SP2, 'c.example': SP1 })).toBe(
      hosts(
        `  a.example: { tags: [x], os: ${SP2} } # a\n  b.example: { os: ${SP2} } # b\n  c.example:\n    os: ${SP1}\n    tags: [x]\n  d.example:`,
      ),
    );
  });

  it('stands beside the range, in its order and with its indentation', async () => {
    const text = hosts(
      '      h-[01:12].example: # twelve\n      h-05.example: { tags: [x] } # five\n      h-09.example:\n        tags: [x]\n\n      z.example:',
    );
    const wanted = {
      'h-02.example': SP2,
      'h-04.example': SP2,
      'h-06.example': SP1,
      'h-10.example': SP2,
      'h-09.example': SP1,
    };
    expect(await adopt(text, wanted)).toBe(
      hosts(`      h-[01:12].example: # twelve
      h-02.example: { os: ${SP2} }
      h-04.example: { os: ${SP2} }
      h-05.example: { tags: [x] } # five
      h-06.example: { os: ${SP1} }
      h-09.example:
        os: ${SP1}
        tags: [x]
      h-10.example: { os: ${SP2} }

      z.example:`),
    );
  });

  it('stands beside a range in braces', async () => {
    const text = `defaults: { key: xp, access: ssh, os: ${SP3} }\nhosts: { 'h-[1:3].example': , z.example: { tags: [x] } } # all\n`;
    expect(await adopt(text, { 'h-2.example': SP2, 'z.example': SP2 })).toBe(
      text.replace(' ,', `, h-2.example: { os: ${SP2} } ,`).replace('[x]', `[x], os: ${SP2}`),
    );
  });

  it('is said once by a range that changed as a whole', async () => {
    const text = hosts(
      `  h-[1:3].example: # three\n  h-2.example: { tags: [x] }\n  h-3.example: { os: ${SP1} }\n  z.example:`,
    );
    expect(await adopt(text, { 'h-1.example': SP2, 'h-2.example': SP2 })).toBe(
      text.replace('h-[1:3].example:', `h-[1:3].example: { os: ${SP2} }`),
    );
    const other = hosts(`  h-[1:3].example: { tags: [x] }\n  z.example:`);
    expect(await adopt(other, { 'h-1.example': SP2, 'h-2.example': SP2, 'h-3.example': SP2 })).toBe(
      other.replace('{ tags: [x] }', `{ tags: [x], os: ${SP2} }`),
    );
  });

  it('is said once where the old one is set, when all hosts there changed alike', async () => {
    const text = `defaults: { key: xp, access: ssh, os: ${SP3} }
groups:
  one:
    os: ${SP1} # one
    hosts: { 'h-[1:2].example': , 'i-1.example': { os: ${SP2} } }
  two: { hosts: { z.example: } }
`;
    expect(await adopt(text, { 'h-1.example': SP2, 'h-2.example': SP2 })).toBe(
      text.replace(`${SP1} # one`, `${SP2} # one`),
    );
    expect(await adopt(text, { 'z.example': SP2 })).toBe(text.replace(SP3, SP2));
    expect(await adopt(text, { 'h-1.example': SP2, 'h-2.example': SP3 })).toBe(
      text.replace(' ,', `, h-1.example: { os: ${SP2} }, h-2.example: { os: ${SP3} } ,`),
    );
  });

  it('stays where it is for hosts of an anchor that another one uses', async () => {
    const text = `defaults: { key: xp, access: ssh, os: ${SP3} }
hosts:
  a.example: &old { os: ${SP1}, tags: [x] }
  b.example: *old
  c.example: { <<: *old, tags: [y] }
`;
    expect(await place(text, { 'b.example': SP2 })).toMatchObject({
      placed: [],
      unplaced: [{ host: { name: 'b.example' }, why: expect.stringContaining('alias') }],
    });
    expect(await adopt(text, { 'c.example': SP2 })).toBe(text.replace('tags: [y]', `tags: [y], os: ${SP2}`));
    const all = { 'a.example': SP2, 'b.example': SP2, 'c.example': SP2 };
    expect(await adopt(text, all)).toBe(text.replace(SP1, SP2));
  });

  it('is quoted where the name could be something else', async () => {
    const text = hosts('  "00[41:43]": # numbers\n  z.example:');
    expect(await adopt(text, { '0042': SP2 })).toBe(
      text.replace('# numbers\n', `# numbers\n  "0042": { os: ${SP2} }\n`),
    );
  });

  it('keeps CRLF and the byte order mark', async () => {
    const text = `\uFEFF${HEAD}${hosts('  h-[1:3].example: # three\n  z.example:')}`.replaceAll('\n', '\r\n');
    const after = await rewrite({ 'a.yaml': text }, { 'h-2.example': SP2 });
    expect(after['a.yaml']).toBe(text.replace('# three\r\n', `# three\r\n  h-2.example: { os: ${SP2} }\r\n`));
  });

  it('goes into the file of its host', async () => {
    const files = {
      'a.yaml': `${HEAD}defaults: { key: xp, access: ssh, os: ${SP3} }\nhosts: { a.example: }\n`,
      'b.yaml': 'version: 1\nhosts:\n  b.example:\n',
    };
    expect(await rewrite(files, { 'b.example': SP2 })).toEqual({
      'b.yaml': `version: 1\nhosts:\n  b.example: { os: ${SP2} }\n`,
    });
    const both = { 'a.example': SP2, 'b.example': SP2 };
    expect(await rewrite(files, both)).toEqual({ 'a.yaml': files['a.yaml'].replace(SP3, SP2) });
  });

  it('changes nothing else, whatever the layout and whoever changed', async () => {
    const random = seededRandom(11);
    for (let round = 0; round < 40; round += 1) {
      const text = randomInventory(random);
      const before = await load({ 'a.yaml': `${HEAD}${text}` });
      const chosen = before.hosts.filter(() => random() < 0.5);
      const wanted = Object.fromEntries(chosen.map(({ name, os }) => [name, os === SP2 ? SP1 : SP2]));
      expect(chosen.length === 0 || (await adopt(text, wanted)) !== text).toBe(true);
    }
  }, 30_000);
});

describe('two inventories', () => {
  it.each([
    ['a host less', (text: string) => text.replace('  b.example:\n', ''), { removed: ['b.example'] }],
    ['a host more', (text: string) => `${text}  c.example:\n`, { added: ['c.example'] }],
    ['another setting', (text: string) => text.replace('[x]', '[y]'), { changed: ['a.example'] }],
    [
      'another key',
      (text: string) => text.replace('VLK_XP', 'VLK_YP'),
      { isRestChanged: true, changed: ['a.example', 'b.example'] },
    ],
    ['other places only', (text: string) => text.replace('hosts:', '# moved\n\nhosts:'), {}],
  ])('differ by %s', async (_what, change, expected) => {
    const text = `${HEAD}${hosts('  a.example: { tags: [x] }\n  b.example:\n')}`;
    const none = { added: [], removed: [], changed: [], isRestChanged: false };
    const [before, after] = [await load({ 'a.yaml': text }), await load({ 'a.yaml': change(text) })];
    expect(compareInventories(before, after)).toEqual({ ...none, ...expected });
  });
});

describe('an opened inventory', () => {
  it('is no longer there once a file was changed', async () => {
    const text = `${HEAD}${hosts('  a.example:\n')}`;
    const before = await load({ 'a.yaml': text });
    expect(await openInventory(['a.yaml'], before, memoryIo({ 'a.yaml': text }))).toBeDefined();
    expect(await openInventory(['a.yaml'], before, memoryIo({ 'a.yaml': `${text}# x\n` }))).toBeUndefined();
    expect(await openInventory(['b.yaml'], before, memoryIo({ 'a.yaml': text }))).toBeUndefined();
  });
});

function hosts(lines: string): string {
  return `defaults: { key: xp, access: ssh, os: ${SP3} }\nhosts:\n${lines}\n`;
}

async function load(files: Readonly<Record<string, string>>): Promise<Inventory> {
  const loaded = await loadInventory(Object.keys(files), { today: TODAY, io: memoryIo(files) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

type Wanted = Readonly<Record<string, OsLevel>>;

/** The text after these hosts got their levels; checks that they did and nothing else changed. */
async function adopt(text: string, wanted: Wanted): Promise<string> {
  const after = await rewrite({ 'a.yaml': `${HEAD}${text}` }, wanted);
  return (after['a.yaml'] ?? `${HEAD}${text}`).slice(HEAD.length);
}

async function rewrite(
  files: Readonly<Record<string, string>>,
  wanted: Wanted,
): Promise<Readonly<Record<string, string>>> {
  const before = await load(files);
  const placement = placeIn(await open(files, before), before, wanted);
  expect(placement.unplaced).toEqual([]);
  const rewritten = await tryRewrite(await open(files, before), placement.edits, { today: TODAY, io: memoryIo(files) });
  if (!rewritten.ok) throw new Error(JSON.stringify(rewritten.error));
  const expected = { ...before, hosts: before.hosts.map((host) => ({ ...host, os: wanted[host.name] ?? host.os })) };
  expect(compareInventories(expected, rewritten.value.inventory)).toMatchObject({
    added: [],
    removed: [],
    changed: [],
  });
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Object.fromEntries(rewritten.value.rewrites.map(({ path, after }) => [path, decoder.decode(after)]));
}

type Open = NonNullable<Awaited<ReturnType<typeof openInventory>>>;

async function open(files: Readonly<Record<string, string>>, inventory: Inventory): Promise<Open> {
  const opened = await openInventory(Object.keys(files), inventory, memoryIo(files));
  if (opened === undefined) throw new Error('The files changed');
  return opened;
}

function placeIn({ files }: Open, inventory: Inventory, wanted: Wanted): ReturnType<typeof placeOsLevels> {
  const levels = new Map(
    inventory.hosts.flatMap((host) => {
      const level = wanted[host.name];
      return level === undefined ? [] : [[host, level] as const];
    }),
  );
  return placeOsLevels({ hosts: inventory.hosts, files, levels });
}

async function place(text: string, wanted: Wanted): Promise<ReturnType<typeof placeOsLevels>> {
  const files = { 'a.yaml': `${HEAD}${text}` };
  const before = await load(files);
  return placeIn(await open(files, before), before, wanted);
}

/** Groups in each other, ranges with and without refinements, settings in every place and form. */
function randomInventory(random: () => number): string {
  const pick = <T>(...values: readonly T[]): T | undefined => values[Math.floor(random() * values.length)];
  const os = (): string => pick(`os: ${SP1}`, `os: "${SP2}"`, '', '') ?? '';
  let number = 0;
  const hostLines = (indent: string): string => {
    const base = `h${(number += 1)}`;
    const value = (): string =>
      pick('', ' # why', ` { ${os() || 'tags: [x]'} } # why`, `\n${indent}  # c\n${indent}  tags: [x]`) ?? '';
    const refined = ['1', '3', '2']
      .filter(() => random() < 0.4)
      .map((each) => `${indent}${base}-${each}.example:${value()}\n`);
    const range = `${indent}${base}-[1:4].example:${value()}\n`;
    return [
      ...(random() < 0.3 ? [...refined, range] : [range, ...refined]),
      `${indent}${base}.example:${value()}\n`,
    ].join('');
  };
  const group = (indent: string): string => {
    const setting = os();
    const inner = random() < 0.4 ? `${indent}  groups:\n${group(`${indent}    `)}` : '';
    const name = `g${(number += 1)}`;
    return `${indent}${name}:\n${setting === '' ? '' : `${indent}  ${setting} # set\n`}${indent}  hosts:\n${hostLines(`${indent}    `)}${inner}`;
  };
  return `defaults: { key: xp, access: ssh, os: ${SP3} }\ngroups:\n${group('  ')}${group('  ')}hosts:\n${hostLines('  ')}`;
}
