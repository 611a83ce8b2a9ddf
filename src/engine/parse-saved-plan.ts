import { readFile } from 'node:fs/promises';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { SavedPlan } from '../model/plan.ts';
import { err, ok, type Result } from '../model/result.ts';

/** The same relative path from `src/`, from what is compiled of it and from the bundle. */
const SCHEMA = new URL('../../schema/plan.schema.json', import.meta.url);

/**
 * Checks the text of a plan file against its schema, or says in words what is wrong with it. Codes of remarks are checked
 * by their form only: nobody acts on them, and another version may know others.
 */
export async function parseSavedPlan(text: string): Promise<Result<SavedPlan, string>> {
  const value = parseJson(text);
  if (value === undefined) return err('it is not JSON');
  const other = findOtherDocument(value);
  if (other !== undefined) return err(other);
  const isPlan = await (compiled ??= compile());
  if (!isPlan(value)) return err(describe(isPlan.errors?.[0]));
  const twice = findDuplicate(value);
  return twice === undefined ? ok(value) : err(`the host ${twice} is in it twice`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Says what a file is that is no plan of this version: better than the first property it lacks. */
function findOtherDocument(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is not a plan';
  if ('command' in value && 'summary' in value) return 'it is a report (`--output json`), not a plan';
  if (!('kind' in value) || value.kind !== 'vlkctl-plan') return 'it is not a plan';
  if (!('formatVersion' in value) || typeof value.formatVersion !== 'number')
    return 'it does not say its formatVersion';
  if (value.formatVersion === 1) return undefined;
  return `it has formatVersion ${value.formatVersion}, and this vlkctl knows 1`;
}

let compiled: Promise<ValidateFunction<SavedPlan>> | undefined;

/** ajv is only loaded by runs that carry out a saved plan. */
async function compile(): Promise<ValidateFunction<SavedPlan>> {
  const [{ Ajv2020 }, schema] = await Promise.all([import('ajv/dist/2020.js'), readFile(SCHEMA, 'utf8')]);
  return new Ajv2020({ strict: true, discriminator: true }).compile<SavedPlan>(JSON.parse(schema));
}

/** `hosts[3].step.keyLabel must match pattern "..."`. Names that come from the file are quoted, and cut. */
function describe(error: ErrorObject | undefined): string {
  if (error === undefined) return 'it is not a plan';
  const place = error.instancePath
    .slice(1)
    .split('/')
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  const params: Readonly<Record<string, unknown>> = error.params;
  const extra = params['additionalProperty'];
  const what =
    typeof extra === 'string'
      ? `has a property that no plan has: ${JSON.stringify(extra.slice(0, 40))}`
      : error.message;
  return `${place === '' ? 'it' : place} ${what}`;
}

function findDuplicate({ hosts }: SavedPlan): string | undefined {
  const seen = new Set<string>();
  for (const { host } of hosts) {
    if (seen.has(host)) return host;
    seen.add(host);
  }
  return undefined;
}
