import type { Clock } from '../model/clock.ts';
import type { HostSpec } from '../model/host.ts';
import { type IngestRemark, type IngestReport, PLACE_CODES, REMARK_CODES, type TakenIn } from '../model/ingest.ts';
import type { ReportedHost } from '../model/reported-host.ts';
import type { StateDisk } from '../model/state-disk.ts';
import { byComputerName, type DeclaredHosts, findDeclared } from '../receipts/find-declared.ts';
import type { FoundReport } from '../receipts/found-report.ts';
import { isClockWrong } from '../receipts/judge-time.ts';
import { takeIn } from '../receipts/take-in.ts';
import { fanOut } from './fan-out.ts';
import { readReported, writeReported } from './reported-store.ts';
import { type LockOwner, lockState } from './state-lock.ts';

/** What is done to find reports, and what it works on. */
export interface IngestContext<Place> {
  /** All hosts of the inventory. */
  readonly hosts: readonly HostSpec[];
  /** Paths to look at; `receipts` where the inventory names one. */
  readonly paths: readonly { readonly path: string; readonly receipts?: string }[];
  readonly list: (
    path: string,
    receipts?: string,
  ) => Promise<{
    readonly places: readonly Place[];
    readonly remarks: readonly IngestRemark[];
  }>;
  readonly read: (place: Place) => Promise<{
    readonly reports: readonly FoundReport[];
    readonly remarks: readonly IngestRemark[];
    readonly older: number;
  }>;
  readonly state: StateDisk;
  readonly lockOwner: LockOwner;
  readonly lockTimeoutMs: number;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly tell: (done: number, of: number) => void;
}

/**
 * Takes in what hosts and persons have left, into the store of the state folder, under its lock. No file ends it: each
 * that is not taken in is told. What was read before an interruption is kept.
 */
export async function ingest<Place>(context: IngestContext<Place>): Promise<IngestReport> {
  const { state: disk, lockOwner: self, clock, lockTimeoutMs, signal } = context;
  await using _lock = await lockState({ disk, self, clock }, { timeoutMs: lockTimeoutMs, signal });
  const store = await readReported(disk);
  const tally = makeTally(context, store);
  const places = await listAll(context, tally);
  let done = 0;
  await fanOut(
    places,
    {
      concurrency: context.concurrency,
      shouldStop: () => signal.aborted,
      held: () => undefined,
      finish: (reading: Awaited<ReturnType<typeof context.read>> | undefined): void => {
        done += 1;
        context.tell(done, places.length);
        if (reading === undefined) return;
        tally.remark(reading.remarks);
        tally.older(reading.older);
        for (const report of reading.reports) tally.take(report);
      },
    },
    (place) => context.read(place),
  );
  if (tally.hasChanged()) await writeReported(disk, store);
  return tally.report(signal.aborted);
}

async function listAll<Place>({ paths, list }: IngestContext<Place>, tally: Tally): Promise<readonly Place[]> {
  const all: Place[] = [];
  for (const { path, receipts } of paths) {
    const { places, remarks } = await list(path, receipts);
    tally.remark(remarks);
    for (const place of places) all.push(place);
  }
  return all;
}

/** Counts what is found, and keeps it. */
interface Tally {
  readonly take: (found: FoundReport) => void;
  readonly remark: (remarks: readonly IngestRemark[]) => void;
  readonly older: (files: number) => void;
  readonly hasChanged: () => boolean;
  readonly report: (interrupted: boolean) => IngestReport;
}

type Said = 'refused' | 'remarks' | 'unreadable';

function makeTally<Place>({ hosts, clock, state }: IngestContext<Place>, store: Map<string, ReportedHost>): Tally {
  const declared = byComputerName(hosts);
  const now = clock.now();
  const counts = { new: 0, unchanged: 0, older: 0 };
  const taken: TakenIn[] = [];
  const said: Readonly<Record<Said, IngestRemark[]>> = { refused: [], remarks: [], unreadable: [] };
  const say = (remark: IngestRemark): void => void said[sortOf(remark)].push(remark);
  let hasChanged = false;
  return {
    take: (found) => {
      const end = takeOne(found, declared, store, now);
      if ('code' in end) return say(end);
      counts[end.status] += 1;
      hasChanged ||= end.status !== 'unchanged';
      if (end.status !== 'new') return;
      taken.push(toTakenIn(found, end.line));
      if (isClockWrong(found, now)) say({ path: found.path, ...CLOCK_WRONG });
    },
    remark: (remarks) => {
      for (const remark of remarks) say(remark);
    },
    older: (files) => {
      counts.older += files;
    },
    hasChanged: () => hasChanged,
    report: (interrupted) => ({
      formatVersion: 1,
      command: 'ingest',
      state: state.folder,
      summary: { ...counts, refused: said.refused.length },
      taken: taken.toSorted((a, b) => (a.host < b.host ? -1 : 1)),
      refused: said.refused.toSorted(byPath),
      remarks: said.remarks.toSorted(byPath),
      unreadable: said.unreadable.toSorted(byPath),
      interrupted,
    }),
  };
}

type TakenLine = { readonly status: 'new' | 'unchanged' | 'older'; readonly line: ReportedHost };

function takeOne(
  found: FoundReport,
  declared: DeclaredHosts,
  store: Map<string, ReportedHost>,
  now: string,
): TakenLine | IngestRemark {
  const spec = findDeclared(found, declared);
  if (!spec.ok) return { path: found.path, ...spec.error };
  const { name } = spec.value;
  const taken = takeIn(name, found, store.get(name), now);
  if (!taken.ok) return { path: found.path, ...taken.error };
  store.set(name, taken.value.line);
  return taken.value;
}

function toTakenIn({ path, reported }: FoundReport, { host, observation }: ReportedHost): TakenIn {
  return {
    host,
    path,
    source: reported.source,
    observedAt: observation.observedAt,
    ...(reported.source === 'receipt' && { result: reported.receipt.result }),
  };
}

function sortOf({ code }: IngestRemark): Said {
  if (PLACE_CODES.some((known) => known === code)) return 'unreadable';
  return REMARK_CODES.some((known) => known === code) ? 'remarks' : 'refused';
}

function byPath(a: IngestRemark, b: IngestRemark): number {
  return a.path < b.path ? -1 : 1;
}

const CLOCK_WRONG = {
  code: 'clock-wrong',
  message: 'the clock of the host is wrong; the time of the file counts',
  help: 'Set it: Windows counts grace days and checks certificates by it. A battery that is dead is the usual cause.',
} as const;
