import type { Strategy } from '../model/strategy.ts';

/**
 * Windows XP without a service pack: SetProductKey is refused while WPAEvents\OOBETimer exists (KB 328874), and a
 * host without OOBETimer whose key was not taken is deactivated. So the value is saved first and settled on the host.
 */
export const preSp1: Strategy = {
  name: 'pre-sp1',
  writes: (intent, desired) => [
    { kind: 'save-oobe-timer', intent, new: desired },
    { kind: 'delete-oobe-timer', intent },
    { kind: 'set-product-key' },
    { kind: 'settle', intent },
  ],
};
