import { compareKey } from '../keys/evidence.ts';
import type { HostDrift } from '../model/drift.ts';
import type { KeySpec } from '../model/host.ts';
import type { KeyEvidence } from '../model/key.ts';

/** Which hosts were seen to carry which key, and of which nothing can be said. */
export interface Carriers {
  /** Names of hosts by label of the key; a host with a key that is not declared is in none. */
  readonly byKey: ReadonlyMap<string, readonly string[]>;
  /** A host that could not be read, is another machine, or keeps its key to itself. */
  readonly notSeen: readonly { readonly host: string; readonly why: string }[];
}

/** Tells by evidence, whatever is declared for the host. */
export function findCarriers(keys: readonly KeySpec[], drifts: readonly HostDrift[]): Carriers {
  const byKey = new Map<string, string[]>(keys.map(({ label }) => [label, []]));
  const notSeen: { host: string; why: string }[] = [];
  for (const each of drifts) {
    const host = each.spec.name;
    const evidence = evidenceOf(each);
    if (typeof evidence === 'string') notSeen.push({ host, why: evidence });
    else for (const key of keys) if (isCarried(key, evidence)) byKey.get(key.label)?.push(host);
  }
  return { byKey, notSeen };
}

function isCarried({ identity }: KeySpec, evidence: KeyEvidence): boolean {
  return identity !== undefined && compareKey(identity, evidence).verdict === 'same';
}

/** What was read of the key, or why that says nothing of this host. */
function evidenceOf(each: HostDrift): KeyEvidence | string {
  if (each.status === 'unknown') return each.fault.message;
  if (each.status === 'blocked' && each.block.code === 'other-host') return each.block.message;
  const { key } = each.observation;
  if (key.state === 'unknown') return key.fault.message;
  if (key.state === 'absent') return 'it has no product key to read';
  return key.value.state === 'withheld' ? 'it does not show its key' : key.value;
}
