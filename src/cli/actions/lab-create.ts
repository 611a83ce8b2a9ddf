import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { writeFleet } from '../../lab/write-fleet.ts';
import { explainSaveError } from '../../model/system-error.ts';
import { countOf } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import { type Io, UsageError } from '../io.ts';
import { packageFile } from '../package-file.ts';
import { saveDocument } from '../save-document.ts';
import { quoteWord } from '../typed-again.ts';

export interface CreateFlags {
  readonly hosts: number;
  readonly seed: number;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly output: 'text' | 'json';
}

/** Writes an inventory of simulated hosts and the files of its made-up keys. */
export async function labCreate(flags: CreateFlags, io: Io): Promise<number> {
  const file = resolve(io.surroundings.folder, flags.out);
  const keyFolder = `${basename(file).replace(/\.ya?ml$/i, '')}-keys`;
  const schema = relative(dirname(file), packageFile('schema/inventory.schema.json')).replaceAll('\\', '/');
  const fleet = writeFleet({ hosts: flags.hosts, seed: flags.seed, schema, keyFolder });
  const keyFiles = new Map([...fleet.keyFiles].map(([name, text]) => [join(dirname(file), keyFolder, name), text]));
  const files = [file, ...keyFiles.keys()];
  if (flags.overwrite !== true) await refuseToOverwrite(files, io);
  // The keys first: an inventory that is there is one that can be used.
  const problem = await writeAll(new Map([...keyFiles, [file, fleet.yaml]]), io);
  if (problem !== undefined) {
    io.err(`${flags.out} cannot be written: ${problem}\n  -> Mend that, or choose another place with --out.\n`);
    return EXIT.couldNotRun;
  }
  io.out(flags.output === 'json' ? toJson(flags, files) : toText(flags, keyFolder));
  return EXIT.ok;
}

async function refuseToOverwrite(files: readonly string[], io: Io): Promise<void> {
  for (const file of files) {
    if (!(await exists(file))) continue;
    const shown = relative(io.surroundings.folder, file);
    throw new UsageError(
      `${shown} is there already`,
      'Choose another name with --out, or overwrite it with --overwrite.',
    );
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

/** Writes the files in their order; answers why it could not. */
async function writeAll(files: ReadonlyMap<string, string>, io: Io): Promise<string | undefined> {
  try {
    for (const [file, text] of files) {
      await mkdir(dirname(file), { recursive: true });
      if (file.endsWith('.key')) await writeFile(file, text, { mode: 0o600 });
      else saveDocument(file, text, io.surroundings.processId);
    }
    return undefined;
  } catch (error) {
    return explainSaveError(error);
  }
}

function toJson({ hosts, seed, out }: CreateFlags, files: readonly string[]): string {
  return renderJson({ formatVersion: 1, command: 'lab create', inventory: out, hosts, seed, files });
}

function toText({ hosts, seed, out }: CreateFlags, keyFolder: string): string {
  const words = `-i ${quoteWord(out)}`;
  return `${out}: ${countOf(hosts, 'simulated host')} (seed ${seed}); made-up keys in ${keyFolder}

Next:
  vlkctl drift ${words}                  how the fleet stands
  vlkctl apply ${words} --on @canary     the first hosts, after a question
  vlkctl lab show ${words}               what is wrong with which host
  vlkctl lab reset ${words}              forget what an earlier fleet went through
`;
}
