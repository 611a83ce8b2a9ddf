import { computerNameOf } from './computer-name.ts';
import type { HostDeclaration } from './declare.ts';
import type { Problem } from './make-diagnostic.ts';
import { applySettings, type Settings } from './settings.ts';

/** One host with the settings that count for it. Hosts of a range share their settings. */
export interface ClaimedHost {
  readonly name: string;
  /** The name it should report: as declared, or made of its own. */
  readonly computerName: string;
  /** Where it is declared: its own line where it has one, otherwise the range. */
  readonly declaration: HostDeclaration;
  readonly settings: Settings;
}

/** The hosts by name in lower case, and every host that is declared in two places. */
export interface Claims {
  readonly hosts: ReadonlyMap<string, ClaimedHost>;
  readonly problems: readonly Problem[];
}

interface Claiming {
  readonly hosts: Map<string, ClaimedHost>;
  readonly problems: Map<HostDeclaration, Map<HostDeclaration, Problem>>;
}

/**
 * Gives each host to the one declaration it has. A single name refines the range that stands beside it; everything
 * else that meets twice is a problem, reported once for each pair of declarations.
 */
export function claimHosts(declarations: readonly HostDeclaration[]): Claims {
  const claiming: Claiming = { hosts: new Map(), problems: new Map() };
  for (const declaration of declarations) {
    for (const name of declaration.range ?? []) claim(name, declaration, claiming);
  }
  for (const declaration of declarations) {
    if (declaration.range === undefined) claim(declaration.entry.name, declaration, claiming);
  }
  const { hosts, problems } = claiming;
  return { hosts, problems: [...problems.values()].flatMap((each) => [...each.values()]) };
}

function claim(name: string, declaration: HostDeclaration, { hosts, problems }: Claiming): void {
  const computerName = computerNameOf(declaration.computerName?.value ?? name);
  const host = { name, computerName, declaration, settings: declaration.settings };
  const lower = name.toLowerCase();
  const first = hosts.get(lower);
  if (first === undefined) hosts.set(lower, host);
  else if (canRefine(host, first)) hosts.set(lower, refine(host, first));
  else addProblem(problems, host, first);
}

function canRefine({ declaration }: ClaimedHost, { declaration: first }: ClaimedHost): boolean {
  return declaration.section === first.section && first.range !== undefined && declaration.range === undefined;
}

function refine(host: ClaimedHost, range: ClaimedHost): ClaimedHost {
  const { entry } = host.declaration;
  return { ...host, settings: applySettings(range.settings, entry.value, { from: 'host', name: entry.name }) };
}

function addProblem(
  problems: Map<HostDeclaration, Map<HostDeclaration, Problem>>,
  host: ClaimedHost,
  first: ClaimedHost,
): void {
  const known = problems.get(host.declaration) ?? new Map<HostDeclaration, Problem>();
  problems.set(host.declaration, known);
  if (!known.has(first.declaration)) known.set(first.declaration, declaredTwice(host, first));
}

function declaredTwice({ name, declaration }: ClaimedHost, { declaration: first }: ClaimedHost): Problem {
  const code = 'duplicate-host';
  const message = `Host '${name}' is declared twice.`;
  const at = declaration.entry;
  if (at.file === first.entry.file && at.start === first.entry.start) {
    const help =
      'It stands in a mapping that an anchor repeats: declare hosts once; an anchor can still carry settings.';
    const other = { message: 'first here', at: first.entry.via ?? first.entry };
    return { code, message, help, at: at.via ?? at, other };
  }
  const isRefinement = first.range !== undefined && declaration.range === undefined;
  const help = isRefinement ? 'Move the single name beside the range, or shorten the range.' : 'Keep one of the two.';
  return { code, message, help, at, other: { message: 'first here', at: first.entry } };
}
