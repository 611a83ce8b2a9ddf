import type { ClaimedHost } from './claim-hosts.ts';
import type { Facts } from './facts.ts';
import type { Problem } from './make-diagnostic.ts';
import { entryOf, textOf, valuePlace, type WrittenEntry } from './written.ts';

/** Reports simulated hosts among real ones. */
export function* simulatedMixed({ declarations: { access, simulation } }: Facts): Generator<Problem> {
  for (const entry of access.values()) {
    const kind = entryOf(entry.value, 'kind');
    const value = textOf(kind);
    if (kind === undefined || value === undefined) continue;
    const code = 'simulated-mixed';
    if (value === 'simulated' && simulation === undefined) {
      const help = 'Write `simulation: true` at the top of the file, or use a real access.';
      yield { code, message: 'This inventory is no simulation.', help, at: valuePlace(kind) };
    }
    if (value !== 'simulated' && simulation !== undefined) {
      const help = 'Keep rehearsal and real hosts in inventories of their own.';
      const other = { message: 'declared a simulation here', at: simulation };
      yield { code, message: 'A simulation reaches no real host.', help, at: valuePlace(kind), other };
    }
  }
}

/** Reports the second host that is said to be this machine. */
export function* localForSeveral({ declarations, hosts }: Facts): Generator<Problem> {
  const local = labelsOfKind(declarations.access, 'local');
  if (local.size === 0) return;
  let first: ClaimedHost | undefined;
  for (const host of hosts.values()) {
    if (!local.has(host.settings.access?.value ?? '')) continue;
    if (first === undefined) {
      first = host;
      continue;
    }
    yield {
      code: 'transport-not-possible',
      message: `Access of kind local reaches this machine only, and both '${first.name}' and '${host.name}' use it.`,
      help: 'Reach all but one of them another way, such as ssh.',
      at: host.settings.access?.at ?? host.declaration.entry,
      other: { message: `'${first.name}' is declared here`, at: first.declaration.entry },
    };
    return;
  }
}

/** The accesses of one kind, by name. */
export function labelsOfKind(access: Facts['declarations']['access'], kind: string): ReadonlyMap<string, WrittenEntry> {
  return new Map([...access].filter(([, { value }]) => textOf(entryOf(value, 'kind')) === kind));
}
