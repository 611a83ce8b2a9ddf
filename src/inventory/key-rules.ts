import { HOST_PLACEHOLDER } from '../model/secret.ts';
import { numberIn } from './demand.ts';
import type { Facts } from './facts.ts';
import type { Problem } from './make-diagnostic.ts';
import { entryOf, textOf, valuePlace } from './written.ts';
import { textsIn } from './written-texts.ts';

/** Warns of keys that nothing could be compared with. */
export function* identityMissing({ declarations: { keys } }: Facts): Generator<Problem> {
  for (const entry of keys.values()) {
    if (entry.value.kind !== 'map' || entry.value.entries.has('identity')) continue;
    yield {
      code: 'identity-missing',
      severity: 'warning',
      message: `Key '${entry.name}' has no \`identity\`: nothing could be compared, so its hosts are left alone.`,
      help: 'Run `vlkctl keys identify --all`: it writes what is missing.',
      at: entry,
    };
  }
}

/** Reports a product ID of a key that Windows makes none from, as far as is known. */
export function* productIdWithoutMeaning({ declarations: { keys } }: Facts): Generator<Problem> {
  for (const { value } of keys.values()) {
    const productId = entryOf(entryOf(value, 'identity')?.value, 'productId');
    const product = textOf(entryOf(value, 'product'));
    if (productId === undefined || product === undefined || product === 'windows-xp-professional') continue;
    yield {
      code: 'invalid-value',
      message: `Keys of ${product} have no known product ID.`,
      help: 'Remove `productId`; the last five characters are compared.',
      at: valuePlace(productId),
    };
  }
}

/** Reports keys with an N: every product that can be declared is older than those. */
export function* keyForNewerWindows({ declarations: { keys } }: Facts): Generator<Problem> {
  for (const { name, value } of keys.values()) {
    const lastFive = entryOf(entryOf(value, 'identity')?.value, 'lastFive');
    const product = textOf(entryOf(value, 'product'));
    if (lastFive === undefined || product === undefined || textOf(lastFive)?.includes('N') !== true) continue;
    yield {
      code: 'key-for-newer-windows',
      message: `Key '${name}' has an N, as only keys for Windows 8 and later have.`,
      help: `Use a key for ${product}; if the N is a slip, \`vlkctl keys identify\` writes the right one.`,
      at: valuePlace(lastFive),
    };
  }
}

/** Reports a key that would be another on every host: a key is one for all that are declared with it. */
export function* keyOfEachHost({ declarations: { keys } }: Facts): Generator<Problem> {
  for (const { name, value } of keys.values()) {
    for (const argument of textsIn(entryOf(entryOf(value, 'secret')?.value, 'command'))) {
      if (!argument.value.includes(HOST_PLACEHOLDER)) continue;
      yield {
        code: 'invalid-value',
        message: `Key '${name}' is the same for all its hosts, and \`${HOST_PLACEHOLDER}\` would ask for one a host.`,
        help: `Take \`${HOST_PLACEHOLDER}\` out; only the \`password\` of an access can have it.`,
        at: argument,
      };
    }
  }
}

/** Warns of keys that more hosts are declared with than were paid for. */
export function* seatsExceeded({ declarations: { keys }, hosts }: Facts): Generator<Problem> {
  const used = countHosts(hosts);
  for (const { name, value } of keys.values()) {
    const seats = entryOf(value, 'seats');
    const paid = numberIn(value, 'seats') ?? 0;
    const count = used.get(name) ?? 0;
    if (seats === undefined || paid < 1 || count <= paid) continue;
    yield {
      code: 'seats-exceeded',
      severity: 'warning',
      message: `Key '${name}' has ${paid} ${paid === 1 ? 'seat' : 'seats'}, and ${count} hosts are declared with it.`,
      help: 'Buy more, or give hosts another key: a plan that needs more than there are is refused.',
      at: valuePlace(seats),
    };
  }
}

function countHosts(hosts: Facts['hosts']): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  for (const { settings } of hosts.values()) {
    const label = settings.key?.value ?? '';
    used.set(label, (used.get(label) ?? 0) + 1);
  }
  return used;
}
