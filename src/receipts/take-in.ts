import type { ReportedHost, ReportedObservation, SeenReport } from '../model/reported-host.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { FoundReport } from './found-report.ts';
import { judgeTime } from './judge-time.ts';
import type { Rejection } from './rejection.ts';

/** What became of one report, and what is kept of its host now. */
export interface Taken {
  /** `older`: something newer is known of the host, from elsewhere. */
  readonly status: 'new' | 'unchanged' | 'older';
  readonly line: ReportedHost;
}

/** So many installations of one host are remembered: more than are read, or they would be new again the next time. */
const MOST_SEEN = 24;

/**
 * Takes a report in for a host. Of one installation only a higher counter is ever believed, so that nobody makes an old
 * receipt count again by copying it; between different sources the later observation counts.
 */
export function takeIn(
  host: string,
  found: FoundReport,
  known: ReportedHost | undefined,
  now: string,
): Result<Taken, Rejection> {
  const before = known?.seen[found.seenAs];
  if (before !== undefined && known !== undefined) {
    if (before.digest === found.digest) return ok({ status: 'unchanged', line: known });
    const problem = whyNotNewer(found, before);
    if (problem !== undefined) return err(problem);
  }
  const observedAt = judgeTime(found, now);
  const observation: ReportedObservation = { ...found.observation, observedAt, reported: found.reported };
  const counter = counterOf(found);
  const sight: SeenReport = { digest: found.digest, firstSeenAt: now, ...(counter !== undefined && { counter }) };
  const seen = withSight(known?.seen ?? {}, found.seenAs, sight);
  if (known !== undefined && known.observation.observedAt > observedAt && !isSameInstallation(known, found)) {
    return ok({ status: 'older', line: { ...known, seen } });
  }
  return ok({ status: 'new', line: { host, observation, seen } });
}

/** Then the counter has decided already: clocks are set. */
function isSameInstallation({ observation: { reported } }: ReportedHost, found: FoundReport): boolean {
  return reported.source === 'receipt' && reported.receipt.installation === found.seenAs;
}

function counterOf({ reported }: FoundReport): number | undefined {
  return reported.source === 'receipt' ? reported.receipt.counter : undefined;
}

function whyNotNewer(found: FoundReport, before: SeenReport): Rejection | undefined {
  const counter = counterOf(found);
  if (counter === undefined || before.counter === undefined || counter > before.counter) return undefined;
  return counter === before.counter
    ? {
        code: 'receipt-reused',
        message: `it says something else than the receipt number ${counter} that was taken in before`,
        help: 'A host never writes a number twice: a disk image was put back, or somebody changed the file. Look at the host.',
      }
    : {
        code: 'receipt-old',
        message: `its number ${counter} is lower than ${before.counter}, which was taken in before`,
        help: 'An old folder or disk image was put back, or somebody copied it here. The next start of the host tells.',
      };
}

/** The one just seen first; those that were not seen for the longest time are forgotten. */
function withSight(seen: ReportedHost['seen'], name: string, sight: SeenReport): ReportedHost['seen'] {
  const { [name]: _before, ...others } = seen;
  return Object.fromEntries([[name, sight], ...Object.entries(others)].slice(0, MOST_SEEN));
}
