import type { ClaimedHost } from './claim-hosts.ts';
import type { Facts } from './facts.ts';
import type { Problem } from './make-diagnostic.ts';
import { entryOf } from './written.ts';

/** Reports a declaration that no value of `key`, `os` or `access` reaches. */
export function* settingMissing({ samples }: Facts): Generator<Problem> {
  for (const { declaration, settings } of samples) {
    if (settings.key !== undefined && settings.os !== undefined && settings.access !== undefined) continue;
    for (const name of ['key', 'os', 'access'] as const) {
      // A value of the wrong type is there, and reported.
      if (settings[name] !== undefined || entryOf(declaration.entry.value, name) !== undefined) continue;
      yield {
        code: 'missing-property',
        message: `'${declaration.entry.name}' has no \`${name}\`.`,
        help: `Set \`${name}\` here, on its group or under \`defaults\`.`,
        at: declaration.entry,
      };
    }
  }
}

/** Reports one computer name for a whole range. */
export function* computerNameOnRange({ samples }: Facts): Generator<Problem> {
  for (const { declaration } of samples) {
    if (declaration.computerName === undefined || declaration.range === undefined) continue;
    yield {
      code: 'invalid-value',
      message: 'The hosts of a range cannot all have one computer name.',
      help: 'Write the single host beside the range and name it there.',
      at: declaration.computerName.at,
    };
  }
}

/** Reports addresses without a computer name: behind a stale lease another host answers. */
export function* computerNameRequired({ samples }: Facts): Generator<Problem> {
  for (const { name, declaration } of samples) {
    if (declaration.computerName !== undefined || !isAddress(name)) continue;
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
  for (const host of hosts.values()) {
    // Reported already: an address without a computer name, and a computer name for a whole range.
    const { computerName, range } = host.declaration;
    if (computerName === undefined ? isAddress(host.name) : range !== undefined) continue;
    const owner = owners.get(host.computerName);
    if (owner === undefined) {
      owners.set(host.computerName, host);
      continue;
    }
    if (reported.has(host.declaration)) continue;
    reported.add(host.declaration);
    yield {
      code: 'computer-name-collision',
      severity: 'warning',
      message: `'${owner.name}' and '${host.name}' both have the computer name ${host.computerName}: one could pass for the other.`,
      help: 'Set `computerName` where the host reports another one; otherwise watch for stale DNS entries.',
      at: host.declaration.entry,
      other: { message: `'${owner.name}' is declared here`, at: owner.declaration.entry },
    };
  }
}

function isAddress(name: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(name);
}
