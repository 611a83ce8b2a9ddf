import type { Inventory } from '../model/inventory.ts';

/**
 * What an inventory asks for that `apply` does not heed yet, in one line for stderr; "" when there is nothing. Somebody
 * who declares a window must not learn from a changed host that it was not kept.
 */
export function notActedOn({ hosts, rollout }: Inventory): string {
  const unheeded = [
    ...(hosts.some(({ window }) => window !== undefined) ? ['windows'] : []),
    ...(rollout.waves === undefined ? [] : ['waves']),
    ...(rollout.maxFailures === undefined ? [] : ['maxFailures']),
  ];
  if (unheeded.length === 0) return '';
  return `note: this version checks ${unheeded.join(', ')} but does not act on them: apply changes every host of its plan now.\n  -> Choose hosts and time yourself, with --on.\n`;
}
