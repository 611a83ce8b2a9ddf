const BOM = '\uFEFF';

/**
 * A file that the host script reads: UTF-16LE with BOM and CRLF, which `OpenTextFile(path, 1, False, -1)` reads alike on every code
 * page, so that a path may hold Danish letters.
 */
export function encodeForHost(lines: readonly string[]): Uint8Array {
  return Buffer.from(BOM + toText(lines), 'utf16le');
}

/** A file of ASCII. Throws for anything else, which every code page would read as something else. */
export function encodeAscii(text: string): Uint8Array {
  const strange = /[^\r\n\t\x20-\x7e]/.exec(text)?.[0];
  if (strange !== undefined) throw new Error(`This file is ASCII; it has ${JSON.stringify(strange)}.`);
  return Buffer.from(text, 'latin1');
}

/** A file for people: UTF-8, with a BOM only where Notepad needs one to see that. */
export function encodeForPeople(lines: readonly string[]): Uint8Array {
  const text = toText(lines);
  return Buffer.from(/[\u0080-\uffff]/.test(text) ? BOM + text : text, 'utf8');
}

/** Every line ends, the last one too. */
export function toText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}
