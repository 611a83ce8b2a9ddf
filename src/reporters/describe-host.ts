import type { DriftCause } from '../model/drift.ts';
import type { KeyEvidence, KeyIdentity } from '../model/key.ts';
import type { HostReport } from '../model/report.ts';
import { endingOf, reporterOf, type SelfReport } from '../model/reported.ts';
import type { HostWindow, WaivedDrift } from '../model/rollout.ts';
import type { SettlementResult } from '../model/settlement.ts';
import { describeSpan } from '../model/span.ts';
import { wallTime } from '../model/zone-time.ts';

const CAUSES: Readonly<Record<DriftCause, string>> = {
  drift: 'the host changed',
  pending: 'the inventory changed',
  'no-history': 'never verified',
};

/** Why declared and found key differ; empty where nothing differs. */
export function showCause(cause: DriftCause | undefined): string {
  return cause === undefined ? '' : CAUSES[cause];
}

/** The key that was found and the declared one; both empty where nothing is to be said of them. */
interface KeyPair {
  readonly found: string;
  readonly declared: string;
}

/** Where only the product IDs tell the keys apart, they are shown too. */
export function keyPairOf({ status, before, actual, desired }: HostReport): KeyPair {
  if (!['drifted', 'change', 'verified'].includes(status)) return { found: '', declared: '' };
  const found = before ?? actual;
  const isSame = found?.state === 'present' && found.lastFive === desired?.lastFive;
  return { found: showEvidence(found, isSame), declared: showIdentity(desired, isSame) };
}

function showEvidence(found: KeyEvidence | undefined, withProductId: boolean): string {
  return found?.state === 'present' ? showIdentity(found, withProductId) : 'no key';
}

function showIdentity(identity: KeyIdentity | undefined, withProductId: boolean): string {
  const lastFive = identity?.lastFive ?? '?';
  return withProductId && identity?.productId !== undefined ? `${lastFive} (${identity.productId})` : lastFive;
}

const RESULTS: Readonly<Record<SettlementResult, string>> = {
  changed: 'had taken: nothing to put back',
  untouched: 'had changed nothing: nothing to put back',
  restored: 'had not taken: OOBETimer was put back',
  'activation-lost': 'took, but activation is lost',
  'activation-pending': 'took, but Windows demands activation',
  'change-in-progress': 'is still being made',
  'another-controller': "is another controller's",
  unsettled: 'could not be settled',
};

const ENDED: ReadonlySet<SettlementResult> = new Set<SettlementResult>(['changed', 'untouched', 'restored']);

/** What became of earlier changes of a host, each sort once. What is not over is told by the trouble of the host. */
export function describeSettled({ settled = [] }: HostReport): string {
  const ended = settled.filter(({ result }) => ENDED.has(result));
  const results = new Set(ended.map(({ result }) => RESULTS[result]));
  return [...results].map((text) => `an earlier change ${text}`).join('; ');
}

/** Marks what a host or a person said, and nobody read from here. */
export function reportedWord({ reported }: HostReport): string {
  return reported === undefined ? '' : 'self-reported';
}

/** `self-reported 3 days ago by a receipt: no-key (key-file)` */
function describeReport(report: SelfReport): string {
  const { ageSeconds } = report;
  const age = ageSeconds === undefined ? '' : ` ${describeSpan(ageSeconds * 1000)} ago`;
  const ending = endingOf(report);
  return `self-reported${age} by ${reporterOf(report)}${ending === undefined ? '' : `: ${ending}`}`;
}

/** What the report knows of a host beyond its keys and its trouble, for `--verbose`. */
export function describeHost({ actual, calls = [], hresult, settled = [], waiver, reported }: HostReport): string {
  const parts = [
    waiver?.found ?? '',
    actual === undefined ? '' : showFound(actual),
    reported === undefined ? '' : describeReport(reported),
    calls.join(', '),
    hresult === undefined ? '' : `0x${(hresult >>> 0).toString(16)}`,
    ...settled.map(({ intent, result, why }) => `${intent} ${why ?? RESULTS[result]}`),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** `scrapped week 4, b@example, until 2027-01-31` */
export function showWaiver({ reason, owner, until }: WaivedDrift): string {
  return `${reason}, ${owner}, until ${until}`;
}

/** `window saturday opens 2026-11-28 22:00 Europe/Copenhagen`; empty while it is open, and where there is none. */
export function showClosedWindow(window: HostWindow | undefined): string {
  if (window?.state !== 'closed') return '';
  const { label, timeZone, opensAt } = window;
  if (opensAt === undefined) return `window ${label} never opens again`;
  return `window ${label} opens ${wallTime(new Date(opensAt), timeZone)} ${timeZone}`;
}

function showFound({ productId, channel, ...actual }: KeyEvidence): string {
  const lastFive = actual.state === 'present' ? actual.lastFive : 'no key';
  return [lastFive, productId ?? '', channel].filter((part) => part !== '').join(' ');
}
