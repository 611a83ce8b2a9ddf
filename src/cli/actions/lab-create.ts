import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFleet } from '../../lab/write-fleet.ts';
import { countOf } from '../../reporters/counts.ts';
import { EXIT } from '../exit-code.ts';
import { type Io, UsageError } from '../io.ts';

export interface CreateFlags {
  readonly hosts: number;
  readonly seed: number;
  readonly out: string;
  readonly force?: boolean;
  readonly output: 'text' | 'json';
}

const SCHEMA = new URL('../../../schema/inventory.schema.json', import.meta.url);

/** Writes an inventory of simulated hosts and the files of its made-up keys. */
export async function labCreate(flags: CreateFlags, io: Io): Promise<number> {
  const file = resolve(io.surroundings.folder, flags.out);
  const keyFolder = `${basename(file).replace(/\.ya?ml$/i, '')}-keys`;
  const schema = relative(dirname(file), fileURLToPath(SCHEMA)).replaceAll('\\', '/');
  const fleet = writeFleet({ hosts: flags.hosts, seed: flags.seed, schema, keyFolder });
  const files = new Map([[file, fleet.yaml]]);
  for (const [name, text] of fleet.keyFiles) files.set(join(dirname(file), keyFolder, name), text);
  if (flags.force !== true) await refuseToOverwrite([...files.keys()], io);
  await writeAll(files, flags.out);
  io.out(flags.output === 'json' ? toJson(flags, [...files.keys()]) : toText(flags, keyFolder));
  return EXIT.ok;
}

async function refuseToOverwrite(files: readonly string[], io: Io): Promise<void> {
  for (const file of files) {
    if (!(await exists(file))) continue;
    const shown = relative(io.surroundings.folder, file);
    throw new UsageError(`${shown} is there already`, 'Choose another name with --out, or overwrite it with --force.');
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}

async function writeAll(files: ReadonlyMap<string, string>, out: string): Promise<void> {
  try {
    for (const [file, text] of files) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, file.endsWith('.key') ? { mode: 0o600 } : {});
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new UsageError(`${out} cannot be written (${code})`, 'Choose another place with --out.');
  }
}

function toJson({ hosts, seed, out }: CreateFlags, files: readonly string[]): string {
  return `${JSON.stringify({ formatVersion: 1, command: 'lab create', inventory: out, hosts, seed, files }, undefined, 2)}\n`;
}

function toText({ hosts, seed, out }: CreateFlags, keyFolder: string): string {
  const words = `-i ${/\s/.test(out) ? JSON.stringify(out) : out}`;
  return `${out}: ${countOf(hosts, 'simulated host')} (seed ${seed}); made-up keys in ${keyFolder}

Next:
  vlkctl drift ${words}                  how the fleet stands
  vlkctl apply ${words} --on @canary     the first hosts, after a question
  vlkctl lab show ${words}               what is wrong with which host
  vlkctl lab reset ${words}              forget what an earlier fleet went through
`;
}
