import { RunRefused } from '../model/run-refused.ts';

/** Node itself would print the environment and the input of every child process, past every mask, and what is sent over HTTP. */
export function refuseDebugging(env: Readonly<Record<string, string | undefined>>): void {
  if ((env['NODE_DEBUG'] ?? '') === '') return;
  throw new RunRefused(
    'debugging-node',
    'NODE_DEBUG is set, and Node would print keys and passwords',
    'Unset NODE_DEBUG.',
  );
}
