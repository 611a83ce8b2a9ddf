import { resolve } from 'node:path';
import type { DriftRun } from '../engine/run.ts';
import type { RunContext } from '../engine/run-context.ts';
import type { RunCommand } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import { explainSaveError } from '../model/system-error.ts';
import type { ReportHead } from '../reporters/build-report.ts';
import { exitCodeOf, exitCodeWithoutDocument, hasWritten } from '../reporters/exit-code.ts';
import { renderJson } from '../reporters/json.ts';
import { renderMarkdown } from '../reporters/markdown.ts';
import { renderText, type TextView } from '../reporters/text.ts';
import { endEventStream } from './event-stream.ts';
import type { Io } from './io.ts';
import type { ReportFlags } from './options.ts';
import { quoteWord, typedAgain } from './typed-again.ts';

/** What every report of a run begins with. */
export function reportHead(
  command: RunCommand,
  context: RunContext,
  { undeclared, journalHead, unknownSince }: Pick<DriftRun, 'undeclared' | 'journalHead' | 'unknownSince'>,
): ReportHead {
  return {
    command,
    inventory: context.inventory,
    generatedAt: context.clock.now(),
    undeclared,
    journalHead,
    unknownSince,
    interrupted: context.signal.aborted,
  };
}

/** Shows a report in the chosen form, or saves it, and answers the exit code. */
export function showReport(report: Report, flags: ReportFlags, io: Io, detailed = false): number {
  const exitCode = exitCodeOf(report, detailed);
  io.status('');
  if (hasWritten(report)) io.noteWrite();
  if (flags.output === 'ndjson') {
    endEventStream(report, exitCode, io);
    return exitCode;
  }
  // `plan --out` names the file of the plan, not of the document.
  if (flags.out === undefined || report.command === 'plan') {
    io.out(renderReport(report, flags, io, viewOf(io, flags)));
    return exitCode;
  }
  return saveReport(report, { ...flags, out: flags.out }, exitCode, io);
}

/** A report in the chosen form; `ndjson` has none. */
export function renderReport(report: Report, flags: ReportFlags, io: Io, view: TextView): string {
  const { on: _on, ...unselected } = flags;
  const again = { again: typedAgain(flags, io), unselected: typedAgain(unselected, io) };
  const typed = { ...again, ...(flags.plan !== undefined && { plan: quoteWord(flags.plan) }) };
  const all = { ...view, ...typed, isVerbose: flags.verbose === true };
  if (flags.output === 'json') return renderJson(report);
  return flags.output === 'markdown' ? renderMarkdown(report, all) : renderText(report, all);
}

function viewOf({ outScreen }: Io, { color }: ReportFlags): TextView {
  return { columns: outScreen.columns(), hasColour: outScreen.hasColour && color !== false };
}

/** A report that cannot be saved is not lost: it goes to stdout, and the exit code says that something is wrong. */
function saveReport(report: Report, flags: ReportFlags & { out: string }, exitCode: number, io: Io): number {
  const document = renderReport(report, flags, io, {});
  try {
    io.save(resolve(io.surroundings.folder, flags.out), document);
    return exitCode;
  } catch (error) {
    io.err(`${flags.out} cannot be written: ${explainSaveError(error)}\n`);
    io.err('  -> Nothing is lost: the document follows on stdout. Mend that, or give another --out.\n');
    io.out(document);
    return exitCodeWithoutDocument(exitCode, hasWritten(report));
  }
}
