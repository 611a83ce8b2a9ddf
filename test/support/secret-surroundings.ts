import type { SecretSurroundings } from '../../src/secrets/secret-source.ts';
import { runProcess } from '../../src/transports/run-process.ts';

/** What sources of secrets get in a test: programs are really run, with PATH and nothing else. */
export function secretSurroundings(
  env: SecretSurroundings['env'] = {},
  changed: Partial<SecretSurroundings> = {},
): SecretSurroundings {
  return {
    env,
    folder: '/',
    toolEnvironment: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    run: runProcess,
    limitMs: 20_000,
    checksPermissions: true,
    signal: new AbortController().signal,
    ...changed,
  };
}
