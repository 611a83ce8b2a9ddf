import type { ScheduleRequest } from './schedule.ts';

/** Somebody may be at work when the time comes. */
const LOCK_TIMEOUT = '10m';

/** The words after `vlkctl` of the run that nobody attends. Without a state folder a drift keeps nothing. */
export function runWords(request: ScheduleRequest): readonly string[] {
  const { run, state } = request;
  const keeping = state === undefined ? [] : ['--state', state, '--lock-timeout', LOCK_TIMEOUT];
  const how = run === 'apply' ? ['--yes', '--wait'] : state === undefined ? [] : ['--record'];
  return [run, ...how, '--quiet', ...hostWords(request), ...keeping];
}

/** The words after `vlkctl` of the check of a change of the inventory. */
export function validateWords({ inventory }: ScheduleRequest): readonly string[] {
  return ['validate', ...inventory.flatMap((path) => ['-i', path])];
}

/** The words after `vlkctl` of the plan of a change of the inventory, as Markdown. */
export function planWords(request: ScheduleRequest): readonly string[] {
  const { state } = request;
  const known = state === undefined ? [] : ['--state', state];
  return ['plan', '--quiet', '--output', 'markdown', ...hostWords(request), ...known];
}

function hostWords({ inventory, on }: ScheduleRequest): readonly string[] {
  return [...inventory.flatMap((path) => ['-i', path]), ...(on === undefined ? [] : ['--on', on])];
}

/** A command line for a POSIX shell. */
export function shLine(words: readonly string[]): string {
  return words.map(shWord).join(' ');
}

export function shWord(word: string): string {
  return /^[\w./:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A shell's line in a crontab, where a bare `%` ends the command. A backslash right before it would be taken for cron's
 * own; empty quotes keep them apart, and stand within quotes there, since `%` and the backslash are quoted by `shWord`.
 */
export function crontabLine(line: string): string {
  return line.replaceAll(/(\\?)%/g, (_, before: string) => (before === '' ? String.raw`\%` : String.raw`\''\%`));
}

/** A command line of a systemd unit. A variable is not replaced in the program, so only arguments have their `$` doubled. */
export function systemdLine([program = '', ...args]: readonly string[]): string {
  return [systemdWord(program), ...args.map((word) => systemdWord(word).replaceAll('$', '$$$$'))].join(' ');
}

/** One word where systemd takes quotes away. */
export function systemdWord(word: string): string {
  const text = systemdText(word);
  return /^[\w./:=+@,*!$%-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** The rest of a line where systemd does not. */
export function systemdText(text: string): string {
  return text.replaceAll('%', '%%');
}

/** A command line that programs of Windows take apart into these words: backslashes count before a quote only. */
export function windowsLine(words: readonly string[]): string {
  return words.map(windowsWord).join(' ');
}

function windowsWord(word: string): string {
  if (/^[^\s"]+$/.test(word)) return word;
  return `"${word.replaceAll(/(\\*)("|$)/g, (_, slashes: string, quote: string) => slashes + slashes + (quote === '' ? '' : String.raw`\"`))}"`;
}
