import type { Argument, Command, Option } from 'commander';

/** What a command line up to the cursor asks for. */
export interface Question {
  /** The innermost command that is named. */
  readonly command: Command;
  /** The word being written, as far as it is. */
  readonly current: string;
  /** What the word is: a flag, the value of one (with what stands before it in the word), or the next argument. */
  readonly wanted:
    | { readonly kind: 'flag' }
    | { readonly kind: 'value'; readonly of: Option; readonly before: string }
    | { readonly kind: 'argument'; readonly of: Argument | undefined };
  /** The arguments before it. */
  readonly operands: readonly string[];
  /** Long names of the flags that are given, with their values. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

interface Reading {
  command: Command;
  readonly operands: string[];
  isOver: boolean;
  pending: Option | undefined;
  readonly given: Map<string, string[]>;
}

/** Reads the words after the name of the program; the last one is being written. */
export function readWords(program: Command, words: readonly string[]): Question {
  const reading: Reading = { command: program, operands: [], isOver: false, pending: undefined, given: new Map() };
  for (const word of words.slice(0, -1)) readWord(word, reading);
  const current = words.at(-1) ?? '';
  const { command, given, operands } = reading;
  return { command, current, operands, given, wanted: whatIsWanted(current, reading) };
}

function readWord(word: string, reading: Reading): void {
  const { pending, command } = reading;
  if (pending !== undefined) {
    addGiven(reading, pending, word);
    reading.pending = undefined;
  } else if (reading.isOver || !word.startsWith('-')) readOperand(word, reading);
  else if (word === '--') reading.isOver = true;
  else {
    const [name = '', ...value] = word.split('=');
    const option = findOption(command, name);
    if (option === undefined) return;
    if (takesValue(option) && value.length === 0) reading.pending = option;
    else addGiven(reading, option, value.join('='));
  }
}

function readOperand(word: string, reading: Reading): void {
  const { command, operands } = reading;
  const inner = operands.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
  if (inner === undefined) operands.push(word);
  else reading.command = inner;
}

function addGiven({ given }: Reading, { long }: Option, value: string): void {
  if (long !== null && long !== undefined) given.set(long, [...(given.get(long) ?? []), value]);
}

function whatIsWanted(current: string, { command, pending, isOver, operands }: Reading): Question['wanted'] {
  if (pending !== undefined) return { kind: 'value', of: pending, before: '' };
  if (!isOver && current.startsWith('-')) {
    const [name = ''] = current.split('=');
    const option = current.includes('=') ? findOption(command, name) : undefined;
    return option === undefined ? { kind: 'flag' } : { kind: 'value', of: option, before: `${name}=` };
  }
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  return { kind: 'argument', of: registeredArguments[operands.length] ?? (last?.variadic === true ? last : undefined) };
}

function findOption(command: Command, name: string): Option | undefined {
  return command.options.find(({ long, short }) => long === name || short === name);
}

/** Whether a flag is followed by a value. */
export function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}
