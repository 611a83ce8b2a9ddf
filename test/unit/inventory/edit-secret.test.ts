import { describe, expect, it } from 'vitest';
import { placeSecrets } from '../../../src/inventory/place-secrets.ts';
import { makeSourceFile } from '../../../src/inventory/source.ts';
import { applyEdits } from '../../../src/inventory/text-edit.ts';

const TEXT = '-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n';

/** The text after the secret of key xp became TEXT, or why it cannot. */
function edited(text: string): string {
  const file = makeSourceFile({ path: 'plant.yaml', folder: '/', text });
  const edits = placeSecrets([file], [{ of: 'key', label: 'xp', armoured: TEXT }]);
  return edits.ok ? applyEdits(text, edits.value.get('plant.yaml') ?? []) : edits.error;
}

/** The same with the line ends of Windows. */
function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

const BLOCK = `age: |
        -----BEGIN AGE ENCRYPTED FILE-----
        YWdl
        -----END AGE ENCRYPTED FILE-----`;

describe('a text of age takes the place of', () => {
  it.each([
    [
      'braces',
      'keys:\n  xp:\n    secret: { env: X }\n    seats: 3\n',
      `keys:\n  xp:\n    secret:\n      ${BLOCK}\n    seats: 3\n`,
    ],
    [
      'braces with a remark',
      'keys:\n  xp:\n    secret: { env: X } # in the vault\n    seats: 3 # paid\n',
      `keys:\n  xp:\n    secret: # in the vault\n      ${BLOCK}\n    seats: 3 # paid\n`,
    ],
    [
      'braces at the end of a file without a line end',
      'keys:\n  xp:\n    seats: 3\n    secret: { command: [op, read] }',
      `keys:\n  xp:\n    seats: 3\n    secret:\n      ${BLOCK}`,
    ],
    [
      'a line of its own, with remarks',
      'keys:\n  xp:\n    secret:\n      # where it is\n      env: X # here\n    # next\n    seats: 3\n',
      `keys:\n  xp:\n    secret:\n      # where it is\n      ${BLOCK.replace('|', '| # here')}\n    # next\n    seats: 3\n`,
    ],
    [
      'several lines',
      'keys:\n  xp:\n    secret:\n      sops:\n        file: a.yaml\n        extract: \'["xp"]\'\n    seats: 3\n',
      `keys:\n  xp:\n    secret:\n      ${BLOCK}\n    seats: 3\n`,
    ],
    [
      'another text of age',
      'keys:\n  xp:\n    secret:\n      age: | # for all\n        -----BEGIN\n        old\n        old\n\n    seats: 3\n',
      `keys:\n  xp:\n    secret:\n      ${BLOCK.replace('|', '| # for all')}\n\n    seats: 3\n`,
    ],
    [
      'another text of age at the end of a file without a line end',
      'keys:\n  xp:\n    secret:\n      age: |-\n        -----BEGIN\n        old',
      `keys:\n  xp:\n    secret:\n      ${BLOCK.replace('|', '|-')}`,
    ],
  ])('%s', (_title, before, after) => {
    expect(edited(before)).toBe(after);
    expect(edited(crlf(before))).toBe(crlf(after));
  });

  it('braces within braces, as one word', () => {
    expect(edited('keys: { xp: { secret: { env: X }, seats: 3 } } # all\n')).toBe(
      `keys: { xp: { secret: { age: ${JSON.stringify(TEXT)} }, seats: 3 } } # all\n`,
    );
  });

  it.each([
    ['an alias', 'keys:\n  a:\n    secret: &s { env: X }\n  xp:\n    secret: *s\n', /alias/],
    ['what others refer to', 'keys:\n  xp:\n    secret: &s { env: X }\n  a:\n    secret: *s\n', /unusual/],
    ['what a merge key brings', 'keys:\n  a: &a\n    secret: { env: X }\n  xp:\n    <<: *a\n', /merge key/],
    ['a block with an indent of its own', 'keys:\n  xp:\n    secret:\n      age: |4\n          old\n', /unusual/],
  ])('not %s: that is for a person', (_title, text, why) => {
    expect(edited(text)).toMatch(why);
  });
});
