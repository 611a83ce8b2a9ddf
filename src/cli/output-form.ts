/** `ndjson` is the stream of what happens; the others are one document at the end. */
export type OutputForm = 'text' | 'json' | 'ndjson' | 'markdown';

/** The flag that chooses one. */
export interface OutputFlag {
  readonly output: OutputForm;
}

/** Forms of what a person takes to a machine. */
export const SHEET_FORMS = ['text', 'markdown', 'html', 'json'] as const;

export type SheetForm = (typeof SHEET_FORMS)[number];
