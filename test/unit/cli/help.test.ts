import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { splitLine } from '../../../src/cli/completion/split-line.ts';
import { everyCommand } from '../../../src/cli/usage-errors.ts';
import { FAMILIES } from '../../../src/explain/explain.ts';
import { commandLine, testProgram } from '../../support/command-line.ts';

const PROGRAM = testProgram();
const COMMANDS = everyCommand(PROGRAM)
  .filter((command) => command.name() !== '__complete')
  .map((command) => [pathOf(command).join(' '), command] as const);

/** Flags whose words depend on the command. */
const OWN_WORDS = ['--out', '--output', '--key', '--all'];

describe.each(COMMANDS)('the help of %s', (path, command) => {
  const read = async (): Promise<string> => (await commandLine([...path.split(' ').slice(1), '--help'])).out;

  it('fits 80 columns', async () => {
    expect((await read()).split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('has examples that can be typed', async () => {
    const examples = commandsIn(await read());
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(examples.flatMap(problemsOf)).toEqual([]);
  });

  it('describes the command, its arguments and its flags', () => {
    const { registeredArguments, options } = command;
    for (const { description } of [...registeredArguments, ...options]) expect(description).not.toBe('');
    expect(command.description()).toMatch(/^[A-Z]?[^.]+\.?$/);
  });
});

describe('flags', () => {
  it('have the same words wherever they are', () => {
    const words = new Map<string, Set<string>>();
    for (const option of COMMANDS.flatMap(([, { options }]) => options)) {
      const { long = '', description } = option;
      if (!OWN_WORDS.includes(long)) words.set(long, (words.get(long) ?? new Set()).add(description));
    }
    expect([...words].filter(([, each]) => each.size > 1)).toEqual([]);
  });
});

describe('the commands of explanations', () => {
  it('can be typed', () => {
    const explanations = FAMILIES.flatMap(({ explanations: each }) => Object.values(each));
    const lines = explanations.flatMap(({ run = [] }) => run).filter((line) => line.startsWith('vlkctl '));
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.flatMap(problemsOf)).toEqual([]);
  });
});

/** The lines of examples, each without what it does: that follows after two spaces, or on the next line. */
function commandsIn(help: string): readonly string[] {
  return help.split('\n').flatMap((line) => {
    const found = /^ {2}(?:[A-Z_]+=\$\([^)]*\) |eval "\$\()?(?<command>vlkctl\b.*?)(?: {2}|\)"|$)/.exec(line);
    return found?.groups?.['command'] ?? [];
  });
}

/** What is wrong with a command line: a command or flag that is not there, or a missing or surplus argument. */
function problemsOf(line: string): readonly string[] {
  const words = splitLine(line.split(/ [|>] /)[0] ?? '', '\\').slice(1);
  let command: Command = PROGRAM;
  const operands: string[] = [];
  const problems: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const inner = operands.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    const option = command.options.find(({ long, short }) => long === word || short === word);
    if (inner !== undefined) command = inner;
    else if (!word.startsWith('-')) operands.push(word);
    else if (word === '--help') return [];
    else if (option === undefined) problems.push(`${line}: ${word} is no flag`);
    else if (option.required) {
      at += 1;
      const value = words[at] ?? '';
      if (option.argChoices?.includes(value) === false) problems.push(`${line}: ${word} cannot be ${value}`);
    }
  }
  const needed = command.registeredArguments.filter((argument) => argument.required).length;
  const isEndless = command.registeredArguments.at(-1)?.variadic === true;
  if (operands.length < needed || (operands.length > command.registeredArguments.length && !isEndless))
    problems.push(`${line}: arguments`);
  return problems;
}

function pathOf(command: Command): readonly string[] {
  return command.parent === null ? [command.name()] : [...pathOf(command.parent), command.name()];
}
