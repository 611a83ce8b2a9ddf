import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crontabLine, shLine, systemdLine, systemdWord, windowsLine } from '../../../src/schedule/words.ts';

const WORD = string({ unit: constantFrom(...'ab \\"\'%$*!;`(){}&|<>#æ'.split('')), minLength: 1, maxLength: 12 });

describe('a line for Windows', () => {
  it.each([
    [['C:\\a b\\', 'x'], String.raw`"C:\a b\\" x`],
    [['a"b', ''], String.raw`"a\"b" ""`],
    [['C:\\plain\\', "'"], String.raw`C:\plain\ '`],
  ])('%j', (words, line) => {
    expect(windowsLine(words)).toBe(line);
  });

  it('is taken apart into the same words', () => {
    assert(
      property(array(WORD), (words) => {
        expect(splitWindows(windowsLine(words))).toEqual(words);
      }),
    );
  });
});

describe('a line for systemd', () => {
  it.each([
    [['/opt/a b/node', '100%'], '"/opt/a b/node" 100%%'],
    [['/opt/$x/node', '$x'], '/opt/$x/node $$x'],
    [['/n', 'a"b\\c'], String.raw`/n "a\"b\\c"`],
    [['/n', "it's"], `/n "it's"`],
    [['/n', ';'], '/n ";"'],
  ])('%j', (words, line) => {
    expect(systemdLine(words)).toBe(line);
  });

  it('doubles the sign of specifiers in paths', () => {
    expect(systemdWord('/srv/50%h x')).toBe('"/srv/50%%h x"');
  });
});

describe('a line of a crontab', () => {
  it('has no bare %, whatever stands before it', () => {
    expect(crontabLine(shLine(['date', '+%F']))).toBe(String.raw`date '+\%F'`);
    const handedOver = property(array(WORD, { minLength: 1 }), (words) => {
      const seen = throughCron(crontabLine(shLine(words)));
      // Empty quotes within quotes are nothing to the shell.
      expect(seen?.replaceAll("\\''%", '\\%')).toBe(shLine(words).replaceAll("\\''%", '\\%'));
    });
    assert(handedOver);
  });
});

/** As CommandLineToArgvW does, for arguments. */
function splitWindows(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (const match of line.matchAll(/(?<slashes>\\*)(?<sign>"|[^\\"]|$)/g)) {
    const { slashes = '', sign = '' } = match.groups ?? {};
    if (sign === '"') {
      word = (word ?? '') + '\\'.repeat(Math.floor(slashes.length / 2));
      if (slashes.length % 2 === 1) word += '"';
      else isQuoted = !isQuoted;
    } else {
      if (slashes !== '') word = (word ?? '') + slashes;
      if (sign === ' ' && !isQuoted) {
        if (word !== undefined) words.push(word);
        word = undefined;
      } else if (sign !== '') word = (word ?? '') + sign;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** What cron hands to the shell; undefined when it would end the command at a `%`. */
function throughCron(line: string): string | undefined {
  let seen = '';
  let isEscaped = false;
  for (const sign of line) {
    if (isEscaped && sign === '%') seen = seen.slice(0, -1);
    else if (!isEscaped && sign === '%') return undefined;
    seen += sign;
    isEscaped = !isEscaped && sign === '\\';
  }
  return seen;
}
