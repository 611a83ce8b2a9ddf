import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ACCESS_KINDS } from '../../src/inventory/families.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import { EDITIONS } from '../../src/model/edition.ts';
import { PRODUCT_FAMILY } from '../../src/model/key.ts';
import { LANGUAGES } from '../../src/model/language.ts';
import { OS_LEVELS } from '../../src/model/os-level.ts';

const root = join(import.meta.dirname, '../..');

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly uniqueItems?: boolean;
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const schema: Schema = JSON.parse(readFileSync(join(root, 'schema/inventory.schema.json'), 'utf8'));
const pieces = [...allPieces('#', schema)];
const properties = pieces.flatMap(({ path, piece }) =>
  Object.entries(piece.properties ?? {}).map(([name, property]) => ({
    path: `${path}/properties/${name}`,
    property: { ...defined(property), ...property },
  })),
);

describe('the schema of the inventory', () => {
  it('compiles under the strictest rules', () => {
    expect(() => strictAjv().compile(schema)).not.toThrow();
  });

  it('describes every property in sentences', () => {
    expect(properties.length).toBeGreaterThan(60);
    const wanting = properties.filter(({ property }) => !/^[A-Z'`].*[.]$/.test(property.description ?? ''));
    expect(wanting.map(({ path }) => path)).toEqual([]);
  });

  it('shows examples of every property, which it accepts itself', () => {
    const ajv = strictAjv();
    ajv.addSchema(schema, 'inventory');
    const wanting = properties.filter(({ path, property }) => {
      const accepts = ajv.compile({ $ref: `inventory${path}` });
      return (property.examples ?? []).length === 0 || !property.examples?.every((each) => accepts(each));
    });
    expect(wanting.map(({ path }) => path)).toEqual([]);
  });

  it('has nothing left that is checked and not acted on', () => {
    expect(JSON.stringify(schema)).not.toContain('not acted on yet');
  });

  it('says in words what every pattern asks for', () => {
    const patterns = pieces.filter(({ piece }) => piece.pattern !== undefined);
    expect(patterns.length).toBeGreaterThan(10);
    const silent = patterns.filter(({ piece }) => !/^[A-Z].*[.]$/.test(piece.patternErrorMessage ?? ''));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('compares nothing but texts with each other: mappings of an inventory have no methods to compare them by', () => {
    const lists = pieces.filter(({ piece }) => piece.uniqueItems === true);
    expect(lists.length).toBeGreaterThan(2);
    expect(lists.filter(({ piece }) => piece.items?.type !== 'string').map(({ path }) => path)).toEqual([]);
  });

  it('allows nothing but the properties it names', () => {
    const open = pieces.filter(({ piece }) => piece.properties !== undefined && piece.additionalProperties !== false);
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  it('knows the same words as the model', () => {
    const { osSetting, editionSetting, language, key, access } = schema.$defs ?? {};
    expect(osSetting?.enum).toEqual(OS_LEVELS.map(({ level }) => level));
    expect(editionSetting?.enum).toEqual(EDITIONS);
    expect(language?.enum).toEqual(Object.keys(LANGUAGES));
    expect(key?.properties?.['product']?.enum).toEqual(Object.keys(PRODUCT_FAMILY));
    expect(access?.oneOf?.map((each) => defined(each)?.properties?.['kind']?.const)).toEqual(ACCESS_KINDS);
  });
});

describe('inventories/', () => {
  const files = readdirSync(join(root, 'inventories'), { recursive: true, encoding: 'utf8' });
  const inventories = files.filter((name) => name.endsWith('.yaml'));

  it.each(inventories)('%s loads without errors or warnings', async (name) => {
    const loaded = await loadInventory([join(root, 'inventories', name)], { today: '2026-11-22' });
    expect(loaded.ok ? loaded.value.warnings : loaded.error).toEqual([]);
  });
});

function strictAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, discriminator: true });
  return ajv.addVocabulary(['patternErrorMessage']);
}

/** Every schema inside a schema, itself included, with its JSON pointer. */
function* allPieces(path: string, piece: Schema): Generator<{ path: string; piece: Schema }> {
  yield { path, piece };
  for (const [name, each] of Object.entries(piece.properties ?? {}))
    yield* allPieces(`${path}/properties/${name}`, each);
  for (const [name, each] of Object.entries(piece.$defs ?? {})) yield* allPieces(`${path}/$defs/${name}`, each);
  if (piece.items !== undefined) yield* allPieces(`${path}/items`, piece.items);
}

/** What a reference stands for; what is written beside it counts more. */
function defined({ $ref }: Schema): Schema | undefined {
  return schema.$defs?.[$ref?.replace('#/$defs/', '') ?? ''];
}
