import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { EXIT } from '../../reporters/exit-code.ts';
import type { Io } from '../io.ts';
import type { RunFlags } from '../options.ts';
import { packageFile } from '../package-file.ts';
import { applyCommand } from './apply.ts';
import { driftCommand } from './drift.ts';
import { planCommand } from './plan.ts';

const STATE = join('.vlkctl', 'rehearsal');

/** The main job on the simulated fleet this package ships, from its first day: drift, plan, apply, drift. */
export async function rehearse(io: Io): Promise<number> {
  const file = packageFile('inventories/rehearsal.yaml');
  const shown = relative(io.surroundings.folder, file);
  const inventory = shown.startsWith('..') ? file : shown;
  await rm(resolve(io.surroundings.folder, STATE), { recursive: true, force: true });
  const flags: RunFlags = { inventory: [file], output: 'text', state: STATE, quiet: true };
  const words = `-i ${inventory} --state ${STATE}`;
  const say = (line: string): void => io.out(`${line}\n`);
  say('A rehearsal on simulated hosts. Nothing outside this folder is touched.\n');
  const steps = [
    { command: `drift ${words}`, run: () => driftCommand(flags, io) },
    { command: `plan ${words}`, run: () => planCommand(flags, io) },
    { command: `apply ${words} --yes`, run: () => applyCommand({ ...flags, yes: true }, io) },
    { command: `drift ${words}`, run: () => driftCommand(flags, io) },
  ];
  const codes: number[] = [];
  for (const { command, run } of steps) {
    say(`$ vlkctl ${command}`);
    const code = await run();
    codes.push(code);
    say(`exit code ${code}\n`);
  }
  say(NEXT);
  return codes.includes(EXIT.couldNotRun) || codes.includes(EXIT.writeFailed) ? EXIT.couldNotRun : EXIT.ok;
}

const NEXT = `To go on playing: vlkctl lab create makes a fleet of any size, vlkctl lab break lets things go wrong in it.

For your own fleet:
  1. Copy inventories/example/plant.yaml and declare your hosts, keys and how they are reached.
  2. vlkctl validate -i FILE          every mistake at once, with its place
  3. vlkctl keys identify LABEL       write what tells the key from others
  4. vlkctl drift -i FILE             changes nothing; needs no key
  5. vlkctl apply -i FILE --on HOST   one host first`;
