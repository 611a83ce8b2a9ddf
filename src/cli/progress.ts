import type { Emit, RunEvent } from '../model/event.ts';
import { wallTime } from '../model/zone-time.ts';
import { countOf, showCount } from '../reporters/counts.ts';
import type { Io } from './io.ts';

/** A line that changes faster than this cannot be read. */
const REDRAW_MS = 100;
/** How often a log without a terminal is told that a long run is alive. */
const LOG_MS = 30_000;
/** Before this a rate says nothing. */
const SETTLE_IN_MS = 2000;

interface Phase {
  readonly verb: 'reading' | 'changing' | 'settling';
  readonly total: number;
  readonly startedAt: number;
  done: number;
  /** How many hosts ended in a way that somebody has to look at, by what it is called. */
  readonly trouble: Map<string, number>;
}

/** One line on stderr that says how far a run is: live on a terminal, now and then in a log. */
export function progress(io: Pick<Io, 'err' | 'status' | 'errScreen' | 'now'>): Emit {
  let phase: Phase | undefined;
  let changing: ReadonlySet<string> | undefined;
  let shownAt = io.now();
  const show = (): void => {
    const now = io.now();
    if (phase === undefined || now - shownAt < (io.errScreen.isLive ? REDRAW_MS : LOG_MS)) return;
    shownAt = now;
    if (io.errScreen.isLive) io.status(progressLine(phase, now));
    else io.err(`${progressLine(phase, now)}\n`);
  };
  let waitsUntil: string | undefined;
  const tellWaiting = (event: Waiting): void => {
    const isNew = event.until !== waitsUntil;
    waitsUntil = event.until;
    if (io.errScreen.isLive) io.status(waitingLine(event, io.now()));
    else if (isNew) io.err(`${waitingLine(event, io.now())}\n`);
  };
  return (event) => {
    if (event.type === 'waiting') return tellWaiting(event);
    const turn = turnOf(event);
    if (turn !== '') io.err(turn);
    phase = nextPhase(event, io.now()) ?? phase;
    if (event.type === 'changes-started') changing = new Set(event.hosts);
    if (event.type === 'host-finished' && changing?.has(event.host) === false) return;
    const status = statusOf(event);
    if (phase === undefined || status === undefined) return;
    phase.done += 1;
    if (TROUBLE.has(status)) phase.trouble.set(status, (phase.trouble.get(status) ?? 0) + 1);
    show();
  };
}

/** What happens to a run as a whole, in a line; '' for what happens to a host. */
function turnOf(event: RunEvent): string {
  if (event.type === 'run-stopped') return `${event.host} is ${event.why}: no further host is begun\n`;
  if (event.type !== 'wave-started' || event.of === 1) return '';
  return `wave ${event.number} of ${event.of}: ${event.wave}, ${countOf(event.hosts, 'host')}\n`;
}

type Waiting = Extract<RunEvent, { type: 'waiting' }>;

/** `150 hosts wait for window saturday, 2026-11-28 22:00 Europe/Copenhagen, about 3 h left; Ctrl-C ends this` */
function waitingLine({ hosts, window, until }: Waiting, now: number): string {
  const opens = `${wallTime(new Date(until), window.timeZone)} ${window.timeZone}`;
  const wait = hosts === 1 ? 'waits' : 'wait';
  const left = showRemaining(Math.max(0, Date.parse(until) - now));
  return `${countOf(hosts, 'host')} ${wait} for window ${window.label}, ${opens}, ${left}; Ctrl-C ends this`;
}

function nextPhase(event: RunEvent, startedAt: number): Phase | undefined {
  const begin = (verb: Phase['verb'], total: number): Phase => ({
    verb,
    total,
    startedAt,
    done: 0,
    trouble: new Map(),
  });
  if (event.type === 'run-started') return begin(event.command === 'recover' ? 'settling' : 'reading', event.hosts);
  return event.type === 'changes-started' ? begin('changing', event.hosts.length) : undefined;
}

const TROUBLE: ReadonlySet<string> = new Set([
  'unknown',
  'blocked',
  'undone',
  'unsettled',
  'activation-lost',
  'activation-pending',
  'held',
]);

function statusOf(event: RunEvent): string | undefined {
  if (event.type === 'host-observed') return event.drift.status;
  return event.type === 'host-finished' ? event.outcome.status : undefined;
}

/** `reading 1,240 of 3,000 hosts, 212/s, 3 unknown, about 8 s left` */
function progressLine({ verb, total, startedAt, done, trouble }: Phase, now: number): string {
  const elapsed = now - startedAt;
  const hasRate = elapsed >= SETTLE_IN_MS && done > 0;
  const parts = [
    `${verb} ${showCount(done)} of ${countOf(total, 'host')}`,
    ...(hasRate ? [showRate((done * 1000) / elapsed)] : []),
    ...[...trouble].map(([status, count]) => `${showCount(count)} ${status.replace('-', ' ')}`),
    ...(hasRate && done < total ? [showRemaining(((total - done) * elapsed) / done)] : []),
  ];
  return parts.join(', ');
}

function showRate(perSecond: number): string {
  return perSecond >= 1 ? `${showCount(Math.round(perSecond))}/s` : `${Math.max(1, Math.round(perSecond * 60))}/min`;
}

function showRemaining(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return `about ${seconds} s left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} min left`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `about ${hours} h left` : `about ${Math.round(hours / 24)} days left`;
}
