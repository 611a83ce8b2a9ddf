import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';
import { addKeysAge } from './keys-age.ts';
import { addKeysIdentify } from './keys-identify.ts';
import { addKeysLint } from './keys-lint.ts';
import { addKeysRotate } from './keys-rotate.ts';
import { addKeysSeats } from './keys-seats.ts';

/** Adds `keys` and what it can do. */
export function addKeys({ program, io, done }: Cli): void {
  const keys = program
    .command('keys')
    .description("the organisation's keys: identify, encrypt, rotate, count, find them in clear")
    .addHelpText(
      'after',
      examples({
        'vlkctl keys identify xp-da': 'write what tells it from others',
        'vlkctl keys identify --check': 'are all secrets the right keys?',
        'vlkctl keys lint --history': 'keys in clear that git remembers',
      }),
    );
  addKeysIdentify(keys, { io, done });
  addKeysAge(keys, { io, done });
  addKeysLint(keys, { io, done });
  addKeysRotate(keys, { io, done });
  addKeysSeats(keys, { io, done });
}
