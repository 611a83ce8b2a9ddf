import type { Clock } from '../model/clock.ts';
import type { ReportedHost } from '../model/reported-host.ts';
import type { StateDisk } from '../model/state-disk.ts';
import { fromPerson, type Witness } from '../receipts/from-person.ts';
import { readReported, writeReported } from './reported-store.ts';
import { type LockOwner, lockState } from './state-lock.ts';

/** The state folder a word is kept in. */
export interface WitnessPlace {
  readonly state: StateDisk;
  readonly lockOwner: LockOwner;
  readonly clock: Clock;
}

/**
 * Keeps what a person saw at a machine that nobody reaches, in the place of what was known of it. It takes the lock of the
 * state folder for a moment. Throws RunRefused when that is held, or the store is damaged.
 */
export async function recordWitness(
  host: string,
  seen: Witness,
  { state: disk, lockOwner: self, clock }: WitnessPlace,
): Promise<ReportedHost> {
  await using _lock = await lockState({ disk, self, clock });
  const store = await readReported(disk);
  const line = fromPerson(host, seen, store.get(host), clock.now());
  store.set(host, line);
  await writeReported(disk, store);
  return line;
}
