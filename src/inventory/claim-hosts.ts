import { type HostDeclaration, type Setting, type Settings, settingOf, withOwnSettings } from './declare.ts';
import type { Problem } from './make-diagnostic.ts';

/** One host with the settings that count for it. Hosts of a range share their settings. */
export interface ClaimedHost {
  readonly name: string;
  /** Where it is declared: its own line where it has one, otherwise the range. */
  readonly declaration: HostDeclaration;
  readonly settings: Settings;
  readonly computerName: Setting | undefined;
}

/** The hosts by name in lower case, and every host that is declared in two places. */
export interface Claims {
  readonly hosts: ReadonlyMap<string, ClaimedHost>;
  readonly problems: readonly Problem[];
}

/**
 * Gives each host to the one declaration it has. A single name refines the range that stands beside it; everything
 * else that meets twice is a problem, reported once for each pair of declarations.
 */
export function claimHosts(declarations: readonly HostDeclaration[]): Claims {
  const hosts = new Map<string, ClaimedHost>();
  const problems = new Map<HostDeclaration, Map<HostDeclaration, Problem>>();
  const ranges = declarations.filter((declaration) => declaration.isRange);
  const singles = declarations.filter((declaration) => !declaration.isRange);
  for (const declaration of [...ranges, ...singles]) {
    const settings = withOwnSettings(declaration.outer, declaration.entry.value);
    const computerName = settingOf(declaration.entry.value, 'computerName');
    for (const name of declaration.names) {
      const host = { name, declaration, settings, computerName };
      const first = hosts.get(name.toLowerCase());
      if (first === undefined) hosts.set(name.toLowerCase(), host);
      else if (canRefine(host, first)) hosts.set(name.toLowerCase(), refine(host, first));
      else addProblem(problems, host, first);
    }
  }
  return { hosts, problems: [...problems.values()].flatMap((each) => [...each.values()]) };
}

function canRefine(host: ClaimedHost, first: ClaimedHost): boolean {
  const isNear = host.declaration.beside === first.declaration.beside;
  return isNear && first.declaration.isRange && !host.declaration.isRange;
}

function refine(host: ClaimedHost, range: ClaimedHost): ClaimedHost {
  return { ...host, settings: withOwnSettings(range.settings, host.declaration.entry.value) };
}

function addProblem(
  problems: Map<HostDeclaration, Map<HostDeclaration, Problem>>,
  host: ClaimedHost,
  first: ClaimedHost,
): void {
  const known = problems.get(host.declaration) ?? new Map<HostDeclaration, Problem>();
  problems.set(host.declaration, known);
  if (known.has(first.declaration)) return;
  const isRefinement = first.declaration.isRange && !host.declaration.isRange;
  known.set(first.declaration, {
    code: 'duplicate-host',
    message: `Host '${host.name}' is declared twice.`,
    help: isRefinement ? 'Move the single name beside the range, or shorten the range.' : 'Keep one of the two.',
    at: host.declaration.entry,
    other: { message: 'first here', at: first.declaration.entry },
  });
}
