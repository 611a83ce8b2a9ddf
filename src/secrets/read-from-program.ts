import { TransportError } from '../model/fault.ts';
import { RunRefused } from '../model/run-refused.ts';
import type { ReadSource, SecretName, SecretSurroundings, ToolOutput } from './secret-source.ts';

/** Of what a program complains no more is shown. */
const MAX_SAID = 400;

/** What a program of the user prints. Its arguments are never repeated: a token may be among them. */
export const readFromCommand: ReadSource<{ readonly command: readonly string[] }> = ({ command }, name, around) => {
  const [program = '', ...args] = command;
  const help = `Run the command of ${name.what} by hand, as the account that runs vlkctl, and mend what it says.`;
  return print({ program, args, help }, name, around);
};

/** One value of a file of sops, or all of a file that holds nothing else. */
export const readFromSops: ReadSource<{ readonly sops: { readonly file: string; readonly extract?: string } }> = (
  { sops: { file, extract } },
  name,
  around,
) => {
  const args = ['--decrypt', ...(extract === undefined ? [] : ['--extract', extract]), file];
  const help = `Run \`sops --decrypt\` on ${file} by hand, as the account that runs vlkctl, and mend what it says.`;
  return print({ program: 'sops', args, help }, name, around);
};

interface Printing {
  readonly program: string;
  readonly args: readonly string[];
  /** What to do when it fails. */
  readonly help: string;
}

async function print({ program, args, help }: Printing, name: SecretName, around: SecretSurroundings): Promise<string> {
  const limit = AbortSignal.timeout(around.limitMs);
  const signal = AbortSignal.any([around.signal, limit]);
  const call = { program, args, env: around.toolEnvironment };
  let output: ToolOutput;
  try {
    output = await around.run(call, signal);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw notRun(error, { program, help }, name, around);
  }
  if (output.exitCode !== 0) throw failed(output, { program, help }, name);
  // It is read byte by byte, and passwords are written in UTF-8.
  return Buffer.from(output.stdout, 'latin1').toString('utf8');
}

function notRun(
  { fault }: TransportError,
  { program, help }: Omit<Printing, 'args'>,
  { what }: SecretName,
  { limitMs }: SecretSurroundings,
): RunRefused {
  const { code } = fault;
  if (code === 'program-missing') {
    return new RunRefused(
      'secret-program-missing',
      `${what}: the program ${program} cannot be started`,
      `Install ${program} on this machine, add it to PATH, or change in the inventory where ${what} is read from.`,
    );
  }
  if (code === 'timed-out') {
    return new RunRefused(
      'secret-program-slow',
      `${what}: the program ${program} did not end within ${limitMs / 1000} s`,
      `It may be waiting for somebody to type or touch something. ${help}`,
    );
  }
  const isInterrupted = code === 'aborted';
  const how = isInterrupted ? `interrupted while ${program} ran` : `the program ${program} broke off`;
  return new RunRefused('secret-program-failed', `${what}: ${how}`, isInterrupted ? 'Run again.' : help);
}

function failed(output: ToolOutput, { program, help }: Omit<Printing, 'args'>, { what }: SecretName): RunRefused {
  const said = complaintOf(output);
  const message = `${what}: the program ${program} ended with exit code ${output.exitCode}${said === '' ? '' : `: ${said}`}`;
  return new RunRefused('secret-program-failed', message, help);
}

/** Shorter ones stand in many words by chance. */
const SHORTEST_HIDDEN = 4;

/** What a program says on stderr, without what it printed on stdout: it may have failed only after it had the secret. */
function complaintOf({ stdout, stderr }: ToolOutput): string {
  const printed = stdout.split(/[\r\n]+/).map(toOneLine);
  const hidden = printed.filter(({ length }) => length >= SHORTEST_HIDDEN).toSorted((a, b) => b.length - a.length);
  return hidden.reduce((said, secret) => said.replaceAll(secret, '*****'), toOneLine(stderr)).slice(0, MAX_SAID);
}

/** Of stdout too what stderr comes as: printable, and white space made one. */
function toOneLine(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e\xa0-\xff]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
