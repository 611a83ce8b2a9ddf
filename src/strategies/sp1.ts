import type { Strategy } from '../model/strategy.ts';

/**
 * Windows XP SP1 and later, Server 2003 at every level: SetProductKey alone (KB 328874). OOBETimer is never touched,
 * so there is nothing to restore and no undo slot; the journal's intent is what settling needs.
 */
export const sp1: Strategy = {
  name: 'sp1',
  writes: () => [{ kind: 'set-product-key' }],
};
