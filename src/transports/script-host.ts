import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PayloadOutput } from '../answers/answers.ts';
import { TransportError } from '../model/fault.ts';
import type { ProductKey } from '../model/product-key.ts';
import { OBSERVE_CALLS } from './encode-calls.ts';
import type { PayloadRunner } from './payload-session.ts';
import { runProcess } from './run-process.ts';
import type { TransportSettings } from './transport-settings.ts';

/** Where the payload works, when that is not this machine: what its calls file says more, and its argument after it. */
interface Aim {
  readonly aimed: (calls: string) => string;
  readonly lockFile: string;
}

/** The payload under this machine's own script host; the key goes through the environment of that one process. */
export async function scriptHostRunner(settings: TransportSettings, aim?: Aim): Promise<PayloadRunner> {
  const folder = await mkdtemp(join(settings.temporaryFolder, 'vlkctl-'));
  const callsFile = join(folder, 'calls.txt');
  return {
    run: async (calls: string, key: ProductKey | undefined, signal: AbortSignal): Promise<PayloadOutput> => {
      await writeFile(callsFile, aim === undefined ? calls : aim.aimed(calls), { mode: 0o600 });
      const output = await runProcess(
        {
          program: settings.scriptHost,
          args: ['//Nologo', settings.payload, callsFile, ...(aim === undefined ? [] : [aim.lockFile])],
          env: { ...settings.childEnvironment, ...(key !== undefined && { VLK_KEY: key.reveal() }) },
          shielded: calls !== OBSERVE_CALLS,
        },
        signal,
      );
      if (output.stdout === '') throw silent(output.exitCode, output.stderr);
      return output;
    },
    // The calls file holds no secret: a disk that does not let go of it is no reason to lose an answer.
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }).catch(() => undefined),
  };
}

/** A script host that cannot parse or find its script may well end with exit code 0. */
function silent(exitCode: number, stderr: string): TransportError {
  const said = stderr.trim().split('\n')[0]?.slice(0, 300);
  return new TransportError({
    code: 'script-host-failed',
    message: `cscript said nothing (exit code ${exitCode})${said === undefined || said === '' ? '' : `: ${said}`}`,
    help: 'Check that Windows Script Host is enabled and that the payload of this package is whole.',
  });
}
