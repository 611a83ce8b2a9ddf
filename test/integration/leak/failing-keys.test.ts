import { describe, expect, it } from 'vitest';
import { piecesOf } from '../../support/key-forms.ts';
import { LeakRig } from '../../support/leak-rig.ts';
import { declareSecret, type Opener, prepareSources, SOURCES } from '../../support/leak-sources.ts';
import { type Declared, FAILING_STEPS } from '../../support/leak-steps.ts';
import { syntheticKey } from '../../support/synthetic-key.ts';

const KEY = syntheticKey(40);
/** In place of the 60 s that a program has; only where it hangs, for on a busy machine a second is short. */
const SOON = { LEAK_LIMIT_MS: '1000' };
const WITH_PLANT = ['-i', 'plant.yaml'];

/** One for each test: they run side by side. */
async function newRig(): Promise<{ readonly rig: LeakRig; readonly opener: Opener }> {
  const rig = await LeakRig.create();
  rig.hide('the key', piecesOf(KEY));
  return { rig, opener: await prepareSources(rig) };
}

describe('a key that cannot be had is exit code 1 with a code of its own, and is nowhere', () => {
  const said = new Map<string, string>();

  it.concurrent.each(FAILING_STEPS.map((step) => [step.title, step] as const))('%s', async (title, step) => {
    const { rig, opener } = await newRig();
    await using _lock = rig;
    const { env = {} } = await declare(rig, await step.declare(KEY, rig, opener), KEY.slice(-5));
    const run = await rig.run(['keys', 'identify', 'xp', '--yes', ...WITH_PLANT], {
      env: { ...(step.code === 'secret-program-slow' && SOON), ...env },
    });
    expect(await rig.leaks([run])).toEqual([]);
    expect(run).toMatchObject({ code: 1, out: '', err: expect.stringMatching(step.says) });
    expect(run.err).toContain(`error ${step.code}: key xp`);
    expect(run.err).not.toContain('token-of-mine');
    said.set(title, run.err.slice(0, run.err.indexOf('Nothing was written')));
  });

  it('words tell one from another', () => {
    const TOLD_APART = [
      'age has another identity',
      'age has another passphrase',
      'key-tool is missing',
      'everybody may read a file',
      'key-tool prints two lines',
      'key-tool prints no key',
      'key-tool hangs',
      'key-tool fails with all it knows',
      'key-tool is killed',
      'nothing opens age',
      'the text of age is cut',
      'a variable is missing',
      'a file is missing',
      'a file is a folder',
    ];
    const words = TOLD_APART.map((title) => said.get(title));
    expect(words).not.toContain(undefined);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe('the key of another identity than the declared one sets no host', () => {
  it.concurrent.each(SOURCES)('%s', async (source) => {
    const { rig, opener } = await newRig();
    await using _lock = rig;
    const secret = await declareSecret(rig, { source, name: 'xp', value: KEY }, opener);
    await declare(rig, { secret }, 'BBBBB');
    const run = await rig.run(['apply', '--yes', '--output', 'json', ...WITH_PLANT]);
    expect(await rig.leaks([run])).toEqual([]);
    expect(run).toMatchObject({ code: 1, out: '', err: expect.stringContaining('error identity-mismatch: key xp') });
  });
});

/** A host on which permissions count, and one that `apply` can reach. */
async function declare(rig: LeakRig, declared: Declared, lastFive: string): Promise<Declared> {
  const isSimulated = lastFive !== KEY.slice(-5);
  await rig.write(
    'plant.yaml',
    `version: 1
simulation: ${isSimulated}
keys:
  xp: { product: windows-xp-professional, secret: ${declared.secret}, identity: { lastFive: "${lastFive}" } }
access: { here: ${isSimulated ? '{ kind: simulated, starts: other-key }' : '{ kind: ssh }'} }
defaults: { key: xp, os: windows-xp-sp3, access: here }
hosts: { a.example: }
`,
  );
  return declared;
}
