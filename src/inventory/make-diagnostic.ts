import type { Diagnostic, DiagnosticCode } from '../model/diagnostic.ts';
import { hideKeys } from './key-shapes.ts';
import { type Place, rangeOf } from './source.ts';

/** What a rule knows of a problem. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help: string;
  readonly at?: Place;
  /** The place that contradicts `at`, and what it says. */
  readonly other?: { readonly message: string; readonly at: Place };
  readonly severity?: 'warning';
}

/** Makes a diagnostic; the only way to make one here, so that none shows a product key. */
export function makeDiagnostic({ code, message, help, at, other, severity }: Problem): Diagnostic {
  return {
    severity: severity ?? 'error',
    code,
    message: hideKeys(message),
    help: hideKeys(help),
    ...(at !== undefined && { at: rangeOf(at) }),
    ...(other !== undefined && { related: [{ message: hideKeys(other.message), at: rangeOf(other.at) }] }),
  };
}
