import type { DriftCause } from '../model/drift.ts';
import { groupBy } from '../model/group-by.ts';
import type { HostReport, HostStatus, Report } from '../model/report.ts';
import { describeSettled, keyPairOf, reportedWord, showCause, showClosedWindow, showWaiver } from './describe-host.ts';
import type { Tone } from './style.ts';

/** Hosts of which the same is to be said, under one title. */
export interface Section {
  readonly title: string;
  readonly tone: Tone;
  readonly hosts: readonly HostReport[];
  /** The largest trouble first; changes by key. */
  readonly groups: readonly Group[];
}

export type Group = TroubleGroup | KeyGroup;

/** Hosts in the same trouble, so that it and what to do are said once. */
export interface TroubleGroup {
  readonly kind: 'trouble';
  /** Undefined where it is the section's own title. */
  readonly code: string | undefined;
  readonly help: string | undefined;
  readonly hosts: readonly HostReport[];
  /** One unless the message says something of each host. */
  readonly messages: readonly { readonly message: string; readonly hosts: readonly HostReport[] }[];
}

/** Hosts with the same declared key and the same key found. */
export interface KeyGroup {
  readonly kind: 'key';
  readonly key: string;
  readonly found: string;
  readonly declared: string;
  readonly strategy: string;
  readonly cause: string;
  readonly settled: string;
  /** `self-reported`, where the hosts said so themselves; else empty. */
  readonly reported: string;
  /** When the window of the hosts opens; empty while it is open, and where they have none. */
  readonly window: string;
  readonly hosts: readonly HostReport[];
}

interface Heading {
  readonly title: string;
  readonly tone: Tone;
  readonly holds: (host: HostReport) => boolean;
  /** Hosts that are well: counted, and shown only when everything is. */
  readonly isQuiet?: true;
}

/** Sections in the order a tired person needs them: what somebody has to act on first, what is well last. */
const HEADINGS: readonly Heading[] = [
  heading('bad', 'UNSETTLED: a person must look at these', 'unsettled'),
  heading('bad', 'ACTIVATION LOST: Windows demands activation', 'activation-lost'),
  heading('warn', 'ACTIVATION PENDING: restart these', 'activation-pending'),
  heading('bad', 'UNDONE: the change did not take, the host is as it was', 'undone'),
  heading('warn', 'INTERRUPTED: an earlier change stopped half-way', 'interrupted'),
  heading('warn', 'BLOCKED: nothing may be done to these', 'blocked'),
  heading('warn', 'STALE: no longer as planned, not touched', 'plan-stale'),
  heading('warn', 'UNKNOWN: could not be read', 'unknown'),
  heading('warn', 'DELEGATED: left to the host itself, or to a person', 'delegated'),
  heading('warn', 'HELD: not begun', 'held'),
  heading('warn', 'DRIFTED: the host changed since it was last verified', 'drifted', 'drift'),
  heading('warn', 'PENDING: the inventory changed, the host did not yet', 'drifted', 'pending'),
  heading('warn', 'NEVER VERIFIED: another key than declared', 'drifted', 'no-history'),
  heading('plan', 'TO CHANGE', 'change'),
  heading('good', 'CHANGED and read back', 'verified'),
  heading('good', 'SETTLED: an earlier change was ended', 'settled'),
  heading('dim', 'WAIVED: accepted drift, left alone', 'waived'),
  {
    title: 'IN ORDER, after an earlier change was settled',
    tone: 'good',
    holds: ({ status, settled }) => status === 'in-order' && settled !== undefined,
  },
  {
    title: 'IN ORDER',
    tone: 'good',
    holds: ({ status, settled }) => status === 'in-order' && settled === undefined,
    isQuiet: true,
  },
  { ...heading('good', 'NOTHING TO SETTLE', 'nothing-to-settle'), isQuiet: true },
];

function heading(tone: Tone, title: string, status: HostStatus, cause?: DriftCause): Heading {
  return {
    title,
    tone,
    holds: (host) => host.status === status && (cause === undefined || (host.cause ?? 'no-history') === cause),
  };
}

/** A report as people read it, without empty sections; `verbose` with the hosts that are well. */
export function sectionsOf(report: Report, verbose: boolean): readonly Section[] {
  return HEADINGS.flatMap(({ title, tone, holds, isQuiet }) => {
    if (isQuiet === true && !verbose) return [];
    const hosts = report.hosts.filter(holds);
    return hosts.length === 0 ? [] : [{ title, tone, hosts, groups: groupsOf(hosts) }];
  });
}

function groupsOf(hosts: readonly HostReport[]): readonly Group[] {
  const [troubled, others] = [hosts.filter(isTroubled), hosts.filter((host) => !isTroubled(host))];
  const troubles = [...groupBy(troubled, troubleOf).values()].map(toTrouble);
  const keys = [...groupBy(others, (host) => JSON.stringify(cellsOf(host))).values()].map(toKeyGroup);
  return [
    ...troubles.toSorted((a, b) => b.hosts.length - a.hosts.length),
    ...keys.toSorted((a, b) => (a.key === b.key ? b.hosts.length - a.hosts.length : a.key < b.key ? -1 : 1)),
  ];
}

/** A waiver is told like a trouble, which is what it was before somebody accepted it. */
function isTroubled({ message, waiver }: HostReport): boolean {
  return message !== undefined || waiver !== undefined;
}

function troubleOf({ code, help, waiver }: HostReport): string {
  return `${code}\n${help}\n${waiver === undefined ? '' : showWaiver(waiver)}`;
}

function toTrouble(hosts: readonly HostReport[]): TroubleGroup {
  const { code, status, help } = hosts[0] ?? {};
  const messages = [...groupBy(hosts, messageOf).values()].map((members) => ({
    message: members[0] === undefined ? '' : messageOf(members[0]),
    hosts: members,
  }));
  return {
    kind: 'trouble',
    code: code === status ? undefined : code,
    help,
    hosts,
    messages: messages.toSorted((a, b) => b.hosts.length - a.hosts.length),
  };
}

function messageOf(host: HostReport): string {
  const message = host.waiver === undefined ? (host.message ?? '') : showWaiver(host.waiver);
  const since = host.since === undefined ? '' : `so since ${host.since.slice(0, 10)}`;
  return [message, since, describeSettled(host), reportedWord(host)].filter((text) => text !== '').join('; ');
}

function toKeyGroup(hosts: readonly HostReport[]): KeyGroup {
  const [first] = hosts;
  if (first === undefined) throw new Error('A group without hosts');
  return { kind: 'key', ...cellsOf(first), hosts };
}

function cellsOf(host: HostReport): Omit<KeyGroup, 'kind' | 'hosts'> {
  const strategy = host.strategy ?? '';
  // The titles of drifted hosts say the cause already; once a key is changed nobody asks for it.
  const cause = host.status === 'change' ? showCause(host.cause) : '';
  const window = host.status === 'change' ? showClosedWindow(host.window) : '';
  // What `recover` settles has nothing to do with the key that is declared today.
  const key = host.status === 'settled' ? '' : host.key;
  return {
    key,
    ...keyPairOf(host),
    strategy,
    cause,
    settled: describeSettled(host),
    reported: reportedWord(host),
    window,
  };
}
