import type { Diagnostic, Related, SourceRange } from '../model/diagnostic.ts';
import { codeFrame } from './code-frame.ts';
import { showText } from './text-width.ts';

/** How the parts of a diagnostic are coloured; each gets text and gives text of the same width. */
export interface DiagnosticStyle {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly code: (text: string) => string;
  readonly place: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** How a diagnostic is shown. */
export interface RenderOptions {
  readonly style?: DiagnosticStyle;
  /** Columns of the terminal: longer lines of a file are cut around the place. */
  readonly width?: number;
}

const same = (text: string): string => text;
const PLAIN: DiagnosticStyle = { error: same, warning: same, code: same, place: same, dim: same };
const WIDTH = 120;

/**
 * One problem as an editor or a terminal can follow it, with the line it is about:
 *
 *     inventories/plant.yaml:14:12 error unknown-key: 'xp-dk' is not declared under `keys`.
 *        14 |   access: ssh, key: xp-dk
 *           |                     ^^^^^
 *       -> Did you mean 'xp-da'?
 */
export function renderDiagnostic(diagnostic: Diagnostic, { style = PLAIN, width = WIDTH }: RenderOptions = {}): string {
  const { severity, code, message, help, at, related = [] } = diagnostic;
  const mark = style[severity];
  const place = at === undefined ? '' : `${style.place(toPlace(at))} `;
  const lines = [
    `${place}${mark(severity)} ${style.code(code)}: ${clean(message)}`,
    ...frame(diagnostic, mark, { style, width }),
    ...related.flatMap((other) => [
      `  ${style.place(toPlace(other.at))} ${clean(other.message)}`,
      ...frame(other, style.dim, { style, width }),
    ]),
    `  ${style.dim('->')} ${clean(help)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function frame(
  { at, excerpt, excerptColumn = 1 }: Pick<Diagnostic | Related, 'at' | 'excerpt' | 'excerptColumn'>,
  mark: (text: string) => string,
  { style, width }: Required<RenderOptions>,
): readonly string[] {
  if (at === undefined || excerpt === undefined) return [];
  const { gutters, text, padding, carets } = codeFrame({ at, excerpt, excerptColumn, width });
  return [`${style.dim(gutters[0])}${text}`, `${style.dim(gutters[1])}${padding}${mark(carets)}`];
}

function toPlace({ file, line, column }: SourceRange): string {
  return `${clean(file)}:${line}:${column}`;
}

/** Names from a file may hold anything, also what moves the cursor of a terminal. */
function clean(text: string): string {
  return showText(text).text;
}
