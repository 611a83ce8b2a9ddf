/** `ndjson` is the stream of what happens; the others are one document at the end. */
export type OutputForm = 'text' | 'json' | 'ndjson' | 'markdown';

/** The flag that chooses one. */
export interface OutputFlag {
  readonly output: OutputForm;
}
