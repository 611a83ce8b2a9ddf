import type { KeyMention, KeySpec } from '../model/host.ts';
import type { KeyIdentity } from '../model/key.ts';
import { isLanguage, type Language } from '../model/language.ts';
import { demand, demandOne, demandText, numberIn, textIn } from './demand.ts';
import { PRODUCTS } from './families.ts';
import { resolveSecret } from './resolve-secret.ts';
import { rangeOf } from './source.ts';
import { entryOf, textOf, valuePlace, type Written, type WrittenEntry } from './written.ts';
import { textOrTexts } from './written-texts.ts';

/** The key that an entry without errors stands for. */
export function resolveKey(label: string, entry: WrittenEntry): KeySpec {
  const { value } = entry;
  const identity = entryOf(value, 'identity')?.value;
  const languages = languagesOf(value);
  const seats = numberIn(value, 'seats');
  const replacedBy = entryOf(value, 'replacedBy');
  return {
    label,
    product: demandOne(PRODUCTS, textIn(value, 'product')),
    ...(languages.length > 0 && { languages }),
    ...(seats !== undefined && { seats }),
    secret: resolveSecret(entryOf(value, 'secret')?.value),
    ...(identity !== undefined && { identity: resolveIdentity(identity) }),
    ...(replacedBy !== undefined && { replacedBy: resolveMention(replacedBy) }),
    at: rangeOf(entry),
  };
}

function resolveMention(entry: WrittenEntry): KeyMention {
  return { label: demand(textOf(entry)), at: rangeOf(valuePlace(entry)) };
}

function languagesOf(value: Written): readonly Language[] {
  return textOrTexts(entryOf(value, 'language'))
    .map((text) => text.value)
    .filter(isLanguage);
}

function resolveIdentity(value: Written): KeyIdentity {
  const productId = textIn(value, 'productId');
  return { lastFive: demandText(value, 'lastFive'), ...(productId !== undefined && { productId }) };
}
