import { countOf } from './counts.ts';

/** What `bundle` tells of the bundle it wrote. */
export interface BundleDocument {
  readonly formatVersion: 1;
  readonly command: 'bundle';
  /** The folder, absolute. */
  readonly out: string;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly hosts: number;
  /** Hosts of the selection that are not in it. */
  readonly leftOut: { readonly otherAccess: number; readonly waived: number };
  /** By label; `files` is 0 in a bundle without keys. */
  readonly keys: readonly {
    readonly label: string;
    readonly lastFive: string;
    readonly hosts: number;
    readonly files: number;
  }[];
  /** Paths from the folder, with `/`. */
  readonly files: readonly string[];
  /** What it exposes and what it does not observe, a sentence each. */
  readonly warnings: readonly string[];
}

/** What was written, in words. */
export function renderBundleText(document: BundleDocument, shownOut: string): string {
  const { id, hosts, expiresAt, warnings } = document;
  return [
    `${shownOut}: bundle ${id} for ${countOf(hosts, 'host')}, stops at ${expiresAt.slice(0, 10)}`,
    '',
    ...contents(document),
    '',
    ...document.keys.map(
      ({ label, lastFive, hosts: count }) => `key ${label} (${lastFive}): ${countOf(count, 'host')}`,
    ),
    ...leftOutLines(document),
    '',
    ...warnings.map((warning) => `! ${warning}`),
    '',
    'Next: README.txt says what to do, step by step.',
    '',
  ].join('\n');
}

function contents({ files }: BundleDocument): readonly string[] {
  const keyFiles = files.filter((path) => path.startsWith('private/keys/')).length;
  const parts = {
    'README.txt': 'what to do, step by step',
    'public/': 'start-up script and table, for every computer; no key',
    'private/keys/': `${countOf(keyFiles, 'key file')} IN CLEAR: keep them to yourself`,
    'private/set-rights.cmd': 'run it where the key files go, before they are shared',
    'gpo/': 'group policy that runs the start-up script; no key',
    'scripts/': 'scripts for one machine, as in KB 328874',
  };
  return Object.entries(parts)
    .filter(([part]) => files.some((path) => path.startsWith(part)))
    .map(([part, what]) => `  ${part.padEnd(24)}${what}`);
}

function leftOutLines({ leftOut: { otherAccess, waived } }: BundleDocument): readonly string[] {
  return [
    ...(otherAccess === 0
      ? []
      : [`left out: ${countOf(otherAccess, 'host')} that ${otherAccess === 1 ? 'is' : 'are'} reached in another way`]),
    ...(waived === 0 ? [] : [`left out: ${countOf(waived, 'host')} with a waiver`]),
  ];
}
