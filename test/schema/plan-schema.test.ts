import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { expandHostName } from '../../src/inventory/host-range.ts';
import { BLOCK_CODES } from '../../src/model/drift.ts';
import { FAULT_CODES } from '../../src/model/fault.ts';
import { OS_LEVELS } from '../../src/model/os-level.ts';
import type { HostPlan, SavedPlan, Step } from '../../src/model/plan.ts';
import { renderSavedPlan, toSavedPlan } from '../../src/reporters/saved-plan.ts';
import { chooseStrategy } from '../../src/strategies/choose-strategy.ts';
import { intentId, NEW, stepOf, WAIVED } from '../support/builders.ts';

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const root = join(import.meta.dirname, '../..');
const schema: Schema = JSON.parse(readFileSync(join(root, 'schema/plan.schema.json'), 'utf8'));
const definitions = Object.entries(schema.$defs ?? {});
const ajv = new Ajv2020({ strict: true, discriminator: true }).addSchema(schema, 'plan');

function enumOf(definition: string, property: string): readonly unknown[] {
  const found = schema.$defs?.[definition]?.properties?.[property];
  return found?.enum ?? found?.items?.enum ?? [];
}

function isPlan(hosts: readonly HostPlan[]): boolean {
  const plan: SavedPlan = toSavedPlan(
    { formatVersion: 1, inventoryDigest: 'd'.repeat(64), simulated: true, hosts },
    '2026-11-18T16:15:30.000Z',
    '0.1.0',
  );
  const value: unknown = JSON.parse(renderSavedPlan(plan));
  return ajv.validate('plan', value);
}

describe('the schema of a saved plan', () => {
  it('describes every property and shows an example that it accepts itself', () => {
    const owners = [['', schema] as const, ...definitions.map(([name, each]) => [`$defs/${name}/`, each] as const)];
    const properties = owners.flatMap(([path, owner]) =>
      Object.entries(owner.properties ?? {}).map(([name, each]) => {
        const target = each.$ref === undefined ? each : (schema.$defs?.[each.$ref.replace('#/$defs/', '')] ?? {});
        return { path: `${path}properties/${name}`, target };
      }),
    );
    expect(properties.length).toBeGreaterThan(40);
    const wanting = properties.filter(({ path, target }) => {
      const accepts = ajv.compile({ $ref: `plan#/${path}` });
      const examples = target.examples ?? [];
      return !target.description?.endsWith('.') || examples.length === 0 || !examples.every((each) => accepts(each));
    });
    expect(wanting.map(({ path }) => path)).toEqual([]);
  });

  it('allows nothing but the properties it names', () => {
    const objects = [schema, ...definitions.map(([, each]) => each)].filter((each) => each.properties !== undefined);
    expect(objects.filter((each) => each.additionalProperties !== false)).toEqual([]);
  });

  it('knows the OS levels, strategies and calls of the model', () => {
    expect(enumOf('step', 'os')).toEqual(OS_LEVELS.map(({ level }) => level));
    const strategies = OS_LEVELS.map(({ level }) => chooseStrategy(level));
    expect(new Set(enumOf('step', 'strategy'))).toEqual(new Set(strategies.map(({ name }) => name)));
    const calls = strategies.flatMap((each) => each.writes(intentId(), NEW).map(({ kind }) => kind));
    expect(enumOf('step', 'calls')).toEqual(expect.arrayContaining([...new Set(calls)]));
  });

  it.each(OS_LEVELS.map(({ level }) => level))('takes a step of %s as the strategy makes it', (os) => {
    const strategy = chooseStrategy(os);
    const step: Step = stepOf({
      os,
      strategy: strategy.name,
      calls: strategy.writes(intentId(), NEW).map(({ kind }) => kind),
    });
    expect(isPlan([{ host: 'a.example', status: 'change', step }])).toBe(true);
  });

  it('takes every fault and block of the model as a remark', () => {
    const faults = FAULT_CODES.map((code, index): HostPlan => {
      return { host: `f-${index}.example`, status: 'unknown', fault: { code, message: 'm', help: 'h' } };
    });
    const blocks = BLOCK_CODES.map((code, index): HostPlan => {
      return { host: `b-${index}.example`, status: 'blocked', block: { code, message: 'm', help: 'h' } };
    });
    expect(isPlan([...faults, ...blocks])).toBe(true);
  });

  it('takes a waived host as a remark', () => {
    expect(isPlan([{ host: 'a.example', status: 'waived', waiver: WAIVED }])).toBe(true);
  });

  it('takes every name a host can have', () => {
    const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;
    for (const name of ['10.0.0.7', '_x', '0042', longest, '__proto__']) {
      expect([name, expandHostName(name).ok, isPlan([{ host: name, status: 'in-order' }])]).toEqual([name, true, true]);
    }
  });
});
