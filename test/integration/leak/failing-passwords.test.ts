import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formsOfText } from '../../support/key-forms.ts';
import { type LeakFleet, startFleet, USER } from '../../support/leak-fleet.ts';
import { LeakRig } from '../../support/leak-rig.ts';
import { type Opener, prepareSources } from '../../support/leak-sources.ts';
import { type Declared, FAILING_STEPS } from '../../support/leak-steps.ts';

/** No key: nothing but the code that reads it knows what it looks like. */
const PASSWORD = 'Sommer-2026-regen';
const SOON = { LEAK_LIMIT_MS: '1000' };
const DRIFT = ['drift', '-i', 'plant.yaml', '--output', 'json'];

let rig: LeakRig;
let opener: Opener;
let fleet: LeakFleet;

beforeAll(async () => {
  rig = await LeakRig.create();
  opener = await prepareSources(rig);
  fleet = await startFleet([PASSWORD]);
  rig.hide('the password', formsOfText(PASSWORD));
});
afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});
beforeEach(() => rig.clear());

/** Sources say the same of a password as of a key; here are those that know it, one of each. */
const STEPS = FAILING_STEPS.filter(({ title }) =>
  [
    'everybody may read a file',
    'key-tool prints nothing',
    'key-tool hangs',
    'key-tool fails with all it knows',
    'sops fails with all it knows',
    'key-tool is killed',
    'key-tool is missing',
    'age has another identity',
    'age has another passphrase',
    'the file of the identity holds the secret instead',
    'the file of age holds the secret in clear',
  ].includes(title),
);

describe('a password that cannot be had leaves its host unknown and is nowhere', () => {
  it.each(STEPS.map((step) => [step.title, step] as const))('%s', async (_title, step) => {
    const { env = {} } = await declare(await step.declare(PASSWORD, rig, opener));
    const run = await rig.run(DRIFT, { env: { ...(step.code === 'secret-program-slow' && SOON), ...env } });
    expect(await rig.leaks([run], { 'the network': fleet.wire() })).toEqual([]);
    expect(run).toMatchObject({ code: 5, out: expect.stringMatching(step.says) });
    expect(run.out).toContain('the password of access here');
  });

  it('of one host, by {host}', async () => {
    await rig.install('key-tool', `echo '${PASSWORD}'; echo "no ${PASSWORD} for $1" >&2; exit 3`);
    await declare({ secret: '{ command: [key-tool, "{host}"] }' });
    const runs = [await rig.run(DRIFT), await rig.run(['doctor', '127.0.2.1', '-i', 'plant.yaml'])];
    expect(await rig.leaks(runs)).toEqual([]);
    expect(runs.map(({ code }) => code)).toEqual([5, 5]);
    expect(runs[0]?.out).toContain('the password of access here for 127.0.2.1: the program key-tool ended');
  });
});

it('a wrong password is what the host says of it, and is nowhere', async () => {
  rig.hide('the wrong password', formsOfText(`${PASSWORD}-2`));
  await declare({ secret: '{ env: VLK_STEP }' });
  const run = await rig.run(DRIFT, { env: { VLK_STEP: `${PASSWORD}-2` } });
  expect(await rig.leaks([run], { 'the network': fleet.wire() })).toEqual([]);
  expect(run).toMatchObject({ code: 5, out: expect.stringContaining('auth-denied') });
});

async function declare(declared: Declared): Promise<Declared> {
  await rig.write(
    'plant.yaml',
    `version: 1
keys: { xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: BBBBB } } }
access: { here: { kind: winrm, port: ${fleet.port}, username: '${USER}', password: ${declared.secret} } }
defaults: { key: xp, os: windows-xp-sp3, access: here }
hosts: { ${fleet.addresses[0] ?? ''}: { computerName: HOST-1 } }
`,
  );
  return declared;
}
