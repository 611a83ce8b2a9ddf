import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  addAfter,
  addToSection,
  type Edits,
  removeProperty,
  setProperty,
  setValue,
  yamlWord,
} from '../../../src/inventory/edit-yaml.ts';
import { applyEdits } from '../../../src/inventory/text-edit.ts';
import { type EditableYaml, findEntry, openYaml, type YamlEntry } from '../../../src/inventory/yaml-places.ts';

const OS = { name: 'os', value: 'new' };

describe('taking a property out', () => {
  it.each([
    [
      'lines',
      'a: # why\n  tags: [x]\n  os: old # since May\n  # about b\n  b: 1\n',
      'a: # why\n  tags: [x]\n  # about b\n  b: 1\n',
    ],
    ['the first of lines', 'a:\n  os: old\n  b: 1\n', 'a:\n  b: 1\n'],
    ['the last line of a file', 'a:\n  b: 1\n  os: old', 'a:\n  b: 1\n'],
    ['lines with CRLF', 'a:\r\n  os: old\r\n  b: 1\r\n', 'a:\r\n  b: 1\r\n'],
    ['braces, the first', 'a: { os: old, b: 1 }\n', 'a: { b: 1 }\n'],
    ['braces, the last', 'a: { b: 1, os: old } # why\n', 'a: { b: 1 } # why\n'],
    ['braces, in the middle', 'a: {b: 1, "os": old, c: 2}\n', 'a: {b: 1, c: 2}\n'],
    ['braces with a comma at the end', 'a: { b: 1, os: old, }\n', 'a: { b: 1, }\n'],
    ['where it is not', 'a: { b: 1 }\n', 'a: { b: 1 }\n'],
  ])('of %s', (_what, before, after) => {
    expect(edited(before, (yaml) => removeProperty(yaml, entry(yaml, 'a'), 'os'))).toBe(after);
  });

  it.each([
    ['an alias', 'b: &b { os: old }\na: *b\n'],
    ['the only one', 'a: { os: old }\n'],
    ['the only line', 'a:\n  os: old\n'],
    ['braces with a comment between', 'a: {\n  b: 1, # why\n  os: old\n}\n'],
  ])('is left to a person for %s', (_what, text) => {
    const yaml = openYaml(text);
    expect(removeProperty(yaml, entry(yaml, 'a'), 'os').ok).toBe(false);
  });
});

describe('setting a property', () => {
  it.each([
    ['nothing yet', 'a:\n', 'a: { os: new }\n'],
    ['nothing yet, and a comment', 'a:   # why\nb: 1\n', 'a: { os: new }   # why\nb: 1\n'],
    ['nothing yet at the end of the file', 'a:', 'a: { os: new }'],
    ['a word for nothing', 'a: ~ # why\n', 'a: { os: new } # why\n'],
    ['braces', 'a: { tags: [x] } # why\n', 'a: { tags: [x], os: new } # why\n'],
    ['braces without blanks', 'a: {tags: [x]}\n', 'a: {tags: [x], os: new}\n'],
    ['empty braces', 'a: {} # why\n', 'a: { os: new } # why\n'],
    ['braces with a comma at the end', 'a: { tags: [x], }\n', 'a: { tags: [x], os: new, }\n'],
    ['braces over several lines', 'a: {\n  tags: [x], # why\n}\n', 'a: {\n  tags: [x], os: new, # why\n}\n'],
    ['braces that have it', 'a: { os: old, tags: [x] }\n', 'a: { os: new, tags: [x] }\n'],
    ['braces that have it in quotes', `a: { "os": 'old' }\n`, 'a: { "os": new }\n'],
    ['braces that have it empty', 'a: { os: , tags: [x] }\n', 'a: { os: new , tags: [x] }\n'],
    ['lines', 'a: # why\n  # about tags\n  tags: [x]\n', 'a: # why\n  os: new\n  # about tags\n  tags: [x]\n'],
    ['lines that have it', 'a:\n  tags: [x]\n  os:   old # why\n', 'a:\n  tags: [x]\n  os:   new # why\n'],
    ['lines that have it empty', 'a:\n  os:\n  tags: [x]\n', 'a:\n  os: new\n  tags: [x]\n'],
    ['lines with CRLF', 'a: # why\r\n  tags: [x]\r\n', 'a: # why\r\n  os: new\r\n  tags: [x]\r\n'],
    ['an alias for it', 'b: &b old\na: { os: *b }\n', 'b: &b old\na: { os: new }\n'],
    ['an anchor', 'a: &a { tags: [x] }\nb: *a\n', 'a: &a { tags: [x], os: new }\nb: *a\n'],
    ['an anchor above lines', 'a: &a\n    tags: [x]\nb: *a\n', 'a: &a\n    os: new\n    tags: [x]\nb: *a\n'],
    ['a merge key', 'b: &b { os: old }\na: { <<: *b }\n', 'b: &b { os: old }\na: { <<: *b, os: new }\n'],
  ])('of %s', (_what, before, after) => {
    expect(edited(before, (yaml) => setProperty(yaml, entry(yaml, 'a'), OS))).toBe(after);
  });

  it.each([
    ['a name in braces', 'm: { a: , b: }\n', 'm: { a: { os: new } , b: }\n'],
    ['a name in braces without a colon', 'm: { a, b }\n', 'm: { a: { os: new }, b }\n'],
    ['the last name in braces', `m: { 'a': }\n`, `m: { 'a': { os: new } }\n`],
    ['a name that braces follow at once', `m: {"a":}\n`, `m: {"a": { os: new }}\n`],
    ['a name further in', 'm:\n    a:\n\n    # next\n    b:\n', 'm:\n    a: { os: new }\n\n    # next\n    b:\n'],
  ])('of %s', (_what, before, after) => {
    expect(edited(before, (yaml) => setProperty(yaml, entry(yaml, 'm', 'a'), OS))).toBe(after);
  });

  it.each([
    ['an alias', 'b: &b { tags: [x] }\na: *b\n', 'alias'],
    ['a list', 'a: [x]\n', 'list'],
    ['an anchor without a value', 'a: &x\nb: *x\n', 'unusual'],
    ['a mapping behind a question mark', '? a\n: tags: [x]\n', 'unusual'],
    ['a mapping where a word should be', 'a: { os: { x: 1 } }\n', 'more than one word'],
  ])('is left to a person for %s', (_what, text, why) => {
    const yaml = openYaml(text);
    expect(setProperty(yaml, entry(yaml, 'a'), OS)).toMatchObject({ ok: false, error: expect.stringContaining(why) });
  });

  it('serves any path and any value in one line', () => {
    const value = '{ lastFive: "67899", productId: "640-0000007" }';
    const text = 'keys:\n  xp: # ours\n    product: windows-xp-professional # what we bought\n';
    const after = edited(text, (yaml) => setProperty(yaml, entry(yaml, 'keys', 'xp'), { name: 'identity', value }));
    expect(after).toBe(
      `keys:\n  xp: # ours\n    identity: ${value}\n    product: windows-xp-professional # what we bought\n`,
    );
    expect(parse(after)).toMatchObject({ keys: { xp: { identity: { lastFive: '67899' } } } });
  });
});

describe('setting a value', () => {
  it('keeps what stands around it', () => {
    const text = 'defaults: { key: xp, os: "old", access: ssh } # all\n';
    expect(edited(text, (yaml) => setValue(yaml, entry(yaml, 'defaults', 'os'), 'new'))).toBe(
      'defaults: { key: xp, os: new, access: ssh } # all\n',
    );
  });
});

describe('adding an entry behind another', () => {
  it.each([
    ['an empty one', 'm:\n  a:\n  c:\n', 'm:\n  a:\n  b: 1\n  c:\n'],
    ['a comment', 'm:\n  a: # why\n  # about c\n  c:\n', 'm:\n  a: # why\n  b: 1\n  # about c\n  c:\n'],
    ['braces', 'm:\n  a: { x: 1 } # why\n', 'm:\n  a: { x: 1 } # why\n  b: 1\n'],
    ['braces over lines', 'm:\n  a: {\n    x: 1\n    }\n  c:\n', 'm:\n  a: {\n    x: 1\n    }\n  b: 1\n  c:\n'],
    ['lines', 'm:\n  a:\n    x: 1 # one\n\n  c:\n', 'm:\n  a:\n    x: 1 # one\n  b: 1\n\n  c:\n'],
    [
      'a list',
      'm:\n  a:\n    x:\n      - 1\n      - 2 # two\n  c:\n',
      'm:\n  a:\n    x:\n      - 1\n      - 2 # two\n  b: 1\n  c:\n',
    ],
    ['a block of text', 'm:\n  a: |\n    one\n    two\n  c:\n', 'm:\n  a: |\n    one\n    two\n  b: 1\n  c:\n'],
    ['the end of the file', 'm:\n  a:', 'm:\n  a:\n  b: 1'],
    ['CRLF', 'm:\r\n  a: # why\r\n  c:\r\n', 'm:\r\n  a: # why\r\n  b: 1\r\n  c:\r\n'],
    ['one in braces', 'm: { a: , c: } # why\n', 'm: { a:, b: 1 , c: } # why\n'],
    ['one in braces without a colon', 'm: { a, c }\n', 'm: { a, b: 1, c }\n'],
  ])('that ends with %s', (_what, before, after) => {
    const text = edited(before, (yaml) => ({ ok: true, value: [addAfter(yaml, entry(yaml, 'm', 'a'), ['b: 1'])] }));
    expect(text).toBe(after);
    expect(parse(text)).toMatchObject({ m: { b: 1 } });
  });
});

describe('adding to a section', () => {
  it.each([
    ['that has some', 'g:\n  hosts:\n    a: # why\n  os: x\n', 'g:\n  hosts:\n    a: # why\n    b:\n    c:\n  os: x\n'],
    ['that has some in braces', 'g:\n  hosts: { a: }\n', 'g:\n  hosts: { a:, b:, c: }\n'],
    ['that is empty', 'g:\n  hosts: # soon\n  os: x\n', 'g:\n  hosts: # soon\n    b:\n    c:\n  os: x\n'],
    ['that is said to be empty', 'g:\n  hosts: {} # soon\n', 'g:\n  hosts: # soon\n    b:\n    c:\n'],
    ['that is not there', 'g:\n  os: x # why\nh:\n', 'g:\n  os: x # why\n  hosts:\n    b:\n    c:\nh:\n'],
    ['that is not there, in braces', 'g: { os: x }\n', 'g: { os: x, hosts: { b:, c: } }\n'],
    ['that is empty, in braces', 'g: { hosts: }\n', 'g: { hosts: { b:, c: } }\n'],
    ['that is said to be empty, in braces', 'g: { hosts: {}, os: x }\n', 'g: { hosts: { b:, c: }, os: x }\n'],
  ])('%s', (_what, before, after) => {
    const text = edited(before, (yaml) => addToSection(yaml, entry(yaml, 'g'), { name: 'hosts', lines: ['b:', 'c:'] }));
    expect(text).toBe(after);
    expect(Object.keys(parse(text).g.hosts)).toEqual(expect.arrayContaining(['b', 'c']));
  });

  it('of the file itself, which it makes at the end', () => {
    const section = { name: 'hosts', lines: ['b:'] };
    expect(edited('version: 1 # x\n', (yaml) => addToSection(yaml, undefined, section))).toBe(
      'version: 1 # x\n\nhosts:\n  b:\n',
    );
    expect(edited('hosts:\n  a:\nversion: 1\n', (yaml) => addToSection(yaml, undefined, section))).toBe(
      'hosts:\n  a:\n  b:\nversion: 1\n',
    );
  });

  it.each(['h: &h { x: }\ng: *h\n', 'g:\n', 'h: &h { x: }\ng:\n  hosts: *h\n'])('is left to a person in %j', (text) => {
    const yaml = openYaml(text);
    expect(addToSection(yaml, entry(yaml, 'g'), { name: 'hosts', lines: ['b:'] }).ok).toBe(false);
  });
});

describe('a word of YAML', () => {
  it.each(['windows-xp-sp3', 'a.example', 'A_b-1.c'])('is %s itself', (word) => {
    expect(yamlWord(word)).toBe(word);
  });

  it.each([
    '0042',
    '42',
    '1e3',
    '0x2A',
    '12:30',
    'no',
    'Yes',
    'null',
    'true',
    '~',
    '',
    '-a',
    'a b',
    'a: b',
    '#a',
    '"',
    '1.2.3.4',
    '2026-11-22',
    '67899',
  ])('is quoted for %j', (word) => {
    expect(yamlWord(word)).toBe(JSON.stringify(word));
    for (const version of ['1.1', '1.2'] as const) expect(parse(yamlWord(word), { version })).toBe(word);
  });
});

function edited(text: string, edit: (yaml: EditableYaml) => Edits): string {
  const edits = edit(openYaml(text));
  if (!edits.ok) throw new Error(edits.error);
  return applyEdits(text, edits.value);
}

function entry(yaml: EditableYaml, ...path: readonly string[]): YamlEntry {
  const found = findEntry(yaml, path);
  if (found === undefined) throw new Error(`No ${path.join('.')}`);
  return found;
}
