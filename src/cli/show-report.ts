import type { RunContext } from '../engine/run-context.ts';
import type { RunCommand } from '../model/event.ts';
import type { Intent } from '../model/intent.ts';
import type { Report } from '../model/report.ts';
import type { ReportHead } from '../reporters/build-report.ts';
import { renderJson } from '../reporters/json.ts';
import { renderText } from '../reporters/text.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import type { InventoryOptions } from './options.ts';

/** What every report of a run begins with. */
export function reportHead(command: RunCommand, context: RunContext, undeclared: readonly Intent[]): ReportHead {
  return {
    command,
    inventory: context.inventory,
    generatedAt: context.now(),
    undeclared,
    interrupted: context.signal.aborted,
  };
}

/** Writes a report to stdout in the chosen form and answers the exit code. */
export function showReport(report: Report, options: InventoryOptions, io: Io, detailed = false): number {
  io.out(renderReport(report, options));
  return exitCodeOf(report, detailed);
}

export function renderReport(report: Report, options: InventoryOptions): string {
  return options.output === 'json' ? renderJson(report) : renderText(report);
}
