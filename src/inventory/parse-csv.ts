import { err, ok, type Result } from '../model/result.ts';
import type { Problem } from './make-diagnostic.ts';
import type { Place, SourceFile } from './source.ts';

/** One field of a CSV file: its text without quotes and blanks around it, and where it stands. */
export interface CsvField extends Place {
  readonly text: string;
}

export type CsvRecord = readonly CsvField[];

const SEPARATORS = [',', ';', '\t'] as const;

/**
 * Reads CSV as RFC 4180 has it, with commas, semicolons (Excel where the comma is decimal) or tabs: whichever the
 * first line has most of. Lines without any text are passed over, as are the first lines `sep=;` of Excel and `#TYPE`
 * of PowerShell.
 */
export function parseCsv(file: SourceFile): Result<readonly CsvRecord[], Problem> {
  const records: CsvRecord[] = [];
  let at = skipPreamble(file.text);
  const separator = separatorOf(file.text.slice(at, endOfLine(file.text, at)), file.text.slice(0, at));
  while (at < file.text.length) {
    const read = readRecord(file, at, separator);
    if (!read.ok) return read;
    if (read.value.fields.some(({ text }) => text !== '')) records.push(read.value.fields);
    at = read.value.next;
  }
  return ok(records);
}

/** Past `sep=;` and `#TYPE ...`. */
function skipPreamble(text: string): number {
  const found = /^(?:#TYPE[^\n]*\n|sep=[^\n]*\n|\s*\n)+/i.exec(text);
  return found === null ? 0 : found[0].length;
}

function separatorOf(header: string, preamble: string): string {
  const said = /^sep=(?<separator>.)/im.exec(preamble)?.groups?.['separator'];
  if (said !== undefined) return said;
  const unquoted = header.replaceAll(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => unquoted.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function readRecord(
  file: SourceFile,
  from: number,
  separator: string,
): Result<{ fields: CsvRecord; next: number }, Problem> {
  const fields: CsvField[] = [];
  let at = from;
  for (;;) {
    const read = readField(file, at, separator);
    if (!read.ok) return read;
    fields.push(read.value.field);
    at = read.value.next;
    if (file.text.charAt(at) !== separator) return ok({ fields, next: at + 1 });
    at += 1;
  }
}

/** A field, and where the separator or line feed after it stands. */
function readField(
  file: SourceFile,
  from: number,
  separator: string,
): Result<{ field: CsvField; next: number }, Problem> {
  const { text } = file;
  const isBlank = (character: string): boolean => character !== separator && /[^\S\n]/.test(character);
  let start = from;
  while (isBlank(text.charAt(start))) start += 1;
  if (text.charAt(start) === '"') return readQuoted(file, start, separator);
  let end = start;
  while (end < text.length && text.charAt(end) !== separator && text.charAt(end) !== '\n') end += 1;
  const written = text.slice(start, end).trimEnd();
  const quote = written.indexOf('"');
  if (quote !== -1) return err(strayQuote({ file, start: start + quote, end: start + quote + 1 }));
  return ok({ field: { file, start, end: start + written.length, text: written }, next: end });
}

function readQuoted(
  file: SourceFile,
  start: number,
  separator: string,
): Result<{ field: CsvField; next: number }, Problem> {
  const { text } = file;
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && text.charAt(close + 1) === '"') close = text.indexOf('"', close + 2);
  if (close === -1) return err(openQuote({ file, start, end: start + 1 }));
  let next = close + 1;
  while (next < text.length && text.charAt(next) !== separator && /[^\S\n]/.test(text.charAt(next))) next += 1;
  if (next < text.length && text.charAt(next) !== separator && text.charAt(next) !== '\n') {
    return err(strayQuote({ file, start: close, end: close + 1 }));
  }
  const value = text
    .slice(start + 1, close)
    .replaceAll('""', '"')
    .trim();
  return ok({ field: { file, start, end: close + 1, text: value }, next });
}

function endOfLine(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed === -1 ? text.length : feed;
}

function openQuote(at: Place): Problem {
  return { code: 'invalid-value', message: 'This quote is never closed.', help: 'Close it, or remove it.', at };
}

function strayQuote(at: Place): Problem {
  const help = 'Put the whole field in quotes and write quotes in it twice, or remove it.';
  return { code: 'invalid-value', message: 'There is a quote in the middle of a field.', help, at };
}
