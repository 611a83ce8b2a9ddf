/** Pieces of a command line by the character that takes the meaning from the next one. Quotes may still be open. */
const PIECES: Readonly<Record<'\\' | '`', RegExp>> = {
  '\\': /'(?<single>[^']*)'?|"(?<double>(?:\\.|[^"\\])*)"?|\\(?<escaped>.)|(?<space>\s+)|(?<plain>.)/gs,
  '`': /'(?<single>[^']*)'?|"(?<double>(?:`.|[^"`])*)"?|`(?<escaped>.)|(?<space>\s+)|(?<plain>.)/gs,
};

/**
 * The words of a command line up to the cursor, without their quotes; the last one is the word being written, empty
 * after a space.
 */
export function splitLine(line: string, escape: keyof typeof PIECES): readonly string[] {
  const words: string[] = [];
  let isOpen = false;
  for (const { groups = {} } of line.matchAll(PIECES[escape])) {
    const text = groups['single'] ?? groups['double'] ?? groups['escaped'] ?? groups['plain'];
    if (text !== undefined && isOpen) words.push(`${words.pop() ?? ''}${text}`);
    else if (text !== undefined) words.push(text);
    isOpen = text !== undefined;
  }
  return isOpen ? words : [...words, ''];
}
