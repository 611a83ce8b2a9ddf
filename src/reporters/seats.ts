import type { Inventory } from '../model/inventory.ts';
import { countOf } from './counts.ts';
import { alignRows } from './lay-out.ts';
import { escapeMarkdown } from './markdown-text.ts';

/** Bought, declared and observed seats of one key. */
interface SeatsOfKey {
  readonly label: string;
  readonly product: string;
  /** Absent where the inventory does not say how many were bought. */
  readonly purchased?: number;
  /** Hosts of the whole inventory. */
  readonly declared: number;
  /** Hosts seen to carry it; absent where none was looked at. */
  readonly observed?: number;
  /** By how many hosts the larger of both exceeds what was bought; 0 where it does not. */
  readonly overrun: number;
}

/** The document of `keys seats`. */
export interface SeatsDocument {
  readonly formatVersion: 1;
  readonly command: 'keys seats';
  readonly simulated: boolean;
  readonly keys: readonly SeatsOfKey[];
  /** Hosts that were looked at and of which nothing can be said; absent where none was looked at. */
  readonly notSeen?: readonly string[];
}

/** What was seen of the hosts: their names by key, and those not seen. */
export interface SeenSeats {
  readonly byKey: ReadonlyMap<string, readonly string[]>;
  readonly notSeen: readonly { readonly host: string }[];
}

/** Counts the seats of every key. */
export function seatsDocument({ keys, hosts, simulation }: Inventory, seen: SeenSeats | undefined): SeatsDocument {
  const declared = new Map<string, number>();
  for (const { key } of hosts) declared.set(key.label, (declared.get(key.label) ?? 0) + 1);
  const rows = [...keys.values()].map(({ label, product, seats }): SeatsOfKey => {
    const own = declared.get(label) ?? 0;
    const observed = seen === undefined ? undefined : (seen.byKey.get(label) ?? []).length;
    const overrun = seats === undefined ? 0 : Math.max(0, own - seats, (observed ?? 0) - seats);
    const found = { ...(seats !== undefined && { purchased: seats }), ...(observed !== undefined && { observed }) };
    return { label, product, ...found, declared: own, overrun };
  });
  const notSeen = seen === undefined ? {} : { notSeen: seen.notSeen.map(({ host }) => host) };
  return { formatVersion: 1, command: 'keys seats', simulated: simulation, keys: rows, ...notSeen };
}

/** As columns, overruns marked, and a last line. */
export function renderSeatsText(document: SeatsDocument): string {
  return `${[...alignRows([HEADINGS, ...rowsOf(document)]), '', lastLine(document)].join('\n')}\n`;
}

/** As a table for a pull request. */
export function renderSeatsMarkdown(document: SeatsDocument): string {
  const rows = [HEADINGS, HEADINGS.map(() => '---'), ...rowsOf(document).map((row) => row.map(escapeMarkdown))];
  return `${[...rows.map((row) => `| ${row.join(' | ')} |`), '', escapeMarkdown(lastLine(document))].join('\n')}\n`;
}

const HEADINGS = ['Key', 'Purchased', 'Declared', 'Observed', 'Overrun'];

function rowsOf({ keys }: SeatsDocument): readonly (readonly string[])[] {
  return keys.map(({ label, purchased, declared, observed, overrun }) => [
    label,
    purchased === undefined ? 'not said' : String(purchased),
    String(declared),
    observed === undefined ? '-' : String(observed),
    overrun === 0 ? '' : `! ${overrun} too many`,
  ]);
}

function lastLine({ keys, notSeen, simulated }: SeatsDocument): string {
  const over = keys.filter(({ overrun }) => overrun > 0).length;
  const unseen = notSeen === undefined || notSeen.length === 0 ? '' : `, ${countOf(notSeen.length, 'host')} not seen`;
  return `${countOf(keys.length, 'key')}: ${over} with too few seats${unseen}${simulated ? ' (simulated)' : ''}`;
}
