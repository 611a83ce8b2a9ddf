import type { ErrorObject } from 'ajv/dist/2020.js';
import { ACCESS_KINDS } from './families.ts';
import { findSpot, type Spot } from './find-spot.ts';
import type { Problem } from './make-diagnostic.ts';
import { nearest, suggest } from './nearest.ts';
import { asRecord, exampleOf, likeExample, wrongType } from './schema-texts.ts';
import type { Place } from './source.ts';
import { entryOf, valuePlace, type Written } from './written.ts';

type Parts = Pick<Problem, 'code' | 'message' | 'help'> & { readonly at?: Place };

/** Values that a rule of ours reads too, and knows more to say about. */
const RULED = /\/(?:duration|day|limit|cron|waves\/items)\/pattern$/;
const RULED_NUMBER = /\/(?:duration|limit|waves\/items)\/(?:type|minimum)$/;

/** What people write for a language: the code of a country. */
const OF_COUNTRY: Readonly<Record<string, string>> = {
  br: 'pt-br',
  cn: 'zh-cn',
  cz: 'cs',
  dk: 'da',
  gb: 'en',
  gr: 'el',
  hk: 'zh-hk',
  jp: 'ja',
  kr: 'ko',
  no: 'nb',
  pt: 'pt-pt',
  se: 'sv',
  tw: 'zh-tw',
  uk: 'en',
  us: 'en',
};

/** Puts the errors of the schema validator into words, each mistake once. */
export function toProblems(errors: readonly ErrorObject[], root: Written): readonly Problem[] {
  const meant = new Set(errors.flatMap(misspelt));
  const mistyped = new Set(errors.flatMap(({ keyword, instancePath }) => (keyword === 'type' ? [instancePath] : [])));
  const isEcho = ({ keyword, instancePath, params }: ErrorObject): boolean =>
    (keyword === 'required' && meant.has(`${instancePath} ${params['missingProperty']}`)) ||
    (keyword === 'enum' && mistyped.has(instancePath));
  return errors.filter((error) => !isEcho(error)).flatMap((error) => toProblem(error, root) ?? []);
}

/** A property that is there, but misspelt: it does not count as missing too. */
function misspelt(error: ErrorObject): readonly string[] {
  if (error.keyword !== 'additionalProperties') return [];
  const meant = nearest(String(error.params['additionalProperty']), Object.keys(propertiesOf(error)));
  return meant === undefined ? [] : [`${error.instancePath} ${meant}`];
}

/** Puts one error of the schema validator into words, or undefined where something else says the same. */
function toProblem(error: ErrorObject, root: Written): Problem | undefined {
  // What is wrong with a name is told by the error `propertyNames` that follows, and `if` by those of its branch.
  if (error.propertyName !== undefined || error.keyword === 'if') return undefined;
  if (RULED.test(error.schemaPath)) return undefined;
  if (RULED_NUMBER.test(error.schemaPath) && isRuledNumber(error)) return undefined;
  const spot = findSpot(root, error.instancePath);
  const parts = describe(error, spot);
  return { at: spot.at, ...parts };
}

/** A duration without a unit, and a fraction where hosts are counted. */
function isRuledNumber({ schemaPath, data }: ErrorObject): boolean {
  return typeof data === 'number' && (schemaPath.includes('/duration/') || !Number.isInteger(data));
}

function describe(error: ErrorObject, spot: Spot): Parts {
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownProperty(error, spot);
    case 'required':
      return missing(String(error.params['missingProperty']), error, spot);
    case 'type':
      return wrongType(error, spot);
    case 'enum':
      return notInList(error, spot, toTexts(error.params['allowedValues']));
    case 'const':
      return wrongConstant(error, spot);
    case 'discriminator':
      return unknownKind(error, spot);
    case 'propertyNames':
      return invalidName(error, spot);
    case 'minProperties':
    case 'maxProperties':
      return notExactlyOne(error, spot);
    default:
      return wrongValue(error, spot);
  }
}

/** Never shows the value: a key that was pasted in the wrong place would have the wrong form. */
function wrongValue(error: ErrorObject, { name }: Spot): Parts {
  const code = 'invalid-value';
  const help = likeExample(error);
  switch (error.keyword) {
    case 'pattern':
      return wrongForm(error, name);
    case 'minimum':
      return { code, message: `\`${name}\` has to be at least ${error.params['limit']}.`, help };
    case 'maximum':
      return { code, message: `\`${name}\` can be at most ${error.params['limit']}.`, help };
    case 'minLength':
    case 'minItems':
      return { code, message: `\`${name}\` is empty.`, help };
    case 'uniqueItems':
      return { code, message: `\`${name}\` has the same entry twice.`, help: 'Keep one of the two.' };
    default:
      return { code, message: `\`${name}\` ${error.message}.`, help };
  }
}

function wrongForm(error: ErrorObject, name: string): Parts {
  const { patternErrorMessage } = asRecord(error.parentSchema);
  const help = typeof patternErrorMessage === 'string' ? patternErrorMessage : likeExample(error);
  const isName = error.schemaPath.endsWith('/label/pattern');
  if (isName) return { code: 'invalid-name', message: `\`${name}\` cannot be used as a name.`, help };
  return { code: 'invalid-value', message: `\`${name}\` does not have the right form.`, help };
}

function unknownProperty(error: ErrorObject, { value }: Spot): Parts {
  const name = String(error.params['additionalProperty']);
  const known = Object.keys(propertiesOf(error));
  const help = suggest(name, known, `Known here: ${known.join(', ')}.`);
  const message = `'${name}' is not a property here.`;
  const entry = entryOf(value, name);
  return { code: 'unknown-property', message, help, ...(entry !== undefined && { at: entry }) };
}

function missing(name: string, error: ErrorObject, { name: shown, entry, at }: Spot): Parts {
  const example = exampleOf(propertiesOf(error)[name]);
  const help = example === undefined ? `Add \`${name}\`.` : `Add it, for example \`${name}: ${example}\`.`;
  const isNamed = entry !== undefined && !shown.endsWith(']');
  const message = isNamed ? `'${entry.name}' has no \`${name}\`.` : `\`${name}\` is missing.`;
  return { code: 'missing-property', message, help, at: isNamed ? entry : at };
}

function notInList(error: ErrorObject, { name }: Spot, allowed: readonly string[]): Parts {
  const value = typeof error.data === 'string' ? error.data : '';
  const message = `\`${name}\` cannot be ${value === '' ? 'this' : `'${value}'`}.`;
  const language = OF_COUNTRY[value.toLowerCase()];
  const otherwise = suggest(value, allowed, `Possible: ${allowed.join(', ')}.`);
  const isLanguage = language !== undefined && allowed.includes(language);
  return { code: 'invalid-value', message, help: isLanguage ? `Did you mean '${language}'?` : otherwise };
}

function wrongConstant(error: ErrorObject, { name }: Spot): Parts {
  const [wanted] = toTexts(error.params['allowedValue']);
  return { code: 'invalid-value', message: `\`${name}\` has to be ${wanted}.`, help: `Write \`${name}: ${wanted}\`.` };
}

function unknownKind(error: ErrorObject, spot: Spot): Parts {
  const kind = entryOf(spot.value, 'kind');
  if (kind === undefined)
    return { ...missing('kind', error, spot), help: `Add \`kind\`, one of ${ACCESS_KINDS.join(', ')}.` };
  const parts = notInList({ ...error, data: error.params['tagValue'] }, { ...spot, name: 'kind' }, ACCESS_KINDS);
  return { ...parts, at: valuePlace(kind) };
}

function invalidName(error: ErrorObject, { value }: Spot): Parts {
  const name = String(error.params['propertyName']);
  const entry = entryOf(value, name);
  return {
    code: 'invalid-name',
    message: `'${name}' cannot be used as a name.`,
    help: 'Use at most 64 letters, digits, hyphens, underscores and dots; start with a letter, a digit or an underscore.',
    ...(entry !== undefined && { at: entry }),
  };
}

function notExactlyOne(error: ErrorObject, { name, entry, at }: Spot): Parts {
  const choices = Object.keys(propertiesOf(error)).join(', ');
  const message = `\`${name}\` needs exactly one of: ${choices}.`;
  return { code: 'invalid-value', message, help: likeExample(error), at: entry ?? at };
}

function propertiesOf(error: ErrorObject): Readonly<Record<string, unknown>> {
  return asRecord(asRecord(error.parentSchema)['properties']);
}

function toTexts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => item !== undefined).map(String);
}
