import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { formsOfText, piecesOf } from './key-forms.ts';
import type { LeakRig } from './leak-rig.ts';

/** Every way to find a secret; `age` in three, because there are two places and two ways to open it. */
export const SOURCES = ['env', 'file', 'command', 'age-text', 'age-file', 'age-passphrase', 'sops'] as const;
export type Source = (typeof SOURCES)[number];

/** What opens the texts of age of one rig; both are hidden as the keys are. */
export interface Opener {
  readonly identity: string;
  readonly recipient: string;
  readonly passphrase: string;
}

/** Cheap to open: how much work a passphrase costs is not what is looked at. */
const WORK_FACTOR = 10;

/** Puts identity and passphrase into the vault and programs into PATH: sources can be declared after that. */
export async function prepareSources(rig: LeakRig): Promise<Opener> {
  const identity = await generateX25519Identity();
  const opener = { identity, recipient: await identityToRecipient(identity), passphrase: 'staple-horse-battery' };
  await rig.install('key-tool', `exec cat '${rig.vault}'/"$1$2"`);
  await rig.install('sops', `exec cat "$4"`);
  rig.env['VLKCTL_AGE_IDENTITY_FILE'] = await rig.keep('identity', `# created: today\n${identity}\n`);
  rig.env['VLKCTL_AGE_PASSPHRASE_FILE'] = await rig.keep('passphrase', `${opener.passphrase}\n`);
  rig.hide('the identity of age', formsOfText(identity));
  rig.hide('the passphrase', formsOfText(opener.passphrase));
  return opener;
}

/** Puts a value where the source finds it, and answers the reference as it stands in an inventory. */
export async function declareSecret(
  rig: LeakRig,
  { source, name, value }: { readonly source: Source; readonly name: string; readonly value: string },
  opener: Opener,
): Promise<string> {
  const line = `${value}\n`;
  switch (source) {
    case 'env': {
      const variable = `VLK_${name.toUpperCase().replaceAll('-', '_')}`;
      rig.env[variable] = value;
      return `{ env: ${variable} }`;
    }
    case 'file':
      return `{ file: ${await rig.keep(name, line)} }`;
    case 'command':
      await rig.keep(name, line);
      return `{ command: [key-tool, ${name}] }`;
    case 'age-text':
      return `{ age: ${JSON.stringify(await forIdentity(line, opener))} }`;
    case 'age-file':
      return `{ age: { file: ${await rig.keep(name, armor.decode(await forIdentity(line, opener)), 0o644)} } }`;
    case 'age-passphrase':
      return `{ age: ${JSON.stringify(await forPassphrase(line, opener))} }`;
    case 'sops':
      return `{ sops: { file: ${await rig.keep(name, line)}, extract: '["${name}"]' } }`;
  }
}

/** Armoured, for the identity. */
export async function forIdentity(text: string, { recipient }: Pick<Opener, 'recipient'>): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}

/** Armoured, for the passphrase. */
export async function forPassphrase(text: string, { passphrase }: Pick<Opener, 'passphrase'>): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  return armor.encode(await encrypter.encrypt(text));
}

/** An inventory of one simulated host whose key a command prints; the rig looks out for that key. */
export async function rehearsalWith(key: string, rig: LeakRig): Promise<string> {
  const secret = await declareSecret(rig, { source: 'command', name: 'xp', value: key }, await prepareSources(rig));
  rig.hide('the key', piecesOf(key));
  return `version: 1
simulation: true
keys:
  xp: { product: windows-xp-professional, secret: ${secret}, identity: { lastFive: "${key.slice(-5)}" } }
access: { lab: { kind: simulated, starts: other-key } }
defaults: { key: xp, os: windows-xp-sp3, access: lab }
hosts: { a.example: }
`;
}
