import { identityOf } from '../../src/keys/evidence.ts';
import { parseProductKey } from '../../src/keys/product-key.ts';
import type { Access, HostSpec, SimulatedFault } from '../../src/model/host.ts';
import type { JournaledIntent } from '../../src/model/intent.ts';
import type { KeyEvidence } from '../../src/model/key.ts';
import type { ProductKey } from '../../src/model/product-key.ts';
import { type IntentId, isIntentId } from '../../src/model/undo-slot.ts';

/** A placeholder, no product key. */
export const TYPED_KEY = 'BCDFG-HJKMP-QRTVW-XY234-67899';
export const KEY: ProductKey = parsedKey(TYPED_KEY);
export const HOST_NAME = 'gate-07.b.example';
export const NOW = '2026-11-22T16:15:30.000Z';
export const INTENT: IntentId = intentId('i20261122161530-0badcafe');

const PRODUCT = 'windows-xp-professional';
const AT = { file: 'plant.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };

/** What the host carries before anything is changed; src/transports/simulated-host.ts makes it up. */
export const OLD_KEY: KeyEvidence = {
  state: 'present',
  lastFive: 'RRRRR',
  productId: '640-0000007',
  channel: 'volume',
};
/** What it carries once it has the key above. */
export const NEW_KEY: KeyEvidence = { state: 'present', ...identityOf(KEY, PRODUCT), channel: 'volume' };

/** Windows XP without a service pack, reached as said, wanting the key above. */
export function hostSpec(access: Access): HostSpec {
  return {
    name: HOST_NAME,
    computerName: 'GATE-07',
    os: 'windows-xp-rtm',
    key: {
      label: 'plant',
      product: PRODUCT,
      secret: { env: 'UNUSED' },
      identity: identityOf(KEY, PRODUCT),
      at: AT,
    },
    access: { ...access, label: 'lan' },
    tags: [],
    groups: [],
    origins: {},
    at: AT,
  };
}

/** The same host as one of the rehearsal fleet. */
export function simulatedSpec(fault?: SimulatedFault): HostSpec {
  return hostSpec({ kind: 'simulated', startsWith: 'other-key', ...(fault !== undefined && { fault }) });
}

/**
 * Proof that an intent is on disk. Only the journal can make one, which is the point of the type; tests of what comes
 * after the journal have none, so they say so by a cast.
 */
export function journaled(id: IntentId = INTENT): JournaledIntent {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the journal can make one without a cast
  return { id, host: HOST_NAME } as JournaledIntent;
}

/** Checks that a text may be an intent. */
export function intentId(text: string): IntentId {
  if (!isIntentId(text)) throw new Error(`Not an intent: ${text}`);
  return text;
}

export function parsedKey(typed: string): ProductKey {
  const parsed = parseProductKey(typed);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}
