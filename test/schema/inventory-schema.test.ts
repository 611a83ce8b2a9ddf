import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../src/inventory/load.ts';
import { PRODUCT_FAMILY } from '../../src/model/key.ts';
import { OS_LEVELS } from '../../src/model/os-level.ts';

const root = join(import.meta.dirname, '../..');

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const schema: Schema = JSON.parse(readFileSync(join(root, 'schema/inventory.schema.json'), 'utf8'));
const properties = [schema, ...Object.values(schema.$defs ?? {})].flatMap(propertiesIn);

describe('the schema of the inventory', () => {
  it('compiles under the strictest rules', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, discriminator: true });
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  it('describes every property and shows an example that it accepts itself', () => {
    expect(properties.length).toBeGreaterThan(25);
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, discriminator: true });
    ajv.addSchema(schema, 'inventory');
    const wanting = properties.filter(({ path, target }) => {
      const examples = target.examples ?? [];
      const accepts = ajv.compile({ $ref: `inventory${path}` });
      return !target.description?.endsWith('.') || examples.length === 0 || !examples.every((each) => accepts(each));
    });
    expect(wanting.map(({ path }) => path)).toEqual([]);
  });

  it('allows nothing but the properties it names', () => {
    const objects = [schema, ...Object.values(schema.$defs ?? {})].filter((each) => each.properties !== undefined);
    expect(objects.every((each) => each.additionalProperties === false)).toBe(true);
  });

  it('knows the same OS levels and products as the model', () => {
    expect(schema.$defs?.['osSetting']?.enum).toEqual(OS_LEVELS.map(({ level }) => level));
    expect(schema.$defs?.['key']?.properties?.['product']?.enum).toEqual(Object.keys(PRODUCT_FAMILY));
  });
});

describe('inventories/', () => {
  const files = readdirSync(join(root, 'inventories')).filter((name) => name.endsWith('.yaml'));

  it.each(files)('%s loads without errors or warnings', async (name) => {
    const loaded = await loadInventory([join(root, 'inventories', name)]);
    expect(loaded.ok ? loaded.value.warnings : loaded.error).toEqual([]);
  });
});

interface Property {
  readonly path: string;
  readonly target: Schema;
}

function propertiesIn(object: Schema): Property[] {
  const owner = Object.entries(schema.$defs ?? {}).find(([, each]) => each === object)?.[0];
  const base = owner === undefined ? '#' : `#/$defs/${owner}`;
  return Object.entries(object.properties ?? {}).flatMap(([name, property]) =>
    resolved(`${base}/properties/${name}`, property),
  );
}

/** Follows a reference, and looks inside an object that is written in place. */
function resolved(path: string, property: Schema): Property[] {
  if (property.$ref !== undefined) {
    const target = schema.$defs?.[property.$ref.replace('#/$defs/', '')] ?? {};
    return [{ path, target }];
  }
  const inner = Object.entries(property.properties ?? {});
  return [{ path, target: property }, ...inner.flatMap(([name, each]) => resolved(`${path}/properties/${name}`, each))];
}
