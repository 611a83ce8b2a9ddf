import type { Argument, Command, Option } from 'commander';
import type { Candidate } from './candidate.ts';
import { type InventoryWords, selectorWords } from './inventory-words.ts';
import { type Question, readWords, takesValue } from './read-words.ts';

/** What a shell offers: words (after `nospace` the word may go on), or paths that it finds itself. */
export type Completion =
  | { readonly kind: 'words' | 'nospace'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'files' | 'folders' };

/** Where words come from that are not part of the command line itself; loaded only when they are asked for. */
export interface WordSources {
  readonly inventory: (paths: readonly string[] | undefined) => Promise<InventoryWords>;
  readonly codes: () => Promise<readonly Candidate[]>;
  /** Past runs, the newest first. */
  readonly runs: (paths: readonly string[] | undefined, state: string | undefined) => Promise<readonly Candidate[]>;
}

/** What fits at the cursor. `words` follow the name of the program; the last one is being written. */
export async function complete(program: Command, words: readonly string[], sources: WordSources): Promise<Completion> {
  const question = readWords(program, words);
  const { wanted, current, command, operands } = question;
  if (wanted.kind === 'flag') return fitting(flagsOf(question), current);
  if (wanted.kind === 'value') {
    const { of, before } = wanted;
    const found = await valuesOf(of, valueName(of), { ...question, current: current.slice(before.length) }, sources);
    return 'candidates' in found ? { ...found, candidates: found.candidates.map(after(before)) } : found;
  }
  if (command.commands.length > 0) return fitting(operands.length === 0 ? commandsOf(command) : [], current);
  if (wanted.of?.name() === 'command') return fitting(commandsAfter(program, operands), current);
  if (wanted.of === undefined) return fitting([], current);
  return valuesOf(wanted.of, wanted.of.name(), question, sources);
}

function fitting(candidates: readonly Candidate[], current: string, kind: 'words' | 'nospace' = 'words'): Completion {
  const start = current.toLowerCase();
  return { kind, candidates: candidates.filter(({ word }) => word.toLowerCase().startsWith(start)) };
}

function after(before: string): (candidate: Candidate) => Candidate {
  return (candidate) => ({ ...candidate, word: before + candidate.word });
}

/** What `help` can show after these words. */
function commandsAfter(program: Command, words: readonly string[]): readonly Candidate[] {
  let command: Command | undefined = program;
  for (const word of words) command = command?.commands.find((each) => each.name() === word);
  return command === undefined ? [] : commandsOf(command);
}

function commandsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((each) => ({ word: each.name(), description: each.description() }));
}

/** Flags that were not given yet, or can be repeated. */
function flagsOf({ command, given }: Question): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== undefined && (long === '--inventory' || !given.has(long)))
    .map((option) => ({ word: option.long ?? '', description: option.description }));
}

/** The name in the flag or argument says what belongs there: every `<host>` is completed alike. */
async function valuesOf(
  { argChoices }: Option | Argument,
  name: string,
  { current, given }: Question,
  sources: WordSources,
): Promise<Completion> {
  if (argChoices !== undefined)
    return fitting(
      argChoices.map((word) => ({ word })),
      current,
    );
  const inventory = (): Promise<InventoryWords> => sources.inventory(given.get('--inventory'));
  switch (name) {
    case 'host':
      return fitting((await inventory()).hosts, current);
    case 'selector':
      return { kind: 'nospace', candidates: selectorWords(await inventory(), current) };
    case 'label':
      return fitting((await inventory()).keys, current);
    case 'code':
      return fitting(await sources.codes(), current);
    case 'run':
      return fitting(await sources.runs(given.get('--inventory'), given.get('--state')?.at(-1)), current);
    case 'path':
    case 'file':
      return { kind: 'files' };
    case 'folder':
      return { kind: 'folders' };
    default:
      return fitting([], current);
  }
}

/** `--on <selector>` -> `selector` */
function valueName(option: Option): string {
  return takesValue(option) ? (/[<[](?<name>[\w-]+)/.exec(option.flags)?.groups?.['name'] ?? '') : '';
}
