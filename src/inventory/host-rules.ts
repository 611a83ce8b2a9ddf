import type { ClaimedHost } from './claim-hosts.ts';
import { computerNameOf } from './computer-name.ts';
import type { Declarations } from './declare.ts';
import { fits } from './families.ts';
import type { Problem } from './make-diagnostic.ts';
import type { Place } from './source.ts';
import { entryOf, textOf } from './written.ts';

/** What a rule may look at. Hosts are in the order they were declared, ranges first. */
export interface Facts {
  readonly declarations: Declarations;
  readonly hosts: readonly ClaimedHost[];
}

/** Reports a declaration that no value of `key`, `os` or `access` reaches. */
export function* settingMissing({ hosts }: Facts): Generator<Problem> {
  for (const { declaration, settings } of onePerDeclaration(hosts)) {
    for (const name of ['key', 'os', 'access'] as const) {
      if (settings[name] !== undefined) continue;
      yield {
        code: 'missing-property',
        message: `'${declaration.entry.name}' has no \`${name}\`.`,
        help: `Set \`${name}\` here, on its group or under \`defaults\`.`,
        at: declaration.entry,
      };
    }
  }
}

/** Reports keys for a product that the OS level is not of. */
export function* productOsMismatch({ declarations, hosts }: Facts): Generator<Problem> {
  const reported = new Map<Place, Set<Place>>();
  for (const { name, settings } of onePerDeclaration(hosts)) {
    const { key, os } = settings;
    const product = textOf(entryOf(declarations.keys.get(key?.value ?? '')?.value, 'product'));
    if (key === undefined || os === undefined || product === undefined || fits(product, os.value)) continue;
    // Both settings may come from far above: one report for each pair of places, not one for each host.
    const pairs = reported.get(key.at) ?? new Set<Place>();
    reported.set(key.at, pairs);
    if (pairs.has(os.at)) continue;
    pairs.add(os.at);
    yield {
      code: 'product-os-mismatch',
      message: `'${name}' is ${os.value}, which refuses key '${key.value}' for ${product}.`,
      help: 'Give these hosts a key of their own product, or correct `os`.',
      at: key.at,
      other: { message: 'the OS level is set here', at: os.at },
    };
  }
}

/** Reports the second host that is said to be this machine. */
export function* localForSeveral({ declarations, hosts }: Facts): Generator<Problem> {
  let first: ClaimedHost | undefined;
  for (const host of hosts) {
    const access = declarations.access.get(host.settings.access?.value ?? '');
    if (textOf(entryOf(access?.value, 'kind')) !== 'local') continue;
    if (first === undefined) {
      first = host;
      continue;
    }
    yield {
      code: 'transport-not-possible',
      message: `Access of kind local reaches this machine only, and both '${first.name}' and '${host.name}' use it.`,
      help: 'Reach all but one of them over ssh.',
      at: host.settings.access?.at ?? host.declaration.entry,
      other: { message: `'${first.name}' is declared here`, at: first.declaration.entry },
    };
    return;
  }
}

/** Reports one computer name for a whole range. */
export function* computerNameOnRange({ hosts }: Facts): Generator<Problem> {
  for (const { declaration, computerName } of onePerDeclaration(hosts)) {
    if (computerName === undefined || !declaration.isRange) continue;
    yield {
      code: 'invalid-value',
      message: 'The hosts of a range cannot all have one computer name.',
      help: 'Write the single host beside the range and name it there.',
      at: computerName.at,
    };
  }
}

/** Reports addresses without a computer name: behind a stale lease another host answers. */
export function* computerNameRequired({ hosts }: Facts): Generator<Problem> {
  for (const { name, declaration, computerName } of onePerDeclaration(hosts)) {
    if (computerName !== undefined || !isAddress(name)) continue;
    yield {
      code: 'computer-name-required',
      message: `'${name}' is an address, so nothing tells whether the right host answers.`,
      help: 'Add `computerName`: the name that the host itself reports.',
      at: declaration.entry,
    };
  }
}

/** Warns of two hosts that report the same name; once for each declaration. */
export function* computerNameCollision({ hosts }: Facts): Generator<Problem> {
  const owners = new Map<string, ClaimedHost>();
  const reported = new Set<ClaimedHost['declaration']>();
  for (const host of hosts) {
    // Reported already: an address without a computer name, and a computer name for a whole range.
    if (host.computerName === undefined ? isAddress(host.name) : host.declaration.isRange) continue;
    const name = computerNameOf(host);
    const owner = owners.get(name);
    if (owner === undefined) {
      owners.set(name, host);
      continue;
    }
    if (reported.has(host.declaration)) continue;
    reported.add(host.declaration);
    yield {
      code: 'computer-name-collision',
      severity: 'warning',
      message: `'${owner.name}' and '${host.name}' both have the computer name ${name}: one could pass for the other.`,
      help: 'Set `computerName` where the host reports another one; otherwise watch for stale DNS entries.',
      at: host.declaration.entry,
      other: { message: `'${owner.name}' is declared here`, at: owner.declaration.entry },
    };
  }
}

function isAddress(name: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(name);
}

/** Hosts of one declaration have everything but their names in common: the first of them stands for all. */
function* onePerDeclaration(hosts: readonly ClaimedHost[]): Generator<ClaimedHost> {
  const seen = new Set<ClaimedHost['declaration']>();
  for (const host of hosts) {
    if (seen.has(host.declaration)) continue;
    seen.add(host.declaration);
    yield host;
  }
}
