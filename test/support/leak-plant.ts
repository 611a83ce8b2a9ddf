import { formsOfText, piecesOf } from './key-forms.ts';
import { type LeakFleet, startFleet, USER } from './leak-fleet.ts';
import { LeakRig } from './leak-rig.ts';
import { declareSecret, type Opener, prepareSources, SOURCES } from './leak-sources.ts';
import { ansiExport } from './registry-exports.ts';
import { syntheticKey } from './synthetic-key.ts';

/** A host for every source, whose key and password are read from it, and one with a command of its own. */
export interface LeakPlant extends AsyncDisposable {
  readonly rig: LeakRig;
  readonly fleet: LeakFleet;
  readonly opener: Opener;
  /** Over winrm. */
  readonly text: string;
  /** The same keys in a simulation, whose hosts have names. */
  readonly simulation: string;
  /** The same keys on hosts that run a bundle. */
  readonly pulling: string;
  /** What somebody exported of the registry of the first of them. */
  readonly exported: Buffer;
  /** The key of each label. */
  readonly keys: ReadonlyMap<string, string>;
}

/** What a host of the fleet is declared with. */
const HOSTS = [...SOURCES, 'per-host'] as const;

/** Starts the fleet and hides every key and password in it. */
export async function leakPlant(): Promise<LeakPlant> {
  const rig = await LeakRig.create();
  const opener = await prepareSources(rig);
  const passwords = HOSTS.map((_host, index) => `correct horse æøå ${index}`);
  const fleet = await startFleet(passwords);
  const keys = new Map([...HOSTS, 'spare'].map((name, index) => [`k-${name}`, syntheticKey(10 + index)] as const));
  const keyLines: string[] = [];
  for (const [label, value] of keys) {
    rig.hide(`key ${label}`, piecesOf(value));
    const source = SOURCES.find((each) => label === `k-${each}`) ?? 'env';
    const secret = await declareSecret(rig, { source, name: label, value }, opener);
    const identity = `{ lastFive: "${value.slice(-5)}" }`;
    keyLines.push(`  ${label}: { product: windows-xp-professional, secret: ${secret}, identity: ${identity} }\n`);
  }
  const accessLines: string[] = [];
  for (const [index, value] of passwords.entries()) {
    const name = `p-${HOSTS[index] ?? ''}`;
    rig.hide(`password ${name}`, formsOfText(value));
    const source = SOURCES[index];
    if (source === undefined) await rig.keep(`${name}-${fleet.addresses[index] ?? ''}`, `${value}\n`);
    const password =
      source === undefined
        ? `{ command: [key-tool, ${name}-, "{host}"] }`
        : await declareSecret(rig, { source, name, value }, opener);
    accessLines.push(`  ${name}: { kind: winrm, port: ${fleet.port}, username: '${USER}', password: ${password} }\n`);
  }
  const head = `version: 1\nrecipients: [${opener.recipient}]\nkeys:\n${keyLines.join('')}`;
  const hosts = HOSTS.map(
    (name, index) =>
      `  ${fleet.addresses[index] ?? ''}: { computerName: HOST-${index + 1}, key: k-${name}, access: p-${name} }\n`,
  );
  const simulated = HOSTS.map((name) => `  ${name}.example: { key: k-${name} }\n`);
  return {
    rig,
    fleet,
    opener,
    keys,
    text: `${head}access:\n${accessLines.join('')}defaults: { os: windows-xp-sp3 }\nhosts:\n${hosts.join('')}`,
    simulation: `${head.replace('version: 1', 'version: 1\nsimulation: true')}access: { lab: { kind: simulated, starts: other-key } }
defaults: { os: windows-xp-sp3, access: lab }\nhosts:\n${simulated.join('')}`,
    pulling: `${head}access: { pull: { kind: startup-script, receipts: 'C:\\receipts', maxAge: 7d } }
defaults: { os: windows-xp-rtm, access: pull }\nhosts:\n${simulated.join('')}`,
    exported: ansiExport({ key: keys.get('k-env') ?? '', computerName: undefined }),
    [Symbol.asyncDispose]: async () => {
      await fleet[Symbol.asyncDispose]();
      await rig[Symbol.asyncDispose]();
    },
  };
}
