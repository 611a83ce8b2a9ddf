import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Problem } from './make-diagnostic.ts';
import { toProblems } from './schema-problems.ts';
import { type BadHost, splitHosts } from './split-hosts.ts';
import { splitSections } from './split-sections.ts';
import { toPlain, type Written } from './written.ts';

/** The schema of the inventory; the same relative path from `src/` and from `dist/`. */
const SCHEMA = new URL('../../schema/inventory.schema.json', import.meta.url);

/** The id of the schema, and of the part that one host has to pass. */
const INVENTORY = 'urn:vlkctl:inventory:1';
const HOST = idOf('/$defs/host');

/** Says whether something is as it should be, and nothing more. */
const quick = once(() => compile({ explain: false }));
/** Says everything that is wrong; made when something is. */
const thorough = once(() => compile({ explain: true }));

/** Reports everything in one file that the schema does not allow, each at the place it is written. */
export function validateFile(root: Written): readonly Problem[] {
  const { rest, bad } = splitHosts(root, validator(quick(), HOST));
  const plain = toPlain(rest);
  const isGood = validator(quick(), INVENTORY)(plain);
  if (isGood && bad.length === 0) return [];
  const errors: ErrorObject[] = [];
  if (!isGood) for (const piece of splitSections(plain)) errors.push(...errorsIn(piece, idOf(piece.rules)));
  for (const host of bad) errors.push(...errorsIn(host, HOST));
  return toProblems(errors, root);
}

function idOf(rules: string): string {
  return rules === '' ? INVENTORY : `${INVENTORY}#${rules}`;
}

function errorsIn({ plain, path }: BadHost, id: string): ErrorObject[] {
  const validate = validator(thorough(), id);
  validate(plain, { instancePath: path, parentData: {}, parentDataProperty: '', rootData: {}, dynamicAnchors: {} });
  const errors = validate.errors ?? [];
  validate.errors = null; // else a copy of what was validated stays in memory
  return errors;
}

function validator(ajv: Ajv2020, id: string): ValidateFunction {
  const found = ajv.getSchema(id);
  if (found === undefined) throw new Error(`No such schema: ${id}`);
  return found;
}

function compile({ explain }: { readonly explain: boolean }): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: explain,
    verbose: explain,
    strict: true,
    validateSchema: false, // a test does: checking the schema costs as much as compiling it
    allowUnionTypes: true,
    discriminator: true,
  });
  ajv.addVocabulary(['patternErrorMessage']); // what editors, and we, say of a text that does not fit its pattern
  return ajv.addSchema(JSON.parse(readFileSync(SCHEMA, 'utf8')));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
