import { join } from 'node:path';
import type { Command } from 'commander';
import type { Inventory } from '../../model/inventory.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import type { Candidate } from '../completion/candidate.ts';
import { type Completion, complete, type WordSources } from '../completion/complete.ts';
import { inventoryWords, NO_WORDS } from '../completion/inventory-words.ts';
import { splitLine } from '../completion/split-line.ts';
import type { Io } from '../io.ts';

/**
 * Answers a completion script. The first line is the kind of the answer, each other one a word and, after a tab, what
 * it is. Whatever goes wrong, there are just no words: nobody can read an error in the middle of a command line.
 */
export async function completeCommand(
  program: Command,
  shell: string,
  given: readonly string[],
  io: Io,
): Promise<number> {
  try {
    const words = wordsOf(shell, given);
    const completion = await complete(program, words, sources(io));
    io.out(render(completion, shell === 'bash' ? untouched(words, given[1] ?? '') : undefined));
  } catch {
    // No words.
  }
  return EXIT.ok;
}

/** Two shells hand over the line as it stands, the others its words without the name of the program. */
function wordsOf(shell: string, given: readonly string[]): readonly string[] {
  if (shell === 'bash') return splitLine(given[0] ?? '', '\\').slice(1);
  if (shell === 'powershell') return splitLine(given[0] ?? '', '`').slice(1);
  // fish hands over the word being written with its opening quote.
  return shell === 'fish' ? [...given.slice(0, -1), (given.at(-1) ?? '').replace(/^['"]/, '')] : given;
}

/**
 * What bash leaves alone of the word being written: it replaces only what follows the last of COMP_WORDBREAKS (`@`,
 * `=` and `:` are among them), and hands that part over.
 */
function untouched(words: readonly string[], replaced: string): string {
  const current = words.at(-1) ?? '';
  const part = replaced.replace(/^['"]/, '');
  return current.endsWith(part) ? current.slice(0, current.length - part.length) : '';
}

function render(completion: Completion, bashKeeps: string | undefined): string {
  if (!('candidates' in completion)) return `${completion.kind}\n`;
  const lines = completion.candidates.map(({ word, description = '' }) =>
    bashKeeps === undefined ? `${word}\t${description}\n` : `${word.slice(bashKeeps.length)}\n`,
  );
  return `${completion.kind}\n${lines.join('')}`;
}

/** Most words need neither: what they would load is loaded only for those that do. */
function sources(io: Io): WordSources {
  return {
    inventory: async (paths) => {
      const inventory = await loadNamed(paths, io);
      return inventory === undefined ? NO_WORDS : inventoryWords(inventory);
    },
    runs: (paths, state) => runWords(paths, state, io),
    codes: async () => {
      const { allCodes, explainCode } = await import('../../explain/explain.ts');
      return allCodes().map((word) => ({ word, description: explainCode(word)[0]?.title ?? '' }));
    },
  };
}

async function loadNamed(
  paths: readonly string[] | undefined,
  { surroundings: { env }, now }: Io,
): Promise<Inventory | undefined> {
  const { loadInventory } = await import('../../inventory/load.ts');
  const named = paths ?? [env['VLKCTL_INVENTORY'] ?? 'inventories'];
  const today = new Date(now()).toISOString().slice(0, 10);
  const whole = named.map((path) => withHome(path, env['HOME']));
  const loaded = await loadInventory(whole, { today });
  return loaded.ok ? loaded.value : undefined;
}

/** What `runs show` takes. The inventory says whose journal it is: a rehearsal has its own. */
async function runWords(
  paths: readonly string[] | undefined,
  state: string | undefined,
  io: Io,
): Promise<readonly Candidate[]> {
  const inventory = await loadNamed(paths, io);
  if (inventory === undefined) return [];
  const { surroundings } = io;
  const [{ diskAt }, { pastRuns }, { readWholeJournal }, { stateFolderOf }] = await Promise.all([
    import('../../engine/disk.ts'),
    import('../../engine/past-runs.ts'),
    import('../../engine/read-journal.ts'),
    import('../../runtime.ts'),
  ]);
  const named = state ?? surroundings.env['VLKCTL_STATE'];
  const given = named === undefined ? {} : { state: withHome(named, surroundings.env['HOME']) };
  const runs = pastRuns(await readWholeJournal(diskAt(stateFolderOf(inventory, given, surroundings))));
  const names = runs.map(({ run, command, at }) => ({ word: run, description: `${command}, ${at}` }));
  return [{ word: 'last', description: 'the newest' }, ...names.toReversed()];
}

/** The shell has not done this yet when it asks for completion. */
function withHome(path: string, home: string | undefined): string {
  return path.startsWith('~/') && home !== undefined ? join(home, path.slice(2)) : path;
}
