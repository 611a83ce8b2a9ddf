import type { PlacedLevel } from '../../inventory/place-os-levels.ts';
import type { Rewrite } from '../../inventory/rewrite.ts';
import { groupBy } from '../../model/group-by.ts';
import { countOf, showCount } from '../../reporters/counts.ts';
import { foldHosts } from '../../reporters/fold-hosts.ts';
import { renderJson } from '../../reporters/json.ts';
import { alignRows, hang, wrapWords } from '../../reporters/lay-out.ts';
import { renderHostList } from '../../reporters/text-hosts.ts';
import type { Io } from '../io.ts';
import type { InventoryOptions } from '../options.ts';
import { typedAgain } from '../typed-again.ts';
import type { Written } from './ask-and-write.ts';
import type { Changed } from './change-inventory.ts';

/** A host that is left as it is declared although somebody should look at it. */
export interface Skipped {
  readonly host: string;
  readonly code: string;
  readonly message: string;
}

/** What `adopt os` found and did. */
export interface AdoptedOs {
  readonly placed: readonly PlacedLevel[];
  readonly skipped: readonly Skipped[];
  readonly changed: Changed;
}

/** What `adopt hosts` found and did. */
export interface AdoptedHosts {
  readonly added: readonly string[];
  /** Hosts of the list that were declared before. */
  readonly known: readonly string[];
  /** Columns of the list that mean nothing here. */
  readonly ignored: readonly string[];
  readonly changed: Changed;
}

/** What a command was given, for its report. */
interface Asked {
  readonly flags: InventoryOptions;
  readonly io: Io;
}

/** Says which OS levels were written, for whom, and what is left. */
export function showAdoptedOs(adopted: AdoptedOs, { flags, io }: Asked): void {
  const { placed, skipped, changed } = adopted;
  const { rewrites, written } = changed;
  if (flags.output === 'json') {
    const hosts = placed.map(({ host, to, where }) => ({ host: host.name, from: host.os, to, where }));
    io.out(toJson({ command: 'adopt os', status: written.status, hosts, skipped }, rewrites));
    return;
  }
  if (written.status === 'not-written') return;
  const lines = [...renderPlaced(adopted), ...renderSkipped(skipped, io.outScreen.columns())];
  io.out(`${[...lines, ...renderNext(written, { flags, io })].join('\n')}\n`);
}

/** Says which hosts were added and which were there already. */
export function showAdoptedHosts({ added, known, ignored, changed }: AdoptedHosts, { flags, io }: Asked): void {
  const { rewrites, written } = changed;
  if (flags.output === 'json') {
    const document = { command: 'adopt hosts', status: written.status, added, known, ignoredColumns: ignored };
    io.out(toJson(document, rewrites));
    return;
  }
  if (written.status === 'not-written') return;
  const verb = written.status === 'written' ? 'added' : 'to add';
  const passed = ignored.length === 0 ? [] : [`columns passed over: ${ignored.join(', ')}`];
  const head = `${countOf(added.length, 'host')} ${verb}, ${showCount(known.length)} declared already`;
  io.out(`${[head, ...passed, ...renderNext(written, { flags, io })].join('\n')}\n`);
}

const PLACES = {
  defaults: 'set in `defaults`',
  group: 'set on the group',
  range: 'set on the range',
  host: 'set on the host',
} as const;

function renderPlaced({ placed, changed }: AdoptedOs): readonly string[] {
  if (placed.length === 0) return ['No OS level to write.'];
  const counts = groupBy(placed, ({ host, to, where }) => `${host.os} -> ${to}  ${PLACES[where]}`);
  const rows = [...counts].map(([what, same]) => [`  ${showCount(same.length)}`, what]);
  const done = changed.written.status === 'written' ? ': written' : '';
  return [`${countOf(placed.length, 'host')} with another OS level than declared${done}`, ...alignRows(rows)];
}

function renderSkipped(skipped: readonly Skipped[], width: number): readonly string[] {
  if (skipped.length === 0) return [];
  const groups = groupBy(skipped, ({ code, message }) => `${code}: ${message}`);
  const lines = [...groups].flatMap(([what, same]) => [
    ...hang('  ', wrapWords(what, width - 4), '    '),
    ...renderHostList(foldHosts(same.map(({ host }) => host)), '    ', width),
  ]);
  return ['', `${countOf(skipped.length, 'host')} left as declared`, ...lines];
}

function renderNext({ status }: Written, { flags, io }: Asked): readonly string[] {
  if (status === 'dry-run') return ['', 'Nothing was written (--dry-run).'];
  return status === 'written'
    ? ['', `next: commit the change, then vlkctl plan ${typedAgain(flags, io)}`.trimEnd()]
    : [];
}

function toJson(document: Readonly<Record<string, unknown>>, rewrites: readonly Rewrite[]): string {
  const files = rewrites.map(({ path, diff }) => ({ path, diff }));
  return renderJson({ formatVersion: 1, ...document, files });
}
