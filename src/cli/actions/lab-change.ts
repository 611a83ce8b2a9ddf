import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { JOURNAL_FILE } from '../../engine/read-journal.ts';
import type { HostSpec, SimulatedFault } from '../../model/host.ts';
import type { Happening } from '../../model/simulation.ts';
import { countOf, showCount } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { foldHosts } from '../../reporters/fold-hosts.ts';
import { renderJson } from '../../reporters/json.ts';
import { renderHostList } from '../../reporters/text-hosts.ts';
import { takeLock } from '../../runtime.ts';
import { demandHost } from '../demand-host.ts';
import { type Io, UsageError } from '../io.ts';
import { typedAgain } from '../typed-again.ts';
import { type LabFlags, openLabFleet } from './lab-fleet.ts';

export type { LabFlags } from './lab-fleet.ts';

export interface BreakFlags extends LabFlags {
  readonly fault?: SimulatedFault;
  readonly key?: boolean;
  readonly reimaged?: boolean;
  readonly servicePack?: boolean;
  readonly activationRequired?: boolean;
}

/** What was done to which hosts; the document of `lab break`, `mend` and `reset`. */
interface Done {
  readonly command: string;
  /** What the changed hosts are now, after a number of them. */
  readonly now: string;
  readonly changed: readonly HostSpec[];
  readonly unchanged: readonly HostSpec[];
}

/** Lets something happen to simulated hosts. */
export async function labBreak(host: string | undefined, flags: BreakFlags, io: Io): Promise<number> {
  return change('lab break', toHappening(flags), { host, flags, io });
}

/** Takes faults away. */
export async function labMend(host: string | undefined, flags: LabFlags, io: Io): Promise<number> {
  return change('lab mend', { kind: 'mended' }, { host, flags, io });
}

/** Takes hosts back to their first day; without a selector the whole fleet and its journal. */
export async function labReset(flags: LabFlags, io: Io): Promise<number> {
  const fleet = await openLabFleet(flags, io);
  if (fleet === undefined) return EXIT.couldNotRun;
  await using _lock = await takeLock(fleet.stateFolder, io.surroundings);
  const isChanged = (host: HostSpec): boolean => fleet.lab.look(host).changed.length > 0;
  const changed = fleet.hosts.filter(isChanged);
  const unchanged = fleet.hosts.filter((host) => !isChanged(host));
  if (flags.on === undefined) await rm(join(fleet.stateFolder, JOURNAL_FILE), { force: true });
  fleet.lab.reset(flags.on === undefined ? undefined : fleet.hosts);
  show({ command: 'lab reset', now: 'back to the first day', changed, unchanged }, flags, io);
  return EXIT.ok;
}

async function change(
  command: string,
  happening: Happening,
  { host, flags, io }: { host: string | undefined; flags: LabFlags; io: Io },
): Promise<number> {
  if ((host === undefined) === (flags.on === undefined)) {
    throw new UsageError(`${command} needs either a host or --on`, "Every host is `--on '*'`.");
  }
  const fleet = await openLabFleet(flags, io);
  if (fleet === undefined) return EXIT.couldNotRun;
  const hosts = host === undefined ? fleet.hosts : [demandHost(fleet.inventory.hosts, host)];
  await using _lock = await takeLock(fleet.stateFolder, io.surroundings);
  const changed = fleet.lab.happen(hosts, happening);
  const isChanged = new Set(changed);
  const unchanged = hosts.filter((each) => !isChanged.has(each));
  show({ command, now: describe(happening), changed, unchanged }, flags, io);
  return EXIT.ok;
}

function toHappening(flags: BreakFlags): Happening {
  const asked: readonly Happening[] = [
    ...(flags.fault === undefined ? [] : [{ kind: 'fault', fault: flags.fault } as const]),
    ...(flags.key === true ? [{ kind: 'key-changed' } as const] : []),
    ...(flags.reimaged === true ? [{ kind: 'reimaged' } as const] : []),
    ...(flags.servicePack === true ? [{ kind: 'service-pack' } as const] : []),
    ...(flags.activationRequired === true ? [{ kind: 'activation-required' } as const] : []),
  ];
  const [happening] = asked;
  if (asked.length === 1 && happening !== undefined) return happening;
  throw new UsageError(
    asked.length === 0 ? 'lab break has to know what happens' : 'lab break lets one thing happen at a time',
    'Give one of --fault, --key, --reimaged, --service-pack and --activation-required.',
  );
}

function describe(happening: Happening): string {
  switch (happening.kind) {
    case 'fault':
      return happening.fault;
    case 'mended':
      return 'mended';
    case 'key-changed':
      return 'carrying another key';
    case 'reimaged':
      return 'reimaged';
    case 'service-pack':
      return 'one service pack further';
    case 'activation-required':
      return 'in need of activation';
  }
}

function show({ command, now, changed, unchanged }: Done, flags: LabFlags, io: Io): void {
  if (flags.output === 'json') {
    const document = { formatVersion: 1, command, now, changed: namesOf(changed), unchanged: namesOf(unchanged) };
    io.out(renderJson(document));
    return;
  }
  const lines = renderHostList(foldHosts(namesOf(changed)), '  ', io.outScreen.columns());
  const rest = unchanged.length === 0 ? '' : `; ${showCount(unchanged.length)} unchanged`;
  const next = changed.length === 0 ? [] : [`next: vlkctl drift ${typedAgain(flags, io)}`];
  const head = `${countOf(changed.length, 'host')} now ${now}${rest} (simulated)`;
  io.out(`${[head, ...lines, ...next].join('\n').trimEnd()}\n`);
}

function namesOf(hosts: readonly HostSpec[]): readonly string[] {
  return hosts.map(({ name }) => name);
}
