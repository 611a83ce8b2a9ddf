import { Ajv2020 } from 'ajv/dist/2020.js';

/** The ids of the inventory's schema, and of the part that one host has to pass. */
export const INVENTORY = 'urn:vlkctl:inventory:1';
export const HOST: string = idOf('/$defs/host');

/** The id of a part of the schema, by its JSON pointer (RFC 6901); '' is the whole. */
export function idOf(rules: string): string {
  return rules === '' ? INVENTORY : `${INVENTORY}#${rules}`;
}

/** What a compiled schema is for: `explain` says all that is wrong, `keep` leaves the source of what was compiled. */
interface Purpose {
  readonly explain?: boolean;
  readonly keep?: boolean;
}

/** Knows the schema of the inventory; a part is compiled when it is asked for. */
export function readSchema(text: string, { explain = false, keep = false }: Purpose = {}): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: explain,
    verbose: explain,
    messages: explain,
    strict: true,
    validateSchema: false, // a test does: checking the schema costs as much as compiling it
    allowUnionTypes: true,
    discriminator: true,
    code: { source: keep },
  });
  ajv.addVocabulary(['patternErrorMessage']); // what editors, and we, say of a text that does not fit its pattern
  return ajv.addSchema(JSON.parse(text));
}
