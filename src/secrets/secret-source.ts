import { RunRefused } from '../model/run-refused.ts';
import type { SecretRef } from '../model/secret.ts';

/** What a secret is, for errors, which never show its value: `key xp-en`, `the password of access plant`. */
export interface SecretName {
  readonly kind: 'key' | 'password';
  readonly what: string;
}

/** A program that is run for a secret. */
export interface ToolCall {
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a program printed: stdout byte by byte (latin1), stderr masked. */
export interface ToolOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What sources need of their surroundings; given by the runtime, so that they start no process and read no environment. */
export interface SecretSurroundings {
  /** The environment of this process: for `env`, and for the identities of age. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a relative path in the environment starts. */
  readonly folder: string;
  /** Environment of programs: where they find their own settings and agents, and no key of ours. */
  readonly toolEnvironment: Readonly<Record<string, string>>;
  /** Starts a program. Throws TransportError. */
  readonly run: (call: ToolCall, signal: AbortSignal) => Promise<ToolOutput>;
  /** How long a program is waited for. */
  readonly limitMs: number;
  /** False on Windows, whose permissions are another thing, and for the made-up keys of a simulation. */
  readonly checksPermissions: boolean;
  readonly signal: AbortSignal;
}

/** One way to find a value: the text as it was found, white space included. Throws RunRefused. */
export type ReadSource<Ref extends SecretRef> = (
  ref: Ref,
  name: SecretName,
  around: SecretSurroundings,
) => Promise<string>;

/** A value that is not where it is said to be. */
export function missing({ what }: SecretName, where: string, how: string): RunRefused {
  return new RunRefused(
    'secret-missing',
    `${what}: ${where} ${how}`,
    `Put it there, or change in the inventory where ${what} is read from.`,
  );
}
