import type { PlacedLevel } from '../../inventory/place-os-levels.ts';
import type { Rewrite, Rewritten } from '../../inventory/rewrite.ts';
import { groupBy } from '../../model/group-by.ts';
import { countOf, showCount } from '../../reporters/counts.ts';
import { foldHosts } from '../../reporters/fold-hosts.ts';
import { renderJson } from '../../reporters/json.ts';
import { alignRows, hang, wrapWords } from '../../reporters/lay-out.ts';
import { makeStyle, type Style } from '../../reporters/style.ts';
import { renderHostList } from '../../reporters/text-hosts.ts';
import type { Io } from '../io.ts';
import type { InventoryOptions } from '../options.ts';
import { typedAgain } from '../typed-again.ts';
import type { WritingFlags, Written } from './adopt-write.ts';

/** A host that is left as it is declared although somebody should look at it. */
export interface Skipped {
  readonly host: string;
  readonly code: string;
  readonly message: string;
}

/** What `adopt os` knows once nothing has been written yet. */
export interface AdoptedOs {
  readonly placed: readonly PlacedLevel[];
  readonly skipped: readonly Skipped[];
  readonly rewritten: Rewritten | undefined;
}

/** What `adopt hosts` knows once nothing has been written yet. */
export interface AdoptedHosts {
  readonly added: readonly string[];
  /** Hosts of the list that were declared before. */
  readonly known: readonly string[];
  /** Columns of the list that mean nothing here. */
  readonly ignored: readonly string[];
  readonly rewritten: Rewritten | undefined;
}

type Flags = InventoryOptions & WritingFlags;

/** What a command was given, for its report. */
interface Asked {
  readonly flags: Flags;
  readonly io: Io;
}

/** Shows the diff before the question: on stdout as a part of the text, on stderr beside JSON where somebody is asked. */
export function showChange(rewrites: readonly Rewrite[], flags: Flags, io: Io): void {
  const diff = rewrites.map((rewrite) => rewrite.diff).join('');
  if (diff === '') return;
  const styleFor = ({ hasColour }: Io['outScreen']): Style => makeStyle(hasColour && flags.color !== false);
  if (flags.output !== 'json') io.out(`${colourDiff(diff, styleFor(io.outScreen))}\n`);
  else if (flags.yes !== true && flags.dryRun !== true) io.err(colourDiff(diff, styleFor(io.errScreen)));
}

function colourDiff(diff: string, style: Style): string {
  const lines = diff.split('\n').map((line) => {
    if (/^(?:---|\+\+\+|@@) /.test(line)) return style('dim', line);
    if (line.startsWith('+')) return style('good', line);
    return line.startsWith('-') ? style('bad', line) : line;
  });
  return lines.join('\n');
}

/** Says which OS levels were written, for whom, and what is left. */
export function showAdoptedOs(adopted: AdoptedOs, written: Written, { flags, io }: Asked): void {
  const { placed, skipped, rewritten } = adopted;
  if (flags.output === 'json') {
    const hosts = placed.map(({ host, to, where }) => ({ host: host.name, from: host.os, to, where }));
    io.out(toJson({ command: 'adopt os', status: written.status, hosts, skipped }, rewritten?.rewrites ?? []));
    return;
  }
  if (written.status === 'not-written') return;
  const lines = [...renderPlaced(adopted, written), ...renderSkipped(skipped, io.outScreen.columns())];
  io.out(`${[...lines, ...renderNext(written, { flags, io })].join('\n')}\n`);
}

/** Says which hosts were added and which were there already. */
export function showAdoptedHosts(adopted: AdoptedHosts, written: Written, { flags, io }: Asked): void {
  const { added, known, ignored, rewritten } = adopted;
  if (flags.output === 'json') {
    const document = { command: 'adopt hosts', status: written.status, added, known, ignoredColumns: ignored };
    io.out(toJson(document, rewritten?.rewrites ?? []));
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

function renderPlaced({ placed }: AdoptedOs, { status }: Written): readonly string[] {
  if (placed.length === 0) return ['No OS level to write.'];
  const counts = groupBy(placed, ({ host, to, where }) => `${host.os} -> ${to}  ${PLACES[where]}`);
  const rows = [...counts].map(([what, same]) => [`  ${showCount(same.length)}`, what]);
  const done = status === 'written' ? ': written' : '';
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
