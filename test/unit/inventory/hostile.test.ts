import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/inventory/load.ts';
import { parseYaml } from '../../../src/inventory/parse.ts';
import { makeSourceFile } from '../../../src/inventory/source.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { renderDiagnostic } from '../../../src/reporters/render-diagnostic.ts';
import { memoryIo } from '../../support/memory-io.ts';

const HEAD = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: '67899' } }
access:
  ssh: { kind: ssh }
defaults: { key: xp, os: windows-xp-sp3, access: ssh }
`;
/** Sizes at which anything that is not linear takes minutes, and anything that is takes a second or a few. */
const MANY = 50_000;
const MILLION = 1_000_000;
const TIMEOUT = 60_000;

describe('a file made to do harm is answered for, quickly', () => {
  it.each<[string, string, readonly string[]]>([
    ['deep brackets', '['.repeat(MILLION), ['unsupported-yaml']],
    ['deep braces', '{a: '.repeat(MILLION), ['unsupported-yaml']],
    ['deep indentation', numbered(3000, (index) => `${' '.repeat(index)}a:\n`), ['unsupported-yaml']],
    ['deep lists', '- '.repeat(MILLION), ['unsupported-yaml']],
    ['a million colons', ':'.repeat(MILLION), ['invalid-yaml']],
    ['a million colons apart', ': '.repeat(MILLION), ['unsupported-yaml']],
    ['a million names in a line', 'a:'.repeat(MILLION), ['invalid-yaml']],
    ['a million closing brackets', ']'.repeat(MILLION), ['invalid-yaml']],
    ['a million directives', '%a\n'.repeat(MILLION), ['unsupported-yaml']],
    ['a million documents', '---\n'.repeat(MILLION), ['unsupported-yaml']],
    ['many commas', `[${','.repeat(MANY)}`, ['invalid-yaml']],
    ['many anchors on one value', `a: ${'&a '.repeat(MANY)}`, ['invalid-yaml']],
    ['a quote that is never closed', `a: "${'x '.repeat(2 * MILLION)}`, ['invalid-yaml']],
    ['a name of 10 MB', `${'x'.repeat(10 * MILLION)}: 1`, ['invalid-yaml']],
    ['a host of 10 MB', `${HEAD}hosts:\n  ${'x'.repeat(10 * MILLION)}:\n`, ['invalid-yaml']],
    ['a value of 10 MB', `${HEAD}hosts: { a: { os: ${'x'.repeat(10 * MILLION)} } }`, ['invalid-value']],
    [
      'a value of 10 MB with hyphens',
      `${HEAD}hosts: { a: { os: ${'AB1-'.repeat(2.5 * MILLION)} } }`,
      ['invalid-value'],
    ],
    ['6 MB of half keys', `${HEAD}# ${'BCDFG '.repeat(MILLION)}\nhosts: { a: }`, ['plaintext-key']],
    [
      '10 MB of dashes',
      `a: ${'\u2013'.repeat(3 * MILLION)}`,
      ['missing-property', 'typographic-dash', 'unknown-property'],
    ],
    ['nothing but blank lines', '\n'.repeat(MILLION / 2), ['missing-property']],
    ['an alias in an alias in an alias', `a0: &a0 [x]\n${chain(MANY / 5)}`, ['too-many-aliases']],
    ['aliases of nothing', `${HEAD}hosts:\n  a: &abc\n${hosts('*abd')}`, ['invalid-yaml']],
    ['aliases of nothing among many anchors', `${HEAD}hosts:\n${hosts('&h# {}')}${hosts('*g#')}`, ['invalid-yaml']],
    ['syntax errors', 'a: @\n'.repeat(MANY), ['invalid-yaml']],
    ['values that cannot be', `${HEAD}hosts:\n${hosts('{ os: vista }')}`, ['invalid-value']],
    ['waivers that say nothing', `${HEAD}hosts: { a: }\nwaivers:\n${'  - {}\n'.repeat(MANY)}`, ['missing-property']],
    [
      'keys that say nothing',
      `${HEAD.replace('keys:', `keys:\n${numbered(MANY, emptyEntry)}`)}hosts: { a: }`,
      ['missing-property'],
    ],
    ['wrong groups', `${HEAD}groups:\n${hosts('{ foo: }')}`, ['unknown-property']],
    ['unknown keys', `${HEAD}hosts:\n${hosts('{ key: k# }')}`, ['unknown-key']],
    ['one host again and again', `${HEAD}hosts:\n${'  a: {}\n'.repeat(MANY)}`, ['duplicate-host']],
    ['keys in clear', `${HEAD}hosts:\n${hosts('{ tags: [BCDFG-HJKMP-QRTVW-XY234-67899] }')}`, ['plaintext-key']],
  ])('%s', { timeout: TIMEOUT }, async (_what, text, codes) => {
    const diagnostics = await diagnose(text);
    expect([...new Set(diagnostics.map(({ code }) => code))].toSorted()).toEqual(codes);
    expect(diagnostics.length).toBeLessThanOrEqual(201);
    const shown = diagnostics.map((each) => renderDiagnostic(each)).join('');
    expect(shown.length).toBeLessThan(200_000);
    expect(shown).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['100,000 anchors', `${HEAD}hosts:\n${numbered(100_000, (index) => `  h${index}: &a${index} {}\n`)}`],
    ['50,000 anchors of one name', `${HEAD}hosts:\n${numbered(50_000, (index) => `  h${index}: &a {}\n`)}`],
    ['100,000 aliases', `${HEAD}hosts:\n  h: &a { tags: [x] }\n${numbered(100_000, (index) => `  h${index}: *a\n`)}`],
    [
      '50,000 merge keys',
      `${HEAD}hosts:\n  h: &a { tags: [x] }\n${numbered(50_000, (index) => `  h${index}: { <<: *a }\n`)}`,
    ],
    ['many tags in a list', `${HEAD}hosts: { h: { tags: [${numbered(MANY, (index) => `t${index},`)}] } }`],
  ])('%s are nothing wrong', { timeout: TIMEOUT }, async (_what, text) => {
    expect(await diagnose(text)).toEqual([]);
  });
});

describe('aliases', () => {
  it('take no space for what they stand for', () => {
    const tags = numbered(70, (index) => `t${index}, `);
    const { root } = parseYaml(file(`a: &a { tags: [${tags}] }\n${numbered(20_000, (index) => `h${index}: *a\n`)}`));
    const lists = new Set<unknown>();
    if (root?.kind !== 'map') throw new Error('nothing was read');
    for (const { value } of root.entries.values()) lists.add(value.kind === 'map' ? value.entries : value);
    expect(root.entries.size).toBe(20_001);
    expect(lists.size).toBe(1);
  });
});

function numbered(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

function emptyEntry(index: number): string {
  return `  k${index}: {}\n`;
}

function hosts(value: string): string {
  return numbered(
    MANY,
    (index) => `  ${value.startsWith('*') ? 'x' : 'h'}${index}: ${value.replace('#', String(index))}\n`,
  );
}

/** Each a little longer than the one before it when it is written out. */
function chain(length: number): string {
  return numbered(length, (index) => `a${index + 1}: &a${index + 1} [*a${index}]\n`);
}

function file(text: string): ReturnType<typeof makeSourceFile> {
  return makeSourceFile({ path: 'a.yaml', folder: '/', text });
}

async function diagnose(text: string): Promise<readonly Diagnostic[]> {
  const loaded = await loadInventory(['a.yaml'], { today: '2026-11-22', io: memoryIo({ 'a.yaml': text }) });
  return loaded.ok ? loaded.value.warnings : loaded.error;
}
