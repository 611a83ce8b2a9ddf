import type { Observation } from '../../model/observation.ts';
import { marksOf, PRODUCT_ROOT } from './marks.ts';
import { NOT_FOUND, type RemoteRegistry } from './remote-registry.ts';
import { readSlots } from './slots.ts';

/** What changes leave on a host: a mark while one runs, a slot until it is settled. */
export type Traces = Pick<Observation, 'undoSlots' | 'changeInProgress'>;

/**
 * Reads the traces, with one call where there are none. They are read after everything else: a key read before a change
 * ended is thrown away by the expectations of whatever is then written, a change that is missed is not.
 */
export async function readTraces(registry: RemoteRegistry, hostTime: string): Promise<Traces> {
  const { code } = await registry.subkeysOf(PRODUCT_ROOT);
  if (code === NOT_FOUND) return { undoSlots: [], changeInProgress: false };
  const marks = marksOf(registry);
  // On both sides of the slots, so that none is taken for left over while its change ends.
  const wasMarked = await marks.isMarked(hostTime);
  const undoSlots = await readSlots(registry);
  return { undoSlots, changeInProgress: (await marks.isMarked(hostTime)) || wasMarked };
}
