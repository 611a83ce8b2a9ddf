import { LAB_PROPERTIES, type LabProperty, type LabView } from '../../model/simulation.ts';
import { countOf, showCount } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import { alignRows } from '../../reporters/lay-out.ts';
import type { Io } from '../io.ts';
import { type LabFlags, type LabFleet, openLabFleet } from './lab-fleet.ts';

export interface ShowFlags extends LabFlags {
  readonly all?: boolean;
}

/** Shows the simulated hosts as they really are, and what differs from their first day. */
export async function labShow(flags: ShowFlags, io: Io): Promise<number> {
  const fleet = await openLabFleet(flags, io);
  if (fleet === undefined) return EXIT.couldNotRun;
  const views = fleet.hosts.map(fleet.lab.look);
  const shown = flags.all === true ? views : views.filter(isRemarkable);
  io.out(flags.output === 'json' ? toJson(fleet, shown) : toText(views, shown));
  return EXIT.ok;
}

function isRemarkable({ now, changed }: LabView): boolean {
  return changed.length > 0 || now.fault !== 'none';
}

function toJson({ inventory }: LabFleet, views: readonly LabView[]): string {
  const hosts = views.map(({ now, changed, firstDay }) => ({
    ...now,
    changed: Object.fromEntries(changed.map((property) => [property, { firstDay: firstDay[property] }])),
  }));
  const document = { formatVersion: 1, command: 'lab show', files: inventory.files, hosts };
  return renderJson(document);
}

const HEADINGS = ['HOST', 'OS LEVEL', 'KEY', 'TIMER', 'FAULT', 'SINCE THE FIRST DAY'] as const;

function toText(views: readonly LabView[], shown: readonly LabView[]): string {
  const quiet = views.length - shown.length;
  const rest =
    quiet === 0 ? [] : [`${countOf(quiet, 'host')} without a fault, as on the first day: --all shows them too`];
  const table = shown.length === 0 ? [] : [...alignRows([HEADINGS, ...shown.map(toRow)]), ''];
  return `${[...table, ...rest, summary(views)].join('\n')}\n`;
}

function toRow({ now, firstDay, changed }: LabView): readonly string[] {
  const changes = changed.map((property) => describeChange(property, { now, firstDay }));
  return [
    now.host,
    now.os,
    now.key,
    now.oobeTimer === 'present' ? 'there' : 'gone',
    now.fault === 'none' ? '-' : now.fault,
    changes.join('; '),
  ];
}

const NAMES: Readonly<Record<LabProperty, string>> = {
  os: 'OS level',
  key: 'key',
  oobeTimer: 'OOBETimer',
  slots: 'unfinished change',
  activationRequired: 'activation required',
  fault: 'fault',
};

/** The columns beside it say how it is now: here stands how it was. */
function describeChange(property: LabProperty, { now, firstDay }: Pick<LabView, 'now' | 'firstDay'>): string {
  switch (property) {
    case 'slots':
      return now.slots.map((intent) => `${NAMES.slots} ${intent}`).join('; ');
    case 'activationRequired':
      return NAMES.activationRequired;
    case 'oobeTimer':
    case 'os':
    case 'key':
    case 'fault':
      return `${NAMES[property]} was ${firstDay[property]}`;
  }
}

function summary(views: readonly LabView[]): string {
  const faulty = views.filter(({ now }) => now.fault !== 'none').length;
  const changed = LAB_PROPERTIES.flatMap((property) => {
    const count = views.filter((view) => view.changed.includes(property)).length;
    return count === 0 ? [] : [`${showCount(count)} ${NAMES[property]}`];
  });
  const since = changed.length === 0 ? 'nothing happened yet' : `changed since the first day: ${changed.join(', ')}`;
  return `${countOf(views.length, 'host')}: ${showCount(faulty)} with a fault; ${since} (simulated)`;
}
