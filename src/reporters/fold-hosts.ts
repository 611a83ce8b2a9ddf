import { groupBy } from '../model/group-by.ts';
import { showCount } from './counts.ts';

/** One item of a list of hosts: a name, or a range and how many hosts it stands for. */
export interface HostItem {
  readonly text: string;
  readonly hosts: number;
  /** All hosts of that sort, as a selector would name them: `hmi-*.a.example`. */
  readonly family: string;
}

/** Fewer hosts in a row than this are named one by one. */
const SHORTEST_RANGE = 3;

interface Numbered {
  readonly name: string;
  readonly before: string;
  readonly digits: string;
  readonly after: string;
}

/**
 * Host names with neighbours folded into ranges, written as the inventory writes them: `hmi-[001:180].a.example`. Each
 * name is in exactly one item; a range stands for exactly its names, with their leading zeros.
 */
export function foldHosts(names: readonly string[]): readonly HostItem[] {
  const families = groupBy(names.map(split), ({ before, after }) => `${before}[${after}`);
  return [...families.values()].flatMap((members) => runsOf(members).flatMap(toItems));
}

/** The number that counts hosts: the last one of the first label, of an address the last one of all. */
function split(name: string): Numbered {
  const label = /^[\d.]+$/.test(name) ? name : (name.split('.')[0] ?? '');
  const { before, digits, after } = lastNumber(label) ?? { before: name, digits: '', after: '' };
  return { name, before, digits, after: after + (digits === '' ? '' : name.slice(label.length)) };
}

/** `line2-hmi-007b` -> `line2-hmi-`, `007`, `b`. More than nine digits are no number of an inventory's range. */
function lastNumber(label: string): Omit<Numbered, 'name'> | undefined {
  const { before, digits, after } = /^(?<before>.*?)(?<digits>\d{1,9})(?<after>\D*)$/.exec(label)?.groups ?? {};
  if (before === undefined || digits === undefined || after === undefined || /\d$/.test(before)) return undefined;
  return { before, digits, after };
}

function runsOf(members: readonly Numbered[]): readonly (readonly Numbered[])[] {
  const sorted = members.toSorted((a, b) => Number(a.digits) - Number(b.digits) || a.digits.length - b.digits.length);
  const runs: Numbered[][] = [];
  for (const member of sorted) {
    const run = runs.at(-1);
    if (run !== undefined && continues(run, member.digits)) run.push(member);
    else runs.push([member]);
  }
  return runs;
}

/** Whether a number is the next one of a run, written as the inventory's range would write it. */
function continues(run: readonly Numbered[], digits: string): boolean {
  const first = run[0]?.digits ?? '';
  const last = run.at(-1)?.digits ?? '';
  if (first === '' || Number(digits) !== Number(last) + 1) return false;
  const isPadded = first.startsWith('0') && first.length > 1;
  return digits === String(Number(digits)).padStart(first.length, '0') && (!isPadded || digits.length === first.length);
}

function toItems(run: readonly Numbered[]): readonly HostItem[] {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return [];
  const family = first.digits === '' ? first.name : `${first.before}*${first.after}`;
  if (run.length < SHORTEST_RANGE) return run.map(({ name }) => ({ text: name, hosts: 1, family }));
  const range = `${first.before}[${first.digits}:${last.digits}]${first.after}`;
  return [{ text: `${range} (${showCount(run.length)})`, hosts: run.length, family }];
}
