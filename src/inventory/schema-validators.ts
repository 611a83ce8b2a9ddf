import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';

/** The schema of the inventory, and what the build made of it; the same relative paths wherever this is read from. */
const SCHEMA = new URL('../../schema/inventory.schema.json', import.meta.url);
const COMPILED = new URL('../../dist/compiled/inventory-schema.cjs', import.meta.url);

/** Says whether something is as the schema wants it, and nothing more. */
export interface QuickValidators {
  readonly isInventory: (plain: unknown) => boolean;
  readonly isHost: (plain: unknown) => boolean;
}

/** Says everything that is wrong with a value that stands at `path` (JSON pointer), by the part of the schema at `rules`. */
export type Explain = (plain: unknown, path: string, rules: string) => readonly ErrorObject[];

/** Compiling the schema takes longer than starting: the build has done it, and only a changed schema is compiled here. */
export async function quickValidators(): Promise<QuickValidators> {
  quick ??= loadCompiled() ?? (await compileQuick());
  return quick;
}
let quick: QuickValidators | undefined;

/** Made when something is wrong. */
export async function explainer(): Promise<Explain> {
  explain ??= await compileExplainer();
  return explain;
}
let explain: Explain | undefined;

function schemaText(): string {
  return readFileSync(SCHEMA, 'utf8');
}

/** What the build left, if it was made of this very schema. */
function loadCompiled(): QuickValidators | undefined {
  if (!existsSync(COMPILED)) return undefined;
  const require = createRequire(import.meta.url); // import() takes four times as long to read it
  const compiled: Compiled = require(fileURLToPath(COMPILED));
  const digest = createHash('sha256').update(schemaText()).digest('hex');
  return compiled.digest === digest ? compiled : undefined;
}

interface Compiled extends QuickValidators {
  /** SHA-256 of the schema's text, in hexadecimal. */
  readonly digest: string;
}

async function compileQuick(): Promise<QuickValidators> {
  const { HOST, INVENTORY, readSchema } = await import('./compile-schema.ts');
  const ajv = readSchema(schemaText());
  return { isInventory: validator(ajv.getSchema(INVENTORY)), isHost: validator(ajv.getSchema(HOST)) };
}

async function compileExplainer(): Promise<Explain> {
  const { idOf, readSchema } = await import('./compile-schema.ts');
  const ajv = readSchema(schemaText(), { explain: true });
  return (plain, path, rules) => {
    const validate = validator(ajv.getSchema(idOf(rules)));
    validate(plain, { instancePath: path, parentData: {}, parentDataProperty: '', rootData: {}, dynamicAnchors: {} });
    const errors = validate.errors ?? [];
    validate.errors = null; // else a copy of what was validated stays in memory
    return errors;
  };
}

function validator(found: ValidateFunction | undefined): ValidateFunction {
  if (found === undefined) throw new Error('The schema of the inventory lacks a part');
  return found;
}
