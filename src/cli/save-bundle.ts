import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundleFile } from '../bundle/bundle.ts';
import { isSettings } from '../bundle/encode-settings.ts';
import { KEY_FOLDER } from '../bundle/key-files.ts';
import { mask } from '../model/secret.ts';
import { explainSaveError } from '../model/system-error.ts';
import { clearLeftovers, removeOlder, type WritingProcess, workingFolders } from './bundle-leftovers.ts';

/** What stands in the folder of a bundle; receipts are left there by hosts that run it from a stick. */
const OWN: readonly string[] = ['README.txt', 'public', 'private', 'gpo', 'scripts', 'receipts'];

/** The account that made it, and nobody else. */
const OWNER_ONLY = { folder: 0o700, file: 0o600 };

/**
 * Writes a bundle in place of an older one, whole: beside its place, then renamed; receipts are kept. The one door past the mask
 * besides `Io.keyDesk`, and only for `private/keys/*.key`: any other file that the mask would change throws. Throws what the
 * system says.
 */
export function saveBundle(folder: string, files: readonly BundleFile[], self: WritingProcess): void {
  const place = existsSync(folder) ? realpathSync(folder) : folder;
  const { fresh, older } = workingFolders(place, self);
  clearLeftovers(place, self);
  try {
    for (const file of [NOT_FOR_GIT, ...files]) writeOne(fresh, file);
    if (existsSync(place)) renameSync(place, older);
    renameSync(fresh, place);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (existsSync(older) && !existsSync(place)) renameSync(older, place);
    throw error;
  }
  removeOlder(older, place);
}

/** Written before any key: a bundle made inside a repository, or left half-way there, is never committed with its keys. */
const NOT_FOR_GIT: BundleFile = { path: 'private/.gitignore', bytes: Buffer.from('*\n') };

function writeOne(folder: string, { path, bytes }: BundleFile): void {
  if (!isKeyFile(path)) refuseKey(path, bytes);
  const isPrivate = path.startsWith('private/');
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true, ...(isPrivate && { mode: OWNER_ONLY.folder }) });
  writeFileSync(file, bytes, { flag: 'wx', ...(isPrivate && { mode: OWNER_ONLY.file }) });
}

function isKeyFile(path: string): boolean {
  return dirname(path) === KEY_FOLDER && path.endsWith('.key');
}

/** Both readings: files of a bundle are ASCII or UTF-16. */
function refuseKey(path: string, bytes: Uint8Array): void {
  const content = Buffer.from(bytes);
  const texts = [content.toString('latin1'), content.toString('utf16le')];
  if (texts.some((text) => mask(text) !== text)) throw new Error(`${path} would hold a key`);
}

/** Why a bundle may not be written there; undefined where nothing is, or an older bundle and nothing else. */
export function findBundleProblem(folder: string): string | undefined {
  try {
    if (!existsSync(folder)) return undefined;
    const names = readdirSync(folder);
    const strange = names.find((name) => !OWN.includes(name));
    if (strange !== undefined) return `it holds ${strange}, which is no part of a bundle`;
    const settings = join(folder, 'public', 'bundle.txt');
    if (names.length === 0 || (existsSync(settings) && isSettings(readFileSync(settings)))) return undefined;
    return 'it holds no bundle of vlkctl';
  } catch (error) {
    return explainSaveError(error);
  }
}
