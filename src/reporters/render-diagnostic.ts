import type { Diagnostic, SourceRange } from '../model/diagnostic.ts';

/**
 * One problem as an editor or a terminal can follow it:
 *
 *     inventories/plant.yaml:14:12 error unknown-key: no key is called `xp-dk`
 *       -> Declare it under `keys`, or use xp-da.
 */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { severity, code, message, help, at, related = [] } = diagnostic;
  const place = at === undefined ? '' : `${toPlace(at)} `;
  const others = related.map((other) => `  ${toPlace(other.at)} ${other.message}`);
  return `${[`${place}${severity} ${code}: ${message}`, ...others, `  -> ${help}`].join('\n')}\n`;
}

function toPlace({ file, line, column }: SourceRange): string {
  return `${file}:${line}:${column}`;
}
