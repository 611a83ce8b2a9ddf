import type { Line, Piece } from './runbook.ts';

/** A sentence with pieces in it: say`Type ${typed('regedit')}.` */
export function say(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Line {
  return texts.flatMap((text, index) => [text, pieces[index] ?? '']).filter((piece) => piece !== '');
}

/** What is typed exactly as it stands. */
export function typed(text: string): Piece {
  return { typed: text };
}

/** Words that Windows shows. */
export function shown(text: string): Piece {
  return { shown: text };
}

/** A sentence without any marks but quotation marks around what Windows shows. */
export function plain(line: Line): string {
  return line
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return 'typed' in piece ? piece.typed : `"${piece.shown}"`;
    })
    .join('');
}
