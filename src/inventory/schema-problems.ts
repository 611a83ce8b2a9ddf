import type { ErrorObject } from 'ajv/dist/2020.js';
import { stringify } from 'yaml';
import { findSpot, type Spot } from './find-spot.ts';
import type { Problem } from './make-diagnostic.ts';
import { suggest } from './nearest.ts';
import type { Place } from './source.ts';
import { entryOf, valuePlace, type Written } from './written.ts';

type Parts = Pick<Problem, 'code' | 'message' | 'help'> & { readonly at?: Place };

/** Puts one error of the schema validator into words, or undefined where another of its errors says the same. */
export function toProblem(error: ErrorObject, root: Written): Problem | undefined {
  // What is wrong with a name is told by the error `propertyNames` that follows.
  if (error.propertyName !== undefined) return undefined;
  const spot = findSpot(root, error.instancePath);
  const parts = describe(error, spot);
  return { at: spot.at, ...parts };
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
    case 'pattern':
      return wrongForm(error, spot);
    default:
      return { code: 'invalid-value', message: `\`${spot.name}\` ${error.message}.`, help: likeExample(error) };
  }
}

function unknownProperty(error: ErrorObject, { value }: Spot): Parts {
  const name = String(error.params['additionalProperty']);
  const known = Object.keys(propertiesOf(error));
  const help = suggest(name, known, `Known here: ${known.join(', ')}.`);
  const message = `'${name}' is not a property here.`;
  const entry = entryOf(value, name);
  return { code: 'unknown-property', message, help, ...(entry !== undefined && { at: entry }) };
}

function missing(name: string, error: ErrorObject, { entry, at }: Spot): Parts {
  const example = exampleOf(propertiesOf(error)[name]);
  const message = entry === undefined ? `\`${name}\` is missing.` : `'${entry.name}' has no \`${name}\`.`;
  const help = example === undefined ? `Add \`${name}\`.` : `Add it, for example \`${name}: ${example}\`.`;
  return { code: 'missing-property', message, help, at: entry ?? at };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
};

const TYPE_HELP: Readonly<Record<string, string>> = {
  object: 'Write one `name: value` per line, indented below.',
  array: 'Write a list, such as `[canary, plant-a]`.',
  string: 'Put it in quotes.',
  integer: 'Write a number without quotes.',
  boolean: 'Write `true` or `false` without quotes.',
};

function wrongType(error: ErrorObject, { name, entry, value }: Spot): Parts {
  const wanted = toTexts(error.params['type'])[0] ?? '';
  const actual = value.kind === 'scalar' && value.value === null ? 'empty' : typeName(value);
  const subject = entry === undefined ? 'The file' : `\`${name}\``;
  const message = `${subject} is ${actual}; it has to be ${TYPE_NAMES[wanted] ?? wanted}.`;
  return { code: 'wrong-type', message, help: typeHelp(wanted, value, error) };
}

function typeHelp(wanted: string, value: Written, error: ErrorObject): string {
  if (wanted === 'object' && value.kind === 'list')
    return 'Write each as `name:` on a line of its own, without a hyphen.';
  const example = exampleOf(error.parentSchema);
  if (wanted === 'object' && example !== undefined) return `Write it like \`${example}\`.`;
  return TYPE_HELP[wanted] ?? 'Compare it with the schema of the inventory.';
}

function typeName(value: Written): string {
  if (value.kind !== 'scalar') return value.kind === 'map' ? 'a mapping' : 'a list';
  if (typeof value.value === 'string') return 'text';
  return typeof value.value === 'number' ? 'a number' : 'true or false';
}

function notInList(error: ErrorObject, { name }: Spot, allowed: readonly string[]): Parts {
  const value = typeof error.data === 'string' ? error.data : '';
  const message = `\`${name}\` cannot be ${value === '' ? 'this' : `'${value}'`}.`;
  return { code: 'invalid-value', message, help: suggest(value, allowed, `Possible: ${allowed.join(', ')}.`) };
}

function wrongConstant(error: ErrorObject, { name }: Spot): Parts {
  const [wanted] = toTexts(error.params['allowedValue']);
  return { code: 'invalid-value', message: `\`${name}\` has to be ${wanted}.`, help: `Write \`${name}: ${wanted}\`.` };
}

function unknownKind(error: ErrorObject, spot: Spot): Parts {
  const kind = entryOf(spot.value, 'kind');
  const kinds = ['ssh', 'local', 'simulated'];
  if (kind === undefined) return { ...missing('kind', error, spot), help: `Add \`kind\`: ${kinds.join(', ')}.` };
  return {
    ...notInList({ ...error, data: error.params['tagValue'] }, { ...spot, name: 'kind' }, kinds),
    at: valuePlace(kind),
  };
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

/** Never shows the value: a key that was pasted in the wrong place would have the wrong form. */
function wrongForm(error: ErrorObject, { name }: Spot): Parts {
  return { code: 'invalid-value', message: `\`${name}\` does not have the right form.`, help: likeExample(error) };
}

function likeExample(error: ErrorObject): string {
  const example = exampleOf(error.parentSchema);
  return example === undefined ? 'Compare it with the schema of the inventory.' : `Write it like \`${example}\`.`;
}

/** The first example of a schema, as it would be written in one line. */
function exampleOf(schema: unknown): string | undefined {
  const { examples } = asRecord(schema);
  if (!Array.isArray(examples) || examples.length === 0) return undefined;
  return stringify(examples[0], { collectionStyle: 'flow', flowCollectionPadding: true, lineWidth: 0 }).trim();
}

function propertiesOf(error: ErrorObject): Record<string, unknown> {
  return asRecord(asRecord(error.parentSchema)['properties']);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function toTexts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => item !== undefined).map(String);
}
