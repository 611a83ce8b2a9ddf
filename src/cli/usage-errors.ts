import type { Command } from 'commander';
import { nearest } from '../inventory/nearest.ts';

/** What is wrong with a command line and what to do about it. */
interface UsageProblem {
  readonly message: string;
  readonly help: string;
}

/** Puts an error of commander into the form of all our errors: what is wrong, then what to do next. */
export function renderUsageError(text: string, command: Command): string {
  const [first = '', hint = ''] = text.trim().split('\n');
  const said = first.replace(/^error: /, '');
  const near = /Did you mean (?:one of )?(?<words>.*)\?/.exec(hint)?.groups?.['words']?.split(', ') ?? [];
  for (const { sign, explain } of EXPLANATIONS) {
    const found = sign.exec(said);
    if (found === null) continue;
    const { message, help } = explain(found.groups ?? {}, command, near);
    return `${message}\n  -> ${help}\n`;
  }
  return `${said}\n  -> ${seeHelp(command)}\n`;
}

interface UsageExplanation {
  readonly sign: RegExp;
  readonly explain: (found: Found, command: Command, near: readonly string[]) => UsageProblem;
}

/** The named groups of a sign. */
type Found = Readonly<Record<string, string>>;

const EXPLANATIONS: readonly UsageExplanation[] = [
  { sign: /^unknown command '(?<name>.*)'$/, explain: unknownCommand },
  { sign: /^unknown option '(?<flag>.*)'$/, explain: unknownFlag },
  {
    sign: /'(?<flags>-.*)' argument '(?<value>.*)' is invalid\. Allowed choices are (?<choices>.*)\.$/,
    explain: badChoice,
  },
  {
    sign: /value '(?<value>.*)' is invalid for argument '(?<flags>.*)'\. Allowed choices are (?<choices>.*)\.$/,
    explain: badChoice,
  },
  { sign: /'(?<flags>-.*)' argument '(?<value>.*)' is invalid\. (?<why>.*)$/, explain: badValue },
  { sign: /^option '(?<flags>.*)' argument missing$/, explain: missingValue },
  { sign: /^missing required argument '(?<name>.*)'$/, explain: missingArgument },
  { sign: /^too many arguments/, explain: tooManyArguments },
];

/** What other programs call it. */
const ALSO_CALLED: ReadonlyMap<string, string> = new Map([
  ['list', 'hosts'],
  ['ls', 'hosts'],
  ['show', 'hosts'],
  ['inventory', 'hosts'],
  ['check', 'validate'],
  ['status', 'drift'],
  ['diff', 'drift'],
  ['set', 'apply'],
  ['run', 'apply'],
  ['undo', 'recover'],
  ['rollback', 'recover'],
  ['demo', 'rehearse'],
]);

/** A command that is not there, and what was probably meant. */
export function unknownCommand({ name = '' }: Found, command: Command): UsageProblem {
  const path = pathOf(command);
  const meant = commandsMeant(name.toLowerCase(), command);
  return {
    message: `There is no command '${path} ${name}'`,
    help:
      meant.length === 0
        ? `\`${path} --help\` ${command.commands.length === 0 ? 'shows what there is' : 'lists the commands'}.`
        : `Did you mean ${meant.map((each) => `\`${path} ${each}\``).join(' or ')}?`,
  };
}

/** As others call it, as it stands within another command, or nearly so. */
function commandsMeant(name: string, command: Command): readonly string[] {
  const other = command.parent === null ? ALSO_CALLED.get(name) : undefined;
  if (other !== undefined) return [other];
  const inner = command.commands.flatMap((outer) =>
    outer.commands.filter((each) => each.name() === name).map((each) => `${outer.name()} ${each.name()}`),
  );
  if (inner.length > 0) return inner;
  const visible = command.createHelp().visibleCommands(command);
  const meant = nearest(
    name,
    visible.map((each) => each.name()),
  );
  return meant === undefined ? [] : [meant];
}

/** What other programs call a flag. */
const FLAGS_ALSO_CALLED: ReadonlyMap<string, string> = new Map([
  ['--json', '--output json'],
  ['--format', '--output'],
  ['-o', '--output'],
  ['--host', '--on'],
  ['--hosts', '--on'],
  ['--limit', '--on'],
  ['--file', '--inventory'],
  ['-f', '--inventory'],
  ['-y', '--yes'],
  ['-v', '--verbose'],
  ['-q', '--quiet'],
]);

function unknownFlag({ flag = '' }: Found, command: Command, near: readonly string[]): UsageProblem {
  const name = flag.split('=')[0] ?? flag;
  const message = `${pathOf(command)} has no flag ${name}`;
  const meant = flagMeant(name, command);
  if (meant !== undefined) return { message, help: meant };
  const others = everyCommand(rootOf(command)).filter((each) => hasFlag(each, name));
  const [shallowest] = others.toSorted((a, b) => depthOf(a) - depthOf(b));
  const first = others.find((each) => command.args.includes(each.name())) ?? shallowest;
  if (first !== undefined && command.parent === null) {
    return { message, help: `Flags stand after the command, as in \`${pathOf(first)} ${name}\`.` };
  }
  if (first !== undefined) return { message, help: `It is a flag of other commands, such as \`${pathOf(first)}\`.` };
  return { message, help: near.length === 0 ? seeHelp(command) : `Did you mean ${near.join(' or ')}?` };
}

function flagMeant(name: string, command: Command): string | undefined {
  if (name === '--dry-run' && command.name() === 'apply') return '`vlkctl plan` shows what apply would do.';
  const meant = FLAGS_ALSO_CALLED.get(name);
  const isOwn = meant !== undefined && hasFlag(command, meant.replace(/ .*/, ''));
  return isOwn ? `Did you mean ${meant}?` : undefined;
}

function hasFlag({ options }: Command, name: string): boolean {
  return options.some(({ long, short }) => long === name || short === name);
}

function badChoice(found: Found): UsageProblem {
  const { flags = '', value = '', choices = '' } = found;
  const meant = nearest(value, choices.split(', '));
  const possible = `Possible: ${choices}.`;
  return {
    message: `${nameOf(flags)} cannot be '${value}'`,
    help: meant === undefined ? possible : `Did you mean '${meant}'? ${possible}`,
  };
}

function badValue({ flags = '', value = '', why = '' }: Found): UsageProblem {
  return { message: `${nameOf(flags)} cannot be '${value}'`, help: why };
}

function missingValue({ flags = '' }: Found, command: Command): UsageProblem {
  const description = command.options.find((option) => option.flags === flags)?.description ?? '';
  return { message: `${nameOf(flags)} needs a value`, help: `Write \`${flags}\`: ${description}.` };
}

function missingArgument({ name = '' }: Found, command: Command): UsageProblem {
  const argument = command.registeredArguments.find((each) => each.name() === name);
  const choices = argument?.argChoices === undefined ? '' : `: ${argument.argChoices.join(', ')}`;
  return {
    message: `${pathOf(command)} needs a ${name}`,
    help: `Write \`${pathOf(command)} ${name.toUpperCase()}\`: ${argument?.description ?? name}${choices}.`,
  };
}

function tooManyArguments(_found: Found, command: Command): UsageProblem {
  const expected = command.registeredArguments.length;
  const extra = command.args[expected] ?? '';
  const takes = ['no argument', 'one argument'][expected] ?? `${expected} arguments`;
  return { message: `${pathOf(command)} takes ${takes}, and '${extra}' is one more`, help: whereTo(extra, command) };
}

/** The flag that a word was probably meant for. */
function whereTo(extra: string, command: Command): string {
  const path = pathOf(command);
  if (hasFlag(command, '--inventory') && /\.ya?ml$|[/\\]/.test(extra))
    return `To name a file write \`${path} -i ${extra}\`.`;
  return hasFlag(command, '--on') ? `To name hosts write \`${path} --on ${extra}\`.` : seeHelp(command);
}

function seeHelp(command: Command): string {
  return `\`${pathOf(command)} --help\` shows what there is.`;
}

/** `--output <form>` -> `--output`; `-i, --inventory <path>` -> `--inventory` */
function nameOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}

/** `vlkctl keys identify` */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function depthOf(command: Command): number {
  return command.parent === null ? 0 : depthOf(command.parent) + 1;
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

/** A command and all below it. */
export function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
