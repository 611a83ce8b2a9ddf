import type { HostSpec, KeySpec } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import { err, ok, type Result } from '../model/result.ts';
import { compareInventories } from './compare-inventories.ts';
import { setAgeText } from './edit-secret.ts';
import type { SourceFile } from './source.ts';
import type { TextEdit } from './text-edit.ts';
import { type EditableYaml, findEntry, openYaml } from './yaml-places.ts';

/** A secret of the inventory, by what it belongs to. */
export interface SecretPlace {
  readonly of: 'key' | 'access';
  readonly label: string;
}

/** A secret and the armoured text of age that is to take the place of its source. */
export interface PlacedText extends SecretPlace {
  readonly armoured: string;
}

const PATHS = { key: ['keys', 'secret'], access: ['access', 'password'] } as const;

/** The edits that put texts of age into the files, by path; or why a person has to. */
export function placeSecrets(
  files: readonly SourceFile[],
  texts: readonly PlacedText[],
): Result<ReadonlyMap<string, readonly TextEdit[]>, string> {
  const opened = files.map((file) => ({ file, yaml: openYaml(file.text) }));
  const edits = new Map<string, TextEdit[]>();
  const tried = texts.map((text) => ({ text, made: editsFor(opened, text) }));
  const placed = new Set(tried.flatMap(({ text, made }) => (made.ok ? [text.armoured] : [])));
  for (const { text, made } of tried) {
    if (made.ok) edits.set(made.value.path, [...(edits.get(made.value.path) ?? []), ...made.value.own]);
    // What is written elsewhere, behind an anchor or a merge key, follows; loading the outcome proves it.
    else if (!placed.has(text.armoured))
      return err(`${text.of} '${text.label}' cannot be changed from here, ${made.error}`);
  }
  return ok(edits);
}

function editsFor(
  opened: readonly { readonly file: SourceFile; readonly yaml: EditableYaml }[],
  { of, label, armoured }: PlacedText,
): Result<{ readonly path: string; readonly own: readonly TextEdit[] }, string> {
  const [section, property] = PATHS[of];
  for (const { file, yaml } of opened) {
    const entry = findEntry(yaml, [section, label, property]);
    if (entry === undefined) continue;
    const made = setAgeText(yaml, entry, armoured);
    return made.ok ? ok({ path: file.path, own: made.value }) : made;
  }
  return err('it comes from an anchor or a merge key');
}

/** Whether new files declare exactly what the old ones did, but for these texts; else what is wrong, in words. */
export function findUnexpectedSecrets(
  before: Inventory,
  after: Inventory,
  texts: readonly PlacedText[],
): string | undefined {
  const { added, removed, changed, isRestChanged } = compareInventories(withTexts(before, texts), after);
  const [first] = [...changed, ...added, ...removed];
  if (first !== undefined) return `'${first}' would be declared in another way than is meant`;
  return isRestChanged ? 'more than these secrets would change' : undefined;
}

function withTexts(inventory: Inventory, texts: readonly PlacedText[]): Inventory {
  const textOf = (of: SecretPlace['of'], label: string): string | undefined =>
    texts.find((text) => text.of === of && text.label === label)?.armoured;
  const withKey = (key: KeySpec): KeySpec => {
    const text = textOf('key', key.label);
    return text === undefined ? key : { ...key, secret: { age: { text } } };
  };
  const withPassword = (access: HostSpec['access']): HostSpec['access'] => {
    const text = textOf('access', access.label);
    return text === undefined || access.kind !== 'winrm' ? access : { ...access, password: { age: { text } } };
  };
  return {
    ...inventory,
    keys: new Map([...inventory.keys].map(([label, key]) => [label, withKey(key)])),
    access: new Map([...inventory.access].map(([label, access]) => [label, withPassword(access)])),
    hosts: inventory.hosts.map((host) => ({ ...host, key: withKey(host.key), access: withPassword(host.access) })),
  };
}
