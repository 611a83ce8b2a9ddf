import type { KeySpec } from '../model/host.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { Mandate } from './apply.ts';
import type { Keys } from './apply-host.ts';
import type { RunContext } from './run-context.ts';

/**
 * Reveals each label once, and only those that a host will need; without an identity none can be checked, and its hosts
 * are blocked once they are settled. Throws RunRefused.
 */
export async function revealKeys({ plan, scope }: Mandate, context: RunContext): Promise<Keys> {
  const needed = new Map<string, KeySpec>();
  const setsKey = (status: string): boolean =>
    status === 'change' || (status === 'settle' && scope === 'whatever-is-due');
  const touched = new Set(plan.hosts.filter(({ status }) => setsKey(status)).map(({ host }) => host));
  for (const { name, key } of context.hosts) {
    if (touched.has(name) && key.identity !== undefined) needed.set(key.label, key);
  }
  const keys = new Map<string, ProductKey>();
  for (const [label, key] of needed) keys.set(label, await context.revealKey(key));
  return keys;
}
