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
  'not-utf-8',
  'file-too-large',
  'invalid-yaml',
  'unsupported-yaml',
  'too-many-aliases',
  'cyclic-group',
  'duplicate-key',
  'unknown-property',
  'missing-property',
  'wrong-type',
  'unquoted-number',
  'typographic-dash',
  'invalid-value',
  'invalid-name',
  'invalid-range',
  'invalid-percentage',
  'invalid-duration',
  'invalid-time-zone',
  'invalid-cron',
  'empty-inventory',
  'empty-group',
  'duplicate-host',
  'unknown-key',
  'unknown-access',
  'unknown-window',
  'unknown-label',
  'unknown-host',
  'waiver-expired',
  'waiver-expires-soon',
  'plaintext-key',
  'key-for-newer-windows',
  'product-os-mismatch',
  'edition-mismatch',
  'language-mismatch',
  'replaced-by-itself',
  'cyclic-replacement',
  'replacement-product-mismatch',
  'replacement-language-mismatch',
  'seats-exceeded',
  'transport-not-possible',
  'port-missing',
  'unencrypted-access',
  'simulated-mixed',
  'computer-name-required',
  'computer-name-collision',
  'identity-missing',
] as const;

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];

/** The other of two places that contradict each other. */
export interface Related {
  readonly message: string;
  readonly at: SourceRange;
  readonly excerpt?: string;
  readonly excerptColumn?: number;
}

/** Something the author of the inventory has to mend (error) or should look at (warning). Collected, never thrown. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly help: string;
  readonly at?: SourceRange;
  /** The line that `at` begins on, as it stands in the file; what looks like a key is hidden in the same length. */
  readonly excerpt?: string;
  /** Where the excerpt begins, when that is not column 1: of a very long line only a piece is kept. */
  readonly excerptColumn?: number;
  /** The other place, where two places contradict each other. */
  readonly related?: readonly Related[];
}
