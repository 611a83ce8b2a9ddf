import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Parsed, parseYaml } from '../../../src/inventory/parse.ts';
import { makeSourceFile } from '../../../src/inventory/source.ts';
import { entryOf, toPlain, type Written } from '../../../src/inventory/written.ts';

const CASES = join(import.meta.dirname, '../../cases/inventory');

describe('aliases', () => {
  it('stand for what they refer to, wherever it is', () => {
    const text = `
a: &text xp
b: [*text, &list [1, *text], *list]
c: &map { d: *list, e: &empty }
f: *map
g: *empty
`;
    expect(plain(text)).toEqual({
      a: 'xp',
      b: ['xp', [1, 'xp'], [1, 'xp']],
      c: { d: [1, 'xp'], e: null },
      f: { d: [1, 'xp'], e: null },
      g: null,
    });
  });

  it('refer to the last anchor of that name before them', () => {
    expect(plain('a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: &x [&x 3, *x]\nf: *x\n')).toEqual({
      a: 1,
      b: 1,
      c: 2,
      d: 2,
      e: [3, 3],
      f: 3,
    });
  });

  it('share one value, whose places are those of the anchor, and say where they are', () => {
    const root = parse('a: &x { os: xp }\nb: *x\nc: *x\n');
    const [a, b, c] = ['a', 'b', 'c'].map((name) => entryOf(root, name)?.value);
    expect(contentOf(b)).toBe(contentOf(a));
    expect(contentOf(c)).toBe(contentOf(a));
    expect([b?.start, b?.end]).toEqual([a?.start, a?.end]);
    expect(b?.kind === 'map' && b.via).toMatchObject({ start: 20, end: 22 });
    expect(a).not.toHaveProperty('via');
  });

  it('are shared in what validation gets too', () => {
    const root = toPlain(parse(`a: &x { tags: [a] }\n${numbered(1000, (index) => `b${index}: *x\n`)}`));
    expect(new Set(Object.values(Object(root)).slice(1)).size).toBe(1);
  });
});

describe('merge keys', () => {
  it.each([
    ['take what the mapping does not say itself', '{ <<: *a, os: own }', { os: 'own', key: 'a' }],
    ['wherever in the mapping they stand', '{ os: own, <<: *a }', { os: 'own', key: 'a' }],
    ['take from the earlier of a list first', '{ <<: [*b, *a] }', { os: 'b', tags: ['b'], key: 'a' }],
    ['take from a mapping that stands right there', '{ <<: { os: here }, key: k }', { os: 'here', key: 'k' }],
    ['take from a list of both', '{ <<: [{ os: here }, *a] }', { os: 'here', key: 'a' }],
    ['go on through a merged mapping', '{ <<: *c }', { os: 'a', key: 'c', tags: ['c'] }],
    ['take nothing from nothing', '{ <<: , os: own }', { os: 'own' }],
    ['leave alone what is in quotes', '{ "<<": x }', { '<<': 'x' }],
    ['prefer an empty setting of the mapping', '{ os: , <<: *a }', { os: null, key: 'a' }],
  ])('%s', (_what, value, expected) => {
    const anchors = 'a: &a { os: a, key: a }\nb: &b { os: b, tags: [b] }\nc: &c { <<: *a, key: c, tags: [c] }\n';
    expect(Object(plain(`${anchors}x: ${value}\n`)).x).toEqual(expected);
  });

  it('work in the long form', () => {
    expect(plain('a: &a\n  os: a\nb:\n  <<: *a\n  key: k\n')).toEqual({ a: { os: 'a' }, b: { os: 'a', key: 'k' } });
  });

  it('say of each entry that it was merged', () => {
    const merged = entryOf(entryOf(parse('a: &a { os: a }\nb: { <<: *a, key: k }\n'), 'b')?.value, 'os');
    expect(merged).toMatchObject({ name: 'os', start: 8, via: { start: 25, end: 27 } });
  });

  it('do not make an entry twice of what two mappings say', () => {
    expect(problems('a: &a { os: a }\nb: &b { os: b }\nc: { <<: [*a, *b], os: c }\n')).toEqual([]);
  });
});

describe('an alias bomb', () => {
  it('is refused at the alias where it becomes too large', () => {
    const levels = numbered(30, (index) => `l${index + 1}: &l${index + 1} [${repeated(9, `*l${index}`)}]\n`);
    const [problem, ...others] = parseFile(`l0: &l0 [x]\n${levels}`).problems;
    expect(others).toEqual([]);
    expect(problem?.code).toBe('too-many-aliases');
    expect(problem?.message).toContain('`*l');
  });

  it('of merge keys is refused too', () => {
    const text = `hosts: &h\n${numbered(2000, (index) => `  h${index}:\n`)}groups:\n${numbered(300, (index) => `  g${index}: { <<: *h }\n`)}`;
    expect(problems(text)).toEqual(['too-many-aliases']);
  });

  it('is not what many uses of a small anchor are', () => {
    const text = `a: &a { os: windows-xp-sp2, tags: [canary] }\n${numbered(50_000, (index) => `h${index}: *a\n`)}`;
    expect(problems(text)).toEqual([]);
  });
});

describe('what YAML reads as something else than text', () => {
  it('keeps what stands in the file', () => {
    const root = parse('a: [007, 0x2A, 1e3, true, null, ~, text, "007", 2027-01-31]\n');
    const list = entryOf(root, 'a')?.value;
    const items = list?.kind === 'list' ? list.items : [];
    expect(items.map((item) => (item.kind === 'scalar' ? [item.value, item.source] : []))).toEqual([
      [7, '007'],
      [42, '0x2A'],
      [1000, '1e3'],
      [true, 'true'],
      [null, 'null'],
      [null, '~'],
      ['text', undefined],
      ['007', undefined],
      ['2027-01-31', undefined],
    ]);
  });
});

describe('a long mapping', () => {
  const texts = yamlFiles().map((file) => [file.slice(CASES.length + 1), readFileSync(file, 'utf8')] as const);

  it.each(texts)('is read in pieces as it is read at once: %s', (_file, text) => {
    // The parser is looked at every 512 words only: with so many hosts that is several times.
    const hosts = numbered(120, (index) => `host-${index}: { os: windows-xp-sp3 }\n`);
    for (const each of [`${text}\n${hosts}`, `${hosts}${text}`]) {
      const file = makeSourceFile({ path: 'a.yaml', folder: '/', text: each });
      expect(show(parseYaml(file, 1))).toBe(show(parseYaml(file, Infinity)));
    }
  });

  it('is known for what it is when its name stands in quotes', () => {
    const hosts = numbered(400, (index) => `      h${index}:\n`);
    const text = `groups:\n  g:\n    "hosts":\n      h1:\n${hosts}`;
    expect(problems(text)).toEqual(['duplicate-host']);
  });

  it('within long mappings keeps every place', () => {
    const hosts = numbered(
      400,
      (index) =>
        `      # a comment\n      h${index}: # another\n\n        os: &x${index % 7} xp\n        key: *x${index % 7}\n`,
    );
    const text = `groups:\n${numbered(3, (index) => `  g${index}:\n    hosts:\n${hosts}    os: xp\n`)}end: 1\n`;
    const file = makeSourceFile({ path: 'a.yaml', folder: '/', text });
    expect(show(parseYaml(file, 3))).toBe(show(parseYaml(file, Infinity)));
  });
});

function parseFile(text: string): Parsed {
  return parseYaml(makeSourceFile({ path: 'a.yaml', folder: '/', text }));
}

function parse(text: string): Written {
  const { root, problems: found } = parseFile(text);
  if (root === undefined) throw new Error(JSON.stringify(found.map(({ message }) => message)));
  return root;
}

function plain(text: string): unknown {
  return JSON.parse(JSON.stringify(toPlain(parse(text))));
}

function problems(text: string): readonly string[] {
  return parseFile(text).problems.map(({ code }) => code);
}

function contentOf(value: Written | undefined): unknown {
  return value?.kind === 'map' ? value.entries : undefined;
}

/** Everything but the file, which is the same everywhere. As text, which is quicker to compare. */
function show({ root, problems: found }: Parsed): string {
  return JSON.stringify({ root, found }, (name, value: unknown) => {
    if (name === 'file') return undefined;
    return value instanceof Map ? [...value.values()] : value;
  });
}

function yamlFiles(): readonly string[] {
  const names = readdirSync(CASES, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /^(?!not-utf-8|unreadable-file).*\.ya?ml$/.test(name)).map((name) => join(CASES, name));
}

function numbered(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

function repeated(count: number, word: string): string {
  return Array.from({ length: count }, () => word).join(', ');
}
