import { err, ok, type Result } from '../model/result.ts';
import type { Problem } from './make-diagnostic.ts';
import { makeSourceFile, type SourceFile } from './source.ts';

/** First bytes that say how a file was saved; Windows calls the first of them "Unicode". */
const MARKS: readonly { readonly bytes: readonly number[]; readonly name: string }[] = [
  { bytes: [0xff, 0xfe], name: 'UTF-16' },
  { bytes: [0xfe, 0xff], name: 'UTF-16' },
  { bytes: [0, 0, 0xfe, 0xff], name: 'UTF-32' },
];
/** Plenty to tell text from pictures and archives. */
const LOOKED_AT = 4096;

/** Decodes a file, which has to be UTF-8 text, with a byte order mark or without, or says where it is not. */
export function decodeFile(file: { path: string; folder: string }, bytes: Uint8Array): Result<SourceFile, Problem> {
  const { path } = file;
  const mark = MARKS.find((each) => each.bytes.every((byte, index) => bytes[index] === byte));
  if (mark !== undefined) return err(otherEncoding(path, mark.name));
  const nul = bytes.indexOf(0);
  if (nul !== -1) return err(looksLikeUtf16(bytes) ? otherEncoding(path, 'UTF-16') : notText(path, bytes, nul));
  const bad = findBadByte(bytes);
  if (bad !== undefined) return err(notUtf8(file, bytes, bad));
  return ok(makeSourceFile({ ...file, text: new TextDecoder().decode(bytes) }));
}

function otherEncoding(path: string, name: string): Problem {
  return {
    code: 'not-utf-8',
    message: `${path} is saved as ${name}, which Windows calls "Unicode".`,
    help: 'Save it as UTF-8: in Notepad with Save As, Encoding: UTF-8; in PowerShell with `-Encoding utf8`.',
  };
}

/** Every other byte of western text in UTF-16 is zero. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const first = bytes.subarray(0, LOOKED_AT);
  const zeros = [0, 1].map((odd) => first.filter((byte, index) => byte === 0 && index % 2 === odd).length);
  const [even = 0, odd = 0] = zeros;
  return Math.max(even, odd) > first.length / 4 && Math.min(even, odd) < Math.max(even, odd) / 8;
}

function notText(path: string, bytes: Uint8Array, offset: number): Problem {
  return {
    code: 'unreadable-file',
    message: `Cannot read ${path}: it is not text (a zero byte in line ${lineOf(bytes, offset)}, at offset ${offset}).`,
    help: 'Name the YAML file of the inventory; a picture, an archive or a damaged file cannot be read.',
  };
}

/** Shows the line as far as it can be read: what is no UTF-8 in it becomes U+FFFD. */
function notUtf8(file: { path: string; folder: string }, bytes: Uint8Array, offset: number): Problem {
  const decoder = new TextDecoder();
  const source = makeSourceFile({ ...file, text: decoder.decode(bytes) });
  const start = decoder.decode(bytes.subarray(0, offset)).length;
  const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return {
    code: 'not-utf-8',
    message: `${file.path} is not UTF-8: byte 0x${byte} in line ${lineOf(bytes, offset)}, at offset ${offset}.`,
    help: 'Save it as UTF-8. It was probably saved as "ANSI" (Windows-1252), where letters such as æ and ü are one byte.',
    at: { file: source, start, end: start + 1 },
  };
}

function lineOf(bytes: Uint8Array, offset: number): number {
  return bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1;
}

/** Offset of the first byte that is no UTF-8; halving is enough, since what comes after cannot mend it. */
function findBadByte(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes, false)) return undefined;
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isUtf8(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  // A sequence that breaks off is seen at the byte after it; what has to be mended is its first byte.
  return isUtf8(bytes.subarray(0, good), false) ? good : sequenceStart(bytes, good);
}

/** First byte of the sequence that stands open before an offset. */
function sequenceStart(bytes: Uint8Array, offset: number): number {
  let start = offset - 1;
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

/** Whether all is UTF-8; a sequence that is not complete counts where `isOpen`. */
function isUtf8(bytes: Uint8Array, isOpen: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isOpen });
    return true;
  } catch {
    return false;
  }
}
