import { EDITIONS, PRODUCT_EDITION } from '../model/edition.ts';
import { isLanguage } from '../model/language.ts';
import { type Facts, makeFirstMeeting } from './facts.ts';
import { fits, isProduct } from './families.ts';
import type { Problem } from './make-diagnostic.ts';
import type { Setting } from './settings.ts';
import { entryOf, textOf, type Written } from './written.ts';
import { textOrTexts } from './written-texts.ts';

/** Reports keys for a product that the OS level is not of. */
export function* productOsMismatch(facts: Facts): Generator<Problem> {
  yield* mismatches(facts, 'os', ({ name, key, product, setting }) => {
    if (fits(product, setting.value)) return undefined;
    return {
      code: 'product-os-mismatch',
      message: `'${name}' is ${setting.value}, which refuses key '${key.value}' for ${product}.`,
      help: 'Give these hosts a key of their own product, or correct `os`.',
    };
  });
}

/** Reports keys for another edition than the host is said to have. */
export function* editionMismatch(facts: Facts): Generator<Problem> {
  yield* mismatches(facts, 'edition', ({ name, key, product, setting, os }) => {
    // A product of another system is reported as such.
    if (!isProduct(product) || !isEdition(setting.value) || !fits(product, os?.value ?? '')) return undefined;
    if (PRODUCT_EDITION[product] === setting.value) return undefined;
    return {
      code: 'edition-mismatch',
      message: `'${name}' has edition ${setting.value}, and key '${key.value}' is for ${product}.`,
      help: 'Give these hosts a key for their edition, or correct `edition`.',
    };
  });
}

/** Reports keys for other languages than the host was installed in. */
export function* languageMismatch(facts: Facts): Generator<Problem> {
  yield* mismatches(facts, 'language', ({ name, key, languages, setting }) => {
    if (languages.length === 0 || languages.includes(setting.value)) return undefined;
    if (!isLanguage(setting.value) || !languages.every(isLanguage)) return undefined;
    return {
      code: 'language-mismatch',
      message: `'${name}' has language ${setting.value}, and key '${key.value}' is for ${languages.join(' and ')}.`,
      help: 'Give these hosts a key for their language, or correct `language`.',
    };
  });
}

type Compared = 'os' | 'edition' | 'language';

const NAMES: Readonly<Record<Compared, string>> = { os: 'OS level', edition: 'edition', language: 'language' };

interface Pair {
  readonly name: string;
  readonly key: Setting;
  readonly product: string;
  readonly languages: readonly string[];
  readonly setting: Setting;
  readonly os: Setting | undefined;
}

/** Compares a setting of hosts with their key, once for each pair of places. */
function* mismatches(
  { declarations, settled }: Facts,
  of: Compared,
  compare: (pair: Pair) => Pick<Problem, 'code' | 'message' | 'help'> | undefined,
): Generator<Problem> {
  const isFirstMeeting = makeFirstMeeting();
  const keys = new Map([...declarations.keys].map(([label, { value }]) => [label, whatFits(value)]));
  for (const { name, settings } of settled) {
    const { key, os, [of]: setting } = settings;
    const known = keys.get(key?.value ?? '');
    if (key === undefined || setting === undefined || known === undefined) continue;
    const problem = compare({ name, key, ...known, setting, os });
    if (problem !== undefined && isFirstMeeting(key.at, setting.at)) yield { ...problem, ...places(key, setting, of) };
  }
}

/** The one that stands nearer to the host is the one to look at first. */
function places(key: Setting, setting: Setting, of: Compared): Pick<Problem, 'at' | 'other'> {
  const keyHere = { message: 'the key is set here', at: key.at };
  const settingHere = { message: `the ${NAMES[of]} is set here`, at: setting.at };
  return nearness(setting) > nearness(key) ? { at: setting.at, other: keyHere } : { at: key.at, other: settingHere };
}

function nearness({ owner }: Setting): number {
  return ['defaults', 'group', 'range', 'host'].indexOf(owner.from);
}

/** What a key was bought for, as it is written; no language means every one. */
function whatFits(key: Written): Pick<Pair, 'product' | 'languages'> {
  const languages = textOrTexts(entryOf(key, 'language')).map(({ value }) => value);
  return { product: textOf(entryOf(key, 'product')) ?? '', languages };
}

function isEdition(text: string): boolean {
  return EDITIONS.some((edition) => edition === text);
}
