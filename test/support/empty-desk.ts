import type { KeyDesk } from '../../src/cli/io.ts';

/** Nobody types, nothing is piped in, and what is shown is thrown away. */
export function emptyDesk(changed: Partial<KeyDesk> = {}): KeyDesk {
  return {
    isScreen: false,
    show: () => undefined,
    askHidden: () => Promise.resolve(undefined),
    readInput: () => Promise.resolve(''),
    ...changed,
  };
}
