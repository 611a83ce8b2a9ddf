import { RunRefused } from '../model/run-refused.ts';
import { codeOf, explainSaveError } from '../model/system-error.ts';
import { recordRun } from './journaled-run.ts';
import { type DriftRun, drift } from './run.ts';
import type { RunContext } from './run-context.ts';

/** A run that writes a few lines at its end waits for another one to do the same. */
const RECORD_PATIENCE_MS = 10_000;

/**
 * Observes and compares as `drift` does, and keeps in the journal how the hosts stand. The journal is locked at the end and
 * for that alone: looking at a fleet for hours must keep nobody from changing it. Where it cannot be kept that is told.
 */
export async function recordDrift(context: RunContext): Promise<DriftRun> {
  const run = await drift(context);
  const { signal, lockTimeoutMs = 0, remark } = context;
  const patient = { ...context, lockTimeoutMs: Math.max(lockTimeoutMs, RECORD_PATIENCE_MS) };
  const recorded = signal.aborted ? 'the run was interrupted' : await tryToRecord(run, patient);
  if (typeof recorded !== 'string') return { ...run, ...recorded };
  remark?.(`not recorded in the journal: ${recorded}`);
  return run;
}

/** Answers the new head, or why there is none. */
async function tryToRecord(run: DriftRun, context: RunContext): Promise<Pick<DriftRun, 'journalHead'> | string> {
  try {
    const journalHead = await recordRun('drift', context, run);
    return journalHead === undefined ? 'another run wrote to it meanwhile; run again' : { journalHead };
  } catch (error) {
    if (error instanceof RunRefused) return `${error.message}. ${error.help}`;
    // A full disk too must not cost the report of a fleet that was looked at for hours.
    if (codeOf(error) !== '') return explainSaveError(error);
    throw error;
  }
}
