import type { HostDrift } from '../model/drift.ts';
import type { RunCommand, RunEvent } from '../model/event.ts';
import type { Inventory } from '../model/inventory.ts';
import type { HostReport, Report } from '../model/report.ts';
import { unreachable } from '../model/unreachable.ts';
import { hostOfDrift, hostOfOutcome, specsOf } from './build-report.ts';

/** One line of the stream, before its time; schema/report.schema.json has each under `$defs/event`. */
type StreamEvent =
  | {
      readonly type: 'run-started';
      readonly formatVersion: 1;
      readonly command: RunCommand;
      readonly simulated: boolean;
      readonly inventoryDigest: string;
      readonly hosts: number;
    }
  | { readonly type: 'host-observed'; readonly host: string; readonly readable: boolean }
  | { readonly type: 'changes-started'; readonly hosts: number }
  | { readonly type: 'host-finished'; readonly host: string; readonly report: HostReport }
  | Extract<RunEvent, { type: 'wave-started' | 'waiting' }>
  | { readonly type: 'run-stopped'; readonly host: string; readonly why: string }
  | ({ readonly type: 'run-finished'; readonly exitCode: number } & RunEnd);

/** What the last line says of the whole. */
type RunEnd = Pick<Report, 'summary' | 'undeclared' | 'refusals' | 'unknownAllowed' | 'interrupted'>;

/** Reads the events of one run, in their order, and gives the lines that each of them makes. */
export function ndjsonLines(inventory: Inventory): (event: RunEvent, at: string) => string {
  const specs = specsOf(inventory);
  let command: RunCommand | undefined;
  let waitsUntil: string | undefined;
  const linesOf = (event: RunEvent): readonly StreamEvent[] => {
    switch (event.type) {
      case 'run-started':
        command = event.command;
        return [{ ...event, formatVersion: 1, inventoryDigest: inventory.digest }];
      case 'host-observed':
        return observed(event.drift, command);
      case 'changes-started':
        return [{ type: event.type, hosts: event.hosts.length }];
      case 'host-finished':
        return [finished(hostOfOutcome(specs, event.outcome))];
      case 'wave-started':
      case 'run-stopped':
        return [event];
      case 'waiting': {
        // Told again and again for the sake of a screen; here once for each time that is waited for.
        const isSame = waitsUntil === event.until;
        waitsUntil = event.until;
        return isSame ? [] : [event];
      }
      default:
        return unreachable(event);
    }
  };
  return (event, at) => toLines(linesOf(event), at);
}

/**
 * The last lines. Hosts of a plan, and of an apply that was refused or not confirmed, are through only now: what becomes
 * of them is decided with all of them in view.
 */
export function ndjsonEnd(
  report: Report,
  exitCode: number,
  at: string,
  isPlanned: boolean = report.command === 'plan' || report.refusals !== undefined,
): string {
  const hosts = isPlanned ? report.hosts.map(finished) : [];
  return toLines(hosts, at) + ndjsonFinish(report, exitCode, at);
}

/** The very last line, also of a run that broke: then nothing is known but its exit code. */
export function ndjsonFinish(
  { summary, undeclared, refusals, unknownAllowed, interrupted }: RunEnd,
  exitCode: number,
  at: string,
): string {
  const end: StreamEvent = {
    type: 'run-finished',
    exitCode,
    summary,
    undeclared,
    ...(refusals !== undefined && { refusals }),
    ...(unknownAllowed !== undefined && { unknownAllowed }),
    interrupted,
  };
  return toLines([end], at);
}

/** For `drift` a host that was read is a host that is done. */
function observed(drift: HostDrift, command: RunCommand | undefined): readonly StreamEvent[] {
  const line: StreamEvent = { type: 'host-observed', host: drift.spec.name, readable: drift.status !== 'unknown' };
  return command === 'drift' ? [line, finished(hostOfDrift(drift))] : [line];
}

function finished(report: HostReport): StreamEvent {
  return { type: 'host-finished', host: report.host, report };
}

/** Type and time come first, so that a person can follow the stream too. */
function toLines(events: readonly StreamEvent[], at: string): string {
  return events.map(({ type, ...rest }) => `${JSON.stringify({ type, at, ...rest })}\n`).join('');
}
