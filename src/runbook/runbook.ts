import type { KeyIdentity } from '../model/key.ts';
import type { ReportSource } from '../model/reported.ts';

/** Languages that people at machines read. */
export const RUNBOOK_LANGUAGES = ['en', 'da'] as const;

export type RunbookLanguage = (typeof RUNBOOK_LANGUAGES)[number];

/** A piece of a sentence: plain, typed exactly as it stands, or words that Windows shows. */
export type Piece = string | { readonly typed: string } | { readonly shown: string };

/** One sentence or several, as pieces. What comes from the inventory is plain text in it, whatever characters it has. */
export type Line = readonly Piece[];

/** One thing that the person does, and ticks off. */
export interface RunbookStep {
  /** Number of its phase and its own: `3.2`. */
  readonly number: string;
  readonly text: Line;
  /** What is typed or looked for, on a line of its own that is never broken. */
  readonly exact?: string;
  /** What should be seen, and what to do if it is not. */
  readonly notes: readonly Line[];
  /** What the person writes down. */
  readonly blanks: readonly string[];
}

/** Steps that belong together; nobody should be called away in the middle of one. */
export interface RunbookPhase {
  readonly id: PhaseId;
  readonly number: number;
  readonly title: string;
  /** When it is to be done, or what it is for. */
  readonly lead: readonly Line[];
  readonly steps: readonly RunbookStep[];
}

export const PHASE_IDS = ['check', 'way-back', 'ask', 'change', 'verify', 'service-pack', 'rescue', 'report'] as const;

export type PhaseId = (typeof PHASE_IDS)[number];

export interface RunbookFact {
  readonly name: string;
  readonly value: string;
}

/** The checklist for one host: everything that its text, Markdown, HTML and JSON say. Holds no key. */
export interface Runbook {
  readonly language: RunbookLanguage;
  readonly host: string;
  readonly title: string;
  readonly facts: readonly RunbookFact[];
  /** What has to be known before anything is touched. */
  readonly warnings: readonly Line[];
  readonly phases: readonly RunbookPhase[];
  /** Lines to fill in at the end. */
  readonly signature: readonly string[];
  /** What the sheet is and where it comes from. */
  readonly colophon: string;
  /** The few words that the forms of the document themselves need. */
  readonly words: {
    readonly facts: string;
    readonly warnings: string;
    readonly part: string;
    readonly signature: string;
  };
}

/** What a host carried when somebody last knew. */
export interface LastSeen extends KeyIdentity {
  /** ISO 8601. */
  readonly at?: string;
  /** `read`: by this controller. */
  readonly by: ReportSource | 'read';
}
