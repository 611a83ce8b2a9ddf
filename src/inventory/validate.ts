import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../model/diagnostic.ts';
import { makeDiagnostic } from './make-diagnostic.ts';
import { toProblem } from './schema-problems.ts';
import { toPlain, type Written } from './written.ts';

/** The schema of the inventory; the same relative path from `src/` and from `dist/`. */
const SCHEMA = new URL('../../schema/inventory.schema.json', import.meta.url);

let compiled: ValidateFunction | undefined;

/** Reports everything in one file that the schema does not allow, each at the place it is written. */
export function validateFile(root: Written): readonly Diagnostic[] {
  compiled ??= compile();
  if (compiled(toPlain(root))) return [];
  const errors = compiled.errors ?? [];
  compiled.errors = null; // else a copy of the whole file stays in memory
  return errors.flatMap((error) => toProblem(error, root) ?? []).map(makeDiagnostic);
}

function compile(): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true, discriminator: true });
  return ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
}
