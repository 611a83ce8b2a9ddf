import type { ErrorObject } from 'ajv/dist/2020.js';
import { stringify } from 'yaml';
import type { Spot } from './find-spot.ts';
import type { Problem } from './make-diagnostic.ts';
import { unquotedNumber } from './unquoted.ts';
import type { Written } from './written.ts';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
};

const TYPE_HELP: Readonly<Record<string, string>> = {
  object: 'Write one `name: value` per line, indented below.',
  array: 'Write a list, each item on a line of its own after a hyphen.',
  string: 'Put it in quotes.',
  integer: 'Write a number without quotes.',
  boolean: 'Write `true` or `false` without quotes.',
};

/** A longer one would not be read in one line. */
const LONGEST_EXAMPLE = 90;

/** A value of another type than the schema wants: what it is, what it has to be, and how to write that. */
export function wrongType(error: ErrorObject, spot: Spot): Pick<Problem, 'code' | 'message' | 'help'> {
  const wanted = wantedTypes(error);
  const { value } = spot;
  const unquoted =
    wanted.includes('string') && !wanted.includes('integer') ? unquotedNumber(spot.name, value) : undefined;
  if (unquoted !== undefined) return unquoted;
  const actual = value.kind === 'scalar' && value.value === null ? 'empty' : typeName(value);
  const subject = spot.entry === undefined ? 'The file' : `\`${spot.name}\``;
  const names = wanted.filter((type) => type !== 'null').map((type) => TYPE_NAMES[type] ?? type);
  const message = `${subject} is ${actual}; it has to be ${names.join(' or ')}.`;
  return { code: 'wrong-type', message, help: typeHelp(wanted, value, error) };
}

/** How to write a value, shown by the example of its schema. */
export function likeExample(error: ErrorObject): string {
  const example = exampleOf(error.parentSchema);
  return example === undefined ? 'Compare it with the schema of the inventory.' : `Write it like \`${example}\`.`;
}

/** The first example of a schema, as it would be written in one line; made once, for thousands may have the same slip. */
export function exampleOf(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const known = EXAMPLES.get(schema);
  if (known !== undefined) return known;
  const example = writeExample(asRecord(schema));
  if (example !== undefined) EXAMPLES.set(schema, example);
  return example;
}

const EXAMPLES = new WeakMap<object, string>();

function writeExample({ examples }: Readonly<Record<string, unknown>>): string | undefined {
  if (!Array.isArray(examples) || examples.length === 0) return undefined;
  return stringify(examples[0], { collectionStyle: 'flow', flowCollectionPadding: true, lineWidth: 0 }).trim();
}

/** A piece of a schema whose shape is not known; empty when it is no object. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function wantedTypes(error: ErrorObject): readonly string[] {
  const { type } = error.params;
  return (Array.isArray(type) ? type : [type]).map(String);
}

function typeHelp(wanted: readonly string[], value: Written, error: ErrorObject): string {
  if (wanted.includes('object') && value.kind === 'list')
    return 'Write each as `name:` on a line of its own, without a hyphen.';
  const example = exampleOf(error.parentSchema);
  if (/object|array/.test(wanted.join(' ')) && example !== undefined && example.length <= LONGEST_EXAMPLE)
    return `Write it like \`${example}\`.`;
  if (wanted.includes('string') && value.kind !== 'scalar') return 'Write a single text, without anything below it.';
  return TYPE_HELP[wanted[0] ?? ''] ?? 'Compare it with the schema of the inventory.';
}

function typeName(value: Written): string {
  if (value.kind !== 'scalar') return value.kind === 'map' ? 'a mapping' : 'a list';
  if (typeof value.value === 'string') return 'text';
  return typeof value.value === 'number' ? 'a number' : 'true or false';
}
