import type { Runbook, RunbookLanguage, RunbookPhase } from './runbook.ts';
import { plain } from './say.ts';

/** The checklist for programs; the JSON contract, version 1. All sentences are plain text. Holds no key. */
export interface RunbookDocument {
  readonly formatVersion: 1;
  readonly language: RunbookLanguage;
  readonly host: string;
  readonly title: string;
  readonly facts: Runbook['facts'];
  readonly warnings: readonly string[];
  readonly phases: readonly PhaseDocument[];
}

export interface PhaseDocument extends Pick<RunbookPhase, 'id' | 'number' | 'title'> {
  readonly lead: readonly string[];
  readonly steps: readonly StepDocument[];
}

export interface StepDocument {
  readonly number: string;
  readonly text: string;
  readonly exact?: string;
  readonly notes: readonly string[];
  readonly blanks: readonly string[];
}

/** A runbook without its marks. */
export function runbookDocument({ language, host, title, facts, warnings, phases }: Runbook): RunbookDocument {
  return {
    formatVersion: 1,
    language,
    host,
    title,
    facts,
    warnings: warnings.map(plain),
    phases: phases.map(({ id, number, title: heading, lead, steps }) => ({
      id,
      number,
      title: heading,
      lead: lead.map(plain),
      steps: steps.map((step) => ({ ...step, text: plain(step.text), notes: step.notes.map(plain) })),
    })),
  };
}
