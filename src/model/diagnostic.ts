/**
 * A place in a file of the inventory. Lines and columns start at 1; columns count UTF-16 units, as editors do. The end
 * is the position after the last character, so a place of one character ends one column further.
 */
export interface SourceRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What can be wrong with an inventory. Codes are API: tests and scripts rely on them, texts may change. */
export const DIAGNOSTIC_CODES = [
  'unreadable-file',
  'invalid-yaml',
  'unsupported-yaml',
  'duplicate-key',
  'unknown-property',
  'missing-property',
  'wrong-type',
  'invalid-value',
  'invalid-name',
  'invalid-range',
  'empty-inventory',
  'duplicate-host',
  'unknown-key',
  'unknown-access',
  'plaintext-key',
  'product-os-mismatch',
  'transport-not-possible',
  'simulated-mixed',
  'computer-name-required',
  'computer-name-collision',
  'identity-missing',
] as const;

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];

/** Something the author of the inventory has to mend (error) or should look at (warning). Collected, never thrown. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly help: string;
  readonly at?: SourceRange;
  /** The other place, where two places contradict each other. */
  readonly related?: readonly { readonly message: string; readonly at: SourceRange }[];
}
