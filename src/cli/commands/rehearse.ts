import type { Cli } from '../cli.ts';
import { examples } from '../examples.ts';

/** Adds `rehearse`. */
export function addRehearse({ program, io, done }: Cli): void {
  program
    .command('rehearse')
    .description('drift, plan, apply, drift on a simulated fleet, in seconds')
    .addHelpText(
      'after',
      examples({
        'vlkctl rehearse': 'nothing to set up, nothing real is touched',
        'vlkctl lab create --hosts 200': 'then: a fleet of your own to play with',
      }),
    )
    .action(async () => {
      const { rehearse } = await import('../actions/rehearse.ts');
      done(await rehearse(io));
    });
}
