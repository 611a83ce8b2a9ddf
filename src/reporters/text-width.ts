/** Letters of Chinese, Japanese and Korean, and most emoji, take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
/** Accents that stand over the letter before them. */
const COMBINING = /\p{Mn}|\p{Me}/u;
const TAB = 4;

/** Columns of a terminal that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += COMBINING.test(character) ? 0 : widthOfOne(character);
  return width;
}

function widthOfOne(character: string): number {
  return WIDE.test(character) ? 2 : 1;
}

/**
 * A text from a file as it can be shown anywhere: tabs become spaces, and what is invisible or would move the cursor
 * becomes a dot, so that each place in it has a column. `offset` is a place in the text, answered as the same place in
 * what is shown.
 */
export function showText(text: string, offset = 0): { readonly text: string; readonly offset: number } {
  let shown = '';
  let at = 0;
  let place: number | undefined;
  for (const character of text) {
    if (place === undefined && at >= offset) place = shown.length;
    shown += character === '\t' ? ' '.repeat(TAB - (widthOf(shown) % TAB)) : visible(character);
    at += character.length;
  }
  return { text: shown, offset: place ?? shown.length };
}

/** Keeps letters, marks, numbers, signs and plain spaces; half a character too is none. */
function visible(character: string): string {
  return character !== ' ' && /[\p{C}\p{Z}]/u.test(character) ? '·' : character;
}
