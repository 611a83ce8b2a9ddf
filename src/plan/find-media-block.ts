import type { Block } from '../model/drift.ts';
import { type Edition, editionOf, PRODUCT_EDITION } from '../model/edition.ts';
import type { HostSpec } from '../model/host.ts';
import { LANGUAGES, languageOf } from '../model/language.ts';
import type { Observation } from '../model/observation.ts';

/** Why the edition of a host keeps its key from fitting; by number, and never for a host that does not tell its own. */
export function editionMismatch({ key, edition: declared }: HostSpec, { os }: Observation): Block | undefined {
  if (os.suiteMask === undefined) return undefined;
  const actual = editionOf(os.suiteMask, os.productType);
  const ofKey = PRODUCT_EDITION[key.product];
  if (declared !== undefined && declared !== actual) {
    const message = `declared as edition ${declared}, but the host is ${actual}`;
    return { code: 'edition-mismatch', message, help: `Declare \`edition: ${actual}\`${keyHint(actual, ofKey)}.` };
  }
  if (ofKey === actual) return undefined;
  return {
    code: 'edition-mismatch',
    message: `the key ${key.label} is for ${ofKey}, but the host is ${actual}`,
    help:
      actual === 'home' || actual === 'embedded'
        ? `Remove the host from the inventory: no volume licence key fits ${actual}.`
        : 'Give the host a key of a product of its edition.',
  };
}

function keyHint(actual: Edition, ofKey: Edition): string {
  return actual === ofKey ? '' : ' and give it a key of a product of that edition';
}

/**
 * Why the language of the installed media keeps a key from fitting; by number, so that one no media of ours has is
 * another language too. A key without languages fits all of them.
 */
export function languageMismatch({ key, language: declared }: HostSpec, { os }: Observation): Block | undefined {
  const actual = os.osLanguage;
  if (actual === undefined) return undefined;
  const found = languageOf(actual) ?? `of number ${actual}`;
  const { languages } = key;
  const fits = languages === undefined || languages.some((language) => LANGUAGES[language] === actual);
  if (declared !== undefined && LANGUAGES[declared] !== actual) {
    const message = `declared as language ${declared}, but the host is ${found}`;
    return { code: 'language-mismatch', message, help: declareHelp(actual, fits) };
  }
  if (languages === undefined || fits) return undefined;
  return {
    code: 'language-mismatch',
    message: `the key ${key.label} is for ${languages.join(', ')}, but the host is ${found}`,
    help: `Give the host a key for its language, or add that to \`language\` of ${key.label} if the key fits it.`,
  };
}

function declareHelp(actual: number, fits: boolean): string {
  const language = languageOf(actual);
  if (language === undefined) return 'Take `language` off the host if its key fits that media all the same.';
  return `Declare \`language: ${language}\`${fits ? '' : ' and give it a key for that language'}.`;
}
