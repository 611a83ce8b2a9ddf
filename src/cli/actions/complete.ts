import { join } from 'node:path';
import type { Command } from 'commander';
import { EXIT } from '../../reporters/exit-code.ts';
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
function sources({ surroundings: { env }, now }: Io): WordSources {
  return {
    inventory: async (paths) => {
      const { loadInventory } = await import('../../inventory/load.ts');
      const named = paths ?? [env['VLKCTL_INVENTORY'] ?? 'inventories'];
      const today = new Date(now()).toISOString().slice(0, 10);
      const loaded = await loadInventory(
        named.map((path) => withHome(path, env['HOME'])),
        { today },
      );
      return loaded.ok ? inventoryWords(loaded.value) : NO_WORDS;
    },
    codes: async () => {
      const { allCodes, explainCode } = await import('../../explain/explain.ts');
      return allCodes().map((word) => ({ word, description: explainCode(word)[0]?.title ?? '' }));
    },
  };
}

/** The shell has not done this yet when it asks for completion. */
function withHome(path: string, home: string | undefined): string {
  return path.startsWith('~/') && home !== undefined ? join(home, path.slice(2)) : path;
}
