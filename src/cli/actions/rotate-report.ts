import type { Rotation } from '../../inventory/place-rotation.ts';
import type { HostSpec } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { allowedOf, showLimit } from '../../model/limit.ts';
import type { Wave } from '../../model/rollout.ts';
import { countOf } from '../../reporters/counts.ts';
import { foldHosts } from '../../reporters/fold-hosts.ts';
import { renderJson } from '../../reporters/json.ts';
import { alignRows } from '../../reporters/lay-out.ts';
import { renderHostList } from '../../reporters/text-hosts.ts';
import type { Io } from '../io.ts';
import type { RunFlags } from '../options.ts';
import { typedAgain } from '../typed-again.ts';
import type { Changed } from './change-inventory.ts';

/** Whom a rotation reaches. */
interface BlastRadius {
  readonly from: string;
  readonly to: string;
  readonly hosts: readonly string[];
  /** How many of these hosts each group holds. */
  readonly groups: Readonly<Record<string, number>>;
  /** How many of these hosts have their turn once a wave is over; `all` are all of them. */
  readonly waves: readonly { readonly wave: string; readonly hosts: number }[];
  /** Of the new key. */
  readonly seats: { readonly purchased?: number; readonly needed: number };
}

interface Asked {
  readonly flags: RunFlags;
  readonly io: Io;
}

/** Counts the hosts, groups, waves and seats that a rotation touches. */
export function blastRadius({ from, to }: Rotation, { hosts, rollout }: Inventory): BlastRadius {
  const own = hosts.filter(({ key }) => key.label === from.label);
  const groups = new Map<string, number>();
  for (const name of own.flatMap((host) => host.groups)) groups.set(name, (groups.get(name) ?? 0) + 1);
  const needed = own.length + hosts.filter(({ key }) => key.label === to.label).length;
  return {
    from: from.label,
    to: to.label,
    hosts: own.map(({ name }) => name),
    groups: Object.fromEntries(groups),
    waves: (rollout.waves ?? []).map((wave) => countWave(wave, own)),
    seats: { ...(to.seats !== undefined && { purchased: to.seats }), needed },
  };
}

function countWave(wave: Wave, hosts: readonly HostSpec[]): BlastRadius['waves'][number] {
  if (wave.kind !== 'label')
    return { wave: showLimit(wave), hosts: Math.min(hosts.length, allowedOf(wave, hosts.length)) };
  const { label } = wave;
  const held = hosts.filter(({ groups, tags }) => groups.includes(label) || tags.includes(label));
  return { wave: `@${label}`, hosts: held.length };
}

/** Says whom it reaches before the question, and what comes next after the answer. */
export const showRotation = {
  before(radius: BlastRadius, { flags, io }: Asked): void {
    if (flags.output !== 'json') io.out(`${renderRadius(radius, io.outScreen.columns()).join('\n')}\n`);
  },
  after(radius: BlastRadius, { rewrites, written: { status } }: Changed, { flags, io }: Asked): void {
    if (flags.output === 'json') {
      const files = rewrites.map(({ path, diff }) => ({ path, diff }));
      io.out(renderJson({ formatVersion: 1, command: 'keys rotate', status, ...radius, files }));
      return;
    }
    const again = typedAgain(flags, io);
    if (status === 'nothing-to-write') io.out('\nNothing to write: it is declared already.\n');
    if (status === 'dry-run') io.out('\nNothing was written (--dry-run).\n');
    if (status === 'written') {
      const proof = `vlkctl keys rotate ${radius.from} ${radius.to} --status ${again}`.trimEnd();
      io.out(`\nWritten. next: commit the change, then ${`vlkctl plan ${again}`.trimEnd()}; after apply: ${proof}\n`);
    }
  },
};

function renderRadius(radius: BlastRadius, width: number): readonly string[] {
  const { from, to, hosts, groups, waves, seats } = radius;
  const rows = [
    [
      'groups',
      Object.entries(groups)
        .map(([name, count]) => `${name} (${count})`)
        .join(', '),
    ],
    ['waves', waves.map(({ wave, hosts: count }) => `${wave} (${count})`).join(', ')],
    ['seats', showSeats(to, seats)],
  ].filter(([, text]) => text !== '');
  const list = hosts.length === 0 ? [] : renderHostList(foldHosts(hosts), '  ', width);
  return [`${from} -> ${to}: ${countOf(hosts.length, 'host')}`, ...list, ...alignRows(rows)];
}

function showSeats(to: string, { purchased, needed }: BlastRadius['seats']): string {
  if (purchased === undefined) return `${to} needs ${needed}; the inventory does not say how many were bought`;
  const note = needed > purchased ? ': too few, plan and apply will refuse it' : '';
  return `${to} needs ${needed} of ${purchased}${note}`;
}
