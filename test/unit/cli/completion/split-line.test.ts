import { describe, expect, it } from 'vitest';
import { splitLine } from '../../../../src/cli/completion/split-line.ts';

describe('splitLine', () => {
  it.each([
    ['vlkctl', ['vlkctl']],
    ['vlkctl ', ['vlkctl', '']],
    ['vlkctl  drift   --on ', ['vlkctl', 'drift', '--on', '']],
    ["vlkctl drift --on '@plant-a,!@li", ['vlkctl', 'drift', '--on', '@plant-a,!@li']],
    ['vlkctl drift --on "@plant a" --o', ['vlkctl', 'drift', '--on', '@plant a', '--o']],
    [String.raw`vlkctl -i my\ plant.yaml`, ['vlkctl', '-i', 'my plant.yaml']],
    [String.raw`vlkctl -i 'C:\plant'`, ['vlkctl', '-i', String.raw`C:\plant`]],
    [`vlkctl --on ''`, ['vlkctl', '--on', '']],
    [`vlkctl --on '' `, ['vlkctl', '--on', '', '']],
    ["vlkctl a'b c'd", ['vlkctl', 'ab cd']],
    ['vlkctl \\', ['vlkctl', '\\']],
    ['', ['']],
  ])('of %j is %j', (line, words) => {
    expect(splitLine(line, '\\')).toEqual(words);
  });

  it('leaves backslashes alone where another character escapes', () => {
    expect(splitLine(String.raw`vlkctl -i C:\plant.yaml a${'`'} b`, '`')).toEqual([
      'vlkctl',
      '-i',
      String.raw`C:\plant.yaml`,
      'a b',
    ]);
  });
});
