import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { DEFAULTS, diagnoseText } from '../../support/load-text.ts';

interface Ruled {
  readonly what: string;
  readonly path: string;
  readonly good: string;
  readonly write: (value: string) => string;
}

/**
 * Some values are checked twice: by the schema, for editors, and by a rule that knows more to say. What the schema says
 * of them is dropped, so a rule that finds nothing where the schema does would let a wrong value through.
 */
const RULED: readonly Ruled[] = [
  {
    what: 'a duration',
    path: '#/$defs/duration',
    good: '7d',
    write: (value) => `windows: { w: { cron: 0 22 1 1 *, duration: ${value}, timezone: UTC } }`,
  },
  {
    what: 'a cron expression',
    path: '#/$defs/window/properties/cron',
    good: '0 22 * * SAT',
    write: (value) => `windows: { w: { cron: ${value}, duration: 1m, timezone: UTC } }`,
  },
  {
    what: 'a day',
    path: '#/$defs/day',
    good: '2099-01-31',
    write: (value) => `windows: { w: { cron: 0 22 1 1 *, duration: 1m, timezone: UTC, except: [${value}] } }`,
  },
  {
    what: 'a limit',
    path: '#/$defs/limit',
    good: '10%',
    write: (value) => `rollout: { maxUnknown: ${value} }`,
  },
  {
    what: 'a wave',
    path: '#/properties/rollout/properties/waves/items',
    good: '10%',
    write: (value) => `rollout: { waves: [${value}, 100%] }`,
  },
];

const schema: object = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../schema/inventory.schema.json'), 'utf8'),
);
const ajv = new Ajv2020({ strict: false, discriminator: true }).addSchema(schema, 'inventory');

describe.each(RULED)('$what', ({ path, good, write }) => {
  const accepts = ajv.compile({ $ref: `inventory${path}` });

  it('is taken where it is right', async () => {
    expect(await diagnose(write(good))).toEqual([]);
  });

  it('is reported, in one place, where the schema refuses it', async () => {
    await fc.assert(
      fc.asyncProperty(nearly(good), async (value) => {
        const problems = await diagnose(write(JSON.stringify(value)));
        expect(accepts(value) || problems.some(({ severity }) => severity === 'error')).toBe(true);
        expect(new Set(problems.map(({ at }) => at?.column)).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});

/** Texts that are nearly right, and numbers. */
function nearly(good: string): fc.Arbitrary<string | number> {
  const character = fc.constantFrom(...'0159dhms%@*/-, .:aZ'.split(''));
  const changed = fc
    .tuple(fc.nat(good.length), fc.nat(3), fc.string({ unit: character, maxLength: 4 }))
    .map(([at, cut, piece]) => good.slice(0, at) + piece + good.slice(at + cut));
  return fc.oneof(
    { weight: 5, arbitrary: changed },
    { weight: 1, arbitrary: fc.string({ unit: character, maxLength: 8 }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 0, 1, 0.5, 100, 1e21) },
  );
}

async function diagnose(section: string): Promise<readonly Diagnostic[]> {
  return diagnoseText(`version: 1
keys: { xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: 7K3QT } } }
access: { ssh: { kind: ssh } }
${DEFAULTS}hosts: { hmi-1: }
${section}
`);
}
