import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LanguageServer, type Position } from '../support/language-server.ts';

const INVENTORIES = join(import.meta.dirname, '../../inventories');
/** The schema is found through the first line of each file; nothing else names it. */
const PLANT = join(INVENTORIES, 'example/plant.yaml');
const REHEARSAL = join(INVENTORIES, 'rehearsal.yaml');

describe('the YAML language server of editors', () => {
  let server: LanguageServer;

  beforeAll(async () => {
    server = await LanguageServer.start();
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  const files = readdirSync(INVENTORIES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );

  it.each(files)('finds nothing wrong with %s', async (name) => {
    expect(await server.open(join(INVENTORIES, name))).toEqual([]);
  });

  it.each([
    [
      'a host',
      'gate-02.b.example: { access: retail-shop }',
      'gate-02.b.example:\n            ',
      ['key', 'os', 'window', 'computerName'],
    ],
    [
      'a group',
      'key: srv\n        os: windows-server-2003-sp2',
      'key: srv\n        ',
      ['os', 'edition', 'tags', 'groups'],
    ],
    [
      'an access',
      'switched-off: { kind: simulated, starts: other-key, fault: unreachable }',
      'switched-off:\n    kind: winrm\n    ',
      ['port', 'scheme', 'authentication', 'username', 'password'],
    ],
    ['the whole file', 'groups:', '', ['hosts', 'windows', 'rollout', 'waivers']],
  ])('completes the properties of %s', async (_what, piece, written, expected) => {
    const { text, position } = replace(readFileSync(REHEARSAL, 'utf8'), piece, written);
    await server.open(REHEARSAL, text);
    const offered = await server.complete(REHEARSAL, position);
    expect(offered.map(({ label }) => label)).toEqual(expect.arrayContaining(expected));
    expect(offered.filter(({ documentation }) => documentation === '')).toEqual([]);
  });

  it('completes the values of a property', async () => {
    const written = 'hmi-05.a.example:\n            os: ';
    const { text, position } = replace(
      readFileSync(REHEARSAL, 'utf8'),
      'hmi-05.a.example: { os: windows-xp-sp1 }',
      written,
    );
    await server.open(REHEARSAL, text);
    const offered = await server.complete(REHEARSAL, position);
    expect(offered.map(({ label }) => label)).toContain('windows-xp-x64-sp2');
  });

  it.each([
    ['a property of a window', 'cron: 0', 'When the window opens, in its time zone'],
    ['a property of an access', 'maxAge: 7d', 'A receipt older than this says nothing any more'],
    ['a setting', 'os: windows-xp-rtm', 'System and service pack of the host'],
    ['a host', 'hmi-[001:024].a.example', 'One host, or a range of hosts'],
    ['a group', 'line-b:', 'A group of hosts, selected by its name'],
    ['a key', 'srv-std:', 'A volume licence key of the organisation'],
    ['a section', 'rollout:', 'How changes go out'],
  ])('explains %s with the words of the schema', async (_what, piece, words) => {
    const text = readFileSync(PLANT, 'utf8');
    await server.open(PLANT, text);
    expect(await server.hover(PLANT, positionOf(text, text.indexOf(piece)))).toContain(words);
  });

  it.each([
    ['a property', 'tags: [canary]', 'tgas: [canary]', 'tgas', 'Property tgas is not allowed.'],
    ['a value', 'os: windows-xp-rtm', 'os: windows-xp-rtn', 'windows-xp-rtn', 'Value is not accepted.'],
    [
      'a duration',
      'duration: 6h',
      'duration: 6 hours',
      '6 hours',
      'Write days, hours and minutes like 7d, 6h, 90m or 1h30m.',
    ],
    ['a wave', '"@canary", 10%', '"@canary", ten', 'ten', 'A wave is a number of hosts, a share such as 10%'],
  ])('flags a slip in %s', async (_what, right, wrong, marked, words) => {
    const text = readFileSync(PLANT, 'utf8').replace(right, wrong);
    const [problem, ...others] = await server.open(PLANT, text);
    expect(others).toEqual([]);
    expect(problem?.message).toContain(words);
    expect(problem?.range.start).toEqual(positionOf(text, text.indexOf(wrong) + wrong.indexOf(marked)));
  });
});

/** The text with a piece replaced, and the position after the replacement. */
function replace(text: string, piece: string, by: string): { text: string; position: Position } {
  const start = text.indexOf(piece);
  const replaced = text.slice(0, start) + by + text.slice(start + piece.length);
  return { text: replaced, position: positionOf(replaced, start + by.length) };
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
