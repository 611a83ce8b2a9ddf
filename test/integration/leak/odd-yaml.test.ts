import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commandLine } from '../../support/command-line.ts';
import { piecesOf } from '../../support/key-forms.ts';
import { LeakRig } from '../../support/leak-rig.ts';
import { syntheticKey } from '../../support/synthetic-key.ts';

const KEY = syntheticKey(50);
const BARE = KEY.replaceAll('-', '');
const HALVES = [KEY.slice(0, 15), KEY.slice(15)] as const;

/** Places where a key may have been pasted, in a plant that is right without them. */
const PLACES: Readonly<Record<string, string>> = {
  'a comment': plant({ head: `# the old one was ${KEY}` }),
  'a comment behind a value': plant({ product: `windows-xp-professional # ${BARE}` }),
  'a secret': plant({ secret: `'${KEY}'` }),
  'the name of a variable': plant({ secret: `{ env: ${BARE} }` }),
  'the name of a file': plant({ secret: `{ file: ${KEY}.key }` }),
  'an argument of a command': plant({ secret: `{ command: [echo, ${KEY}] }` }),
  'a recipient': plant({ head: `recipients: [${KEY}]` }),
  'the key of a mapping': plant({ head: `${KEY}: 1` }),
  'the key of a mapping, twice': plant({ head: `${KEY}: 1\n${KEY}: 2` }),
  'a key that is a mapping': plant({ head: `? { ${KEY}: 1 }\n: 2` }),
  'a label': plant({ label: BARE }),
  'an anchor': plant({ product: `&${KEY} windows-xp-professional` }),
  'an alias of nothing': plant({ product: `*${KEY}` }),
  'a tag': plant({ product: `!${KEY} windows-xp-professional` }),
  'a tag of a handle that is none': plant({ product: `!x!${KEY} windows-xp-professional` }),
  'a directive': `%${KEY} 1\n---\n${plant()}`,
  'a product': plant({ product: KEY }),
  'a product in lower case': plant({ product: BARE.toLowerCase() }),
  'a block of text': plant({ product: `|\n      ${KEY}\n      ${KEY}` }),
  'a folded text, over two lines': plant({ product: `>\n      ${HALVES[0]}\n      ${HALVES[1]}` }),
  'a quoted text, over two lines': plant({ product: `"${HALVES[0]}\\\n      ${HALVES[1]}"` }),
  'a quoted text that never ends': plant({ product: `"${KEY}` }),
  'a quoted text with escapes': plant({ product: `"\\u00${KEY.charCodeAt(0).toString(16)}${KEY.slice(1)}"` }),
  'a host': plant({ host: `${BARE.toLowerCase()}.example` }),
  'an operating system': plant({ os: KEY }),
  'an access': plant({ access: KEY }),
  'a line without a colon': plant({ head: KEY }),
  'an identity': plant({ identity: KEY }),
  'behind a long line': plant({ product: `${'x'.repeat(70)} ${KEY} ${'x'.repeat(200)}` }),
  'behind a tab': plant({ head: `\t${KEY}: 1` }),
};

let rig: LeakRig;

beforeAll(async () => {
  rig = await LeakRig.create();
  rig.hide('the key', piecesOf(KEY));
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(() => rig.clear());

describe('a key in clear in the inventory is not repeated', () => {
  it.each(Object.entries(PLACES))('%s', async (_place, text) => {
    await rig.write('plant.yaml', text);
    const words = ['validate', '-i', join(rig.plant, 'plant.yaml')];
    const runs = [await commandLine([...words, '--output', 'json'])];
    // Lines are cut and broken where the screen ends, wherever in a key that is.
    for (const columns of [40, 57, 80, 120]) runs.push(await commandLine(words, { columns }));
    await rig.clear();
    expect(await rig.leaks(runs)).toEqual([]);
    expect(runs.map(({ code }) => code)).toEqual(runs.map(() => 1));
  });

  it('by a process, with all places in one folder', async () => {
    for (const [index, text] of Object.values(PLACES).entries()) await rig.write(`${index}.yaml`, text);
    const run = await rig.run(['apply', '--yes', '-i', '.']);
    await rig.clear();
    expect(await rig.leaks([run])).toEqual([]);
    expect(run.code).toBe(1);
  });
});

interface Plant {
  readonly head: string;
  readonly label: string;
  readonly product: string;
  readonly secret: string;
  readonly identity: string;
  readonly access: string;
  readonly os: string;
  readonly host: string;
}

function plant(changed: Partial<Plant> = {}): string {
  const { head, label, product, secret, identity, access, os, host }: Plant = {
    head: '# ours',
    label: 'xp',
    product: 'windows-xp-professional',
    secret: '{ env: VLK_XP }',
    identity: 'BBBBB',
    access: '{ kind: ssh }',
    os: 'windows-xp-sp3',
    host: 'a.example',
    ...changed,
  };
  return `version: 1
${head}
keys:
  ${label}:
    product: ${product}
    secret: ${secret}
    identity: { lastFive: ${identity} }
access:
  here: ${access}
defaults: { key: ${label}, os: ${os}, access: here }
hosts: { ${host}: }
`;
}
