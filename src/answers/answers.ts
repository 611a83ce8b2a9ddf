import { TransportError } from '../model/fault.ts';
import { connectFault } from './dcom-fault.ts';

/** What came back from one run of the payload. */
export interface PayloadOutput {
  readonly stdout: string;
  readonly exitCode: number;
}

/** The answers of a payload run, by name. Asking for one that is missing or malformed is an `unreadable-answer`. */
export interface Answers {
  text(name: string): string;
  optional(name: string): string | undefined;
  integer(name: string): number;
}

const LINE = /^(?<name>[a-z0-9.-]+)=(?<value>[\x20-\x7e]*)$/;
const MAX_LINES = 4096;

/**
 * Reads `name=value` lines. Only the last line `end=ok` together with exit code 0 is an answer; anything else, a name
 * said twice included, throws a TransportError.
 *
 *     os.csname=GATE-07
 *     os.version=5.1.2600
 *     end=ok
 */
export function parseAnswers(output: PayloadOutput): Answers {
  const lines = output.stdout.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length > MAX_LINES) throw unreadable(`it has more than ${MAX_LINES} lines`);
  const values = new Map<string, string>();
  for (const line of lines) {
    const { name, value } = LINE.exec(line)?.groups ?? {};
    if (name === undefined || value === undefined) throw unreadable('a line of it is not name=value');
    if (values.has(name)) throw unreadable(`it says ${name} twice`);
    values.set(name, value);
  }
  const problem = values.get('error');
  if (problem !== undefined) throw new TransportError(toFault(problem));
  if (lines.at(-1) !== 'end=ok' || output.exitCode !== 0) {
    throw unreadable(
      `it does not end with end=ok and exit code 0 (exit code ${output.exitCode}, ${lines.length} lines)`,
    );
  }
  return answersOf(values);
}

/** An answer nobody foresaw: never a guess, always this. */
export function unreadable(why: string): TransportError {
  return new TransportError({
    code: 'unreadable-answer',
    message: `the answer of the host cannot be used: ${why}`,
    help: 'Check that cscript works on the host and that no login script prints text.',
  });
}

function answersOf(values: ReadonlyMap<string, string>): Answers {
  const text = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) throw unreadable(`${name} is missing`);
    return value;
  };
  return {
    text,
    optional: (name) => values.get(name),
    integer: (name) => {
      const value = text(name);
      if (!/^-?\d{1,10}$/.test(value)) throw unreadable(`${name} is not a number`);
      return Number(value);
    },
  };
}

/** The payload's own `error=` line: it could not do anything at all, and nothing was written. */
function toFault(problem: string): TransportError['fault'] {
  if (problem === 'wrong-bitness') {
    return {
      code: 'wrong-bitness',
      message: 'the 32-bit script host ran on 64-bit Windows and would see another registry',
      help: 'Use an SSH server, or a Node.js on this controller, that starts 64-bit programs.',
    };
  }
  if (problem === 'calls-file') {
    return {
      code: 'script-host-failed',
      message: 'the payload could not read its calls file on the host',
      help: 'Check that the disk of the host is not full, and run again.',
    };
  }
  if (problem === 'lock 5') {
    return {
      code: 'access-denied',
      message: 'the host does not let its folder %SystemRoot%\\vlkctl be written, so nothing was changed',
      help: 'Use an account that is an administrator of the host.',
    };
  }
  if (problem === 'lockfile 5') {
    return {
      code: 'script-host-failed',
      message: 'cscript cannot write its lock into the state folder of this controller, so nothing was changed',
      help: 'Check the permissions of the state folder, or choose another with --state.',
    };
  }
  const { what, hex } = /^(?<what>[a-z]+) (?<hex>[0-9A-F]{1,8})$/.exec(problem)?.groups ?? {};
  if (what === undefined || hex === undefined) return unreadable('its error is unknown').fault;
  if (what === 'connect') return connectFault(Number.parseInt(hex, 16));
  if (problem === 'mark 5') {
    return {
      code: 'access-denied',
      message: 'the host does not let HKLM\\SOFTWARE\\vlkctl be written, so nothing was changed',
      help: 'Use an account that is an administrator of the host.',
    };
  }
  return {
    code: 'provider-failed',
    message: `WMI on the host did not answer (${what} 0x${hex})`,
    help: 'Check the service Windows Management Instrumentation and the rights of the account on the host.',
    hresult: Number.parseInt(hex, 16),
  };
}
