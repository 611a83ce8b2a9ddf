import type { Problem } from './make-diagnostic.ts';
import type { SourceFile } from './source.ts';

/** A character that a word processor put in place of the one on the keyboard. */
export interface Typography {
  /** Where it is in the text, and the text it is in. */
  readonly start: number;
  readonly character: string;
}

interface Kind {
  readonly characters: RegExp;
  /** How it is called, with its article. */
  readonly name: (character: string) => string;
  /** What has to be typed instead; empty for what is to be left out. */
  readonly meant: string;
}

const DASH_NAMES: Readonly<Record<string, string>> = {
  '\u00ad': 'an invisible soft hyphen',
  '\u2010': 'a typographic hyphen',
  '\u2011': 'a non-breaking hyphen',
  '\u2013': 'an en dash',
  '\u2014': 'an em dash',
  '\u2212': 'a minus sign',
};

const KINDS: readonly Kind[] = [
  {
    characters: /[\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/,
    name: (character) => DASH_NAMES[character] ?? 'a typographic dash',
    meant: '-',
  },
  { characters: /[\u201c-\u201f\u00ab\u00bb]/, name: () => 'a curly quote', meant: '"' },
  { characters: /[\u2018-\u201b\u2032]/, name: () => 'a curly quote', meant: "'" },
  {
    characters: /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/,
    name: (character) => (character === '\u00a0' ? 'a non-breaking space' : 'a typographic space'),
    meant: ' ',
  },
  { characters: /[\u200b-\u200d\u2060\ufeff]/, name: () => 'an invisible character', meant: '' },
  { characters: /\uff1a/, name: () => 'a full-width colon', meant: ':' },
  { characters: /\uff0c/, name: () => 'a full-width comma', meant: ',' },
];

const ANY = new RegExp(KINDS.map(({ characters }) => characters.source).join('|'));
const ALL = new RegExp(ANY.source, 'g');

/** The first typographic character of a text, or undefined. */
export function findTypography(text: string): Typography | undefined {
  const found = ANY.exec(text);
  return found === null ? undefined : { start: found.index, character: found[0] };
}

/** Whether there is any typographic character to find in a file, as it is or behind an escape. */
export function mayHoldTypography(text: string): boolean {
  return ANY.test(text) || /\\[uUx_]/.test(text);
}

/** Whether a name begins with a space that YAML does not take for indentation. */
export function hasFalseIndentation(text: string): boolean {
  return /^(?! )\s/.test(text);
}

/** The text as it was most likely meant: dashes, quotes and spaces as on the keyboard, without quotes around it. */
export function withoutTypography(text: string): string {
  const plain = text.replaceAll(ALL, (character) => kindOf(character).meant).trim();
  return /^(?<quote>['"]).*\k<quote>$/.test(plain) && plain.length > 1 ? plain.slice(1, -1) : plain;
}

/** Whether a text begins as an item of a list whose hyphen became a dash. */
export function hasDashAsMarker(text: string): boolean {
  return /^[\u2010-\u2015\u2212][\s\u00a0]/.test(text);
}

/** The dashes in place of hyphens that begin a line each. */
export function* findDashMarkers(text: string): Generator<Typography> {
  for (const { 0: found, index } of text.matchAll(/^[ \t]*[\u2010-\u2015\u2212](?=[ \u00a0])/gm)) {
    yield { start: index + found.length - 1, character: found.slice(-1) };
  }
}

/** The items of a list whose hyphens became dashes: YAML reads them as one text over several lines. */
export function splitAtMarkers(text: string): readonly string[] {
  return text.split(/(?:^|\s+)[\u2010-\u2015\u2212][\s\u00a0]+/).filter((item) => item !== '');
}

/** Reports a typographic character that stands at an offset of a file. */
export function typographyProblem(file: SourceFile, start: number, { character }: Typography): Problem {
  const { name, meant } = kindOf(character);
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'typographic-dash',
    message: `This is ${name(character)} (U+${code})${meant === '' ? '' : `, not ${WORDS[meant]}`}.`,
    help:
      meant === ''
        ? 'Remove it; typing the word again is easiest.'
        : `Type ${SHOWN[meant] ?? `\`${meant}\``} in its place.`,
    at: { file, start, end: start + 1 },
  };
}

const WORDS: Readonly<Record<string, string>> = {
  '-': 'a hyphen',
  '"': 'a straight quote',
  "'": 'a straight quote',
  ' ': 'a space',
  ':': 'a colon',
  ',': 'a comma',
};
const SHOWN: Readonly<Record<string, string>> = { ' ': 'a plain space', '-': 'the hyphen `-`' };

function kindOf(character: string): Kind {
  const kind = KINDS.find(({ characters }) => characters.test(character));
  if (kind === undefined) throw new Error('Not a typographic character.');
  return kind;
}
