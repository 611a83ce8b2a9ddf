import { describe, expect, it } from 'vitest';
import { showEdits } from '../../../src/inventory/show-edits.ts';
import { applyEdits, type TextEdit } from '../../../src/inventory/text-edit.ts';
import { seededRandom } from '../../../src/lab/seeded-random.ts';

const TEXT = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n';

describe('a diff', () => {
  it('shows a replaced word with three lines around it', () => {
    expect(showEdits('a.yaml', TEXT, [replace('five', '5')])).toBe(
      '--- a.yaml\n+++ a.yaml\n@@ -2,7 +2,7 @@\n two\n three\n four\n-five\n+5\n six\n seven\n eight\n',
    );
  });

  it('shows an added line as nothing but added', () => {
    expect(showEdits('a.yaml', TEXT, [behind('one', '\nand a half')])).toBe(
      '--- a.yaml\n+++ a.yaml\n@@ -1,4 +1,5 @@\n one\n+and a half\n two\n three\n four\n',
    );
  });

  it('puts near changes into one hunk and far ones into two, counting what came before', () => {
    const near = showEdits('a.yaml', TEXT, [replace('nine', '9'), behind('two', '\n2b')]);
    expect(near.match(/^@@.*$/gm)).toEqual(['@@ -1,10 +1,11 @@']);
    const far = showEdits('a.yaml', TEXT, [replace('ten', '10'), behind('one', '\n1b')]);
    expect(far.match(/^@@.*$/gm)).toEqual(['@@ -1,4 +1,5 @@', '@@ -7,4 +8,4 @@']);
  });

  it('shows two edits of one line as one change, and no carriage returns', () => {
    const text = 'a: { os: x }\r\nb:\r\n';
    const edits = [
      { start: 9, end: 10, text: 'y' },
      { start: 12, end: 12, text: '\r\nc:' },
    ];
    expect(showEdits('a', text, edits)).toBe('--- a\n+++ a\n@@ -1,2 +1,3 @@\n-a: { os: x }\n+a: { os: y }\n+c:\n b:\n');
  });

  it('is empty without edits', () => {
    expect(showEdits('a.yaml', TEXT, [])).toBe('');
  });

  it('turns the old lines into the new ones, whatever is edited', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 300; round += 1) {
      const edits = randomEdits(random);
      expect(patch(TEXT, showEdits('a', TEXT, edits))).toBe(applyEdits(TEXT, edits));
    }
  });
});

describe('edits', () => {
  it('keep the order they were given in at one place', () => {
    expect(applyEdits('ab', [at(1, 'x'), at(1, 'y'), at(0, 'z')])).toBe('zaxyb');
  });

  it('do not overlap', () => {
    const edits = [
      { start: 0, end: 3, text: '' },
      { start: 2, end: 4, text: '' },
    ];
    expect(() => applyEdits('abcdef', edits)).toThrow('overlap');
  });
});

function replace(word: string, text: string): TextEdit {
  const start = TEXT.indexOf(word);
  return { start, end: start + word.length, text };
}

function behind(word: string, text: string): TextEdit {
  return at(TEXT.indexOf(word) + word.length, text);
}

function at(start: number, text: string): TextEdit {
  return { start, end: start, text };
}

/** Words replaced and lines added, never two at one place. */
function randomEdits(random: () => number): readonly TextEdit[] {
  const words = TEXT.trim().split('\n');
  return words.flatMap((word) => {
    const chance = random();
    if (chance < 0.15) return [replace(word, `${word}!`)];
    if (chance < 0.3) return [behind(word, '\nnew')];
    return chance < 0.4 ? [replace(word, `${word}\n?`)] : [];
  });
}

/** What `patch` does with a unified diff, strictly. */
function patch(text: string, diff: string): string {
  const old = text.split('\n');
  const lines: string[] = [];
  let next = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const { from } = /^@@ -(?<from>\d+),/.exec(line)?.groups ?? {};
    if (from !== undefined) {
      lines.push(...old.slice(next, Number(from) - 1));
      next = Number(from) - 1;
    } else if (line.startsWith('+')) lines.push(line.slice(1));
    else {
      if (old[next] !== line.slice(1)) throw new Error(`The diff does not fit: ${line}`);
      if (line.startsWith(' ')) lines.push(line.slice(1));
      next += 1;
    }
  }
  return [...lines, ...old.slice(next)].join('\n');
}
