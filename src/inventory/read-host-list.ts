import type { OsLevel } from '../model/os-level.ts';
import { err, ok, type Result } from '../model/result.ts';
import { LEVELS } from './families.ts';
import { expandHostName } from './host-range.ts';
import type { Problem } from './make-diagnostic.ts';
import { suggest } from './nearest.ts';
import { type CsvField, type CsvRecord, parseCsv } from './parse-csv.ts';
import type { Place, SourceFile } from './source.ts';

/** What a list may say of a host. */
const COLUMNS = ['name', 'os', 'computerName', 'tags', 'key', 'access', 'group'] as const;

type Column = (typeof COLUMNS)[number];

/** One host of a list, checked as far as the list alone allows. */
export interface ListedHost {
  readonly name: string;
  readonly os?: OsLevel;
  readonly computerName?: string;
  readonly tags: readonly string[];
  readonly key?: string;
  readonly access?: string;
  readonly group?: string;
}

export interface HostList {
  readonly hosts: readonly ListedHost[];
  /** Columns that mean nothing here. */
  readonly ignored: readonly string[];
}

/** The names that an inventory declares already. */
export interface KnownNames {
  readonly keys: readonly string[];
  readonly access: readonly string[];
  readonly groups: readonly string[];
}

interface Row {
  readonly fields: ReadonlyMap<Column, CsvField>;
  /** Points to the row where it lacks something. */
  readonly at: Place;
}

/** Reads a list of hosts with a header line, or reports everything that is wrong with it at once. */
export function readHostList(file: SourceFile, known: KnownNames): Result<HostList, readonly Problem[]> {
  const parsed = parseCsv(file);
  if (!parsed.ok) return err([parsed.error]);
  const [header, ...records] = parsed.value;
  if (header === undefined) return err([withoutName({ file, start: 0, end: 0 })]);
  const columns = header.map(({ text }) => COLUMNS.find((column) => column.toLowerCase() === text.toLowerCase()));
  const rows = records.map((record) => toRow(record, columns));
  const problems = [...checkHeader(header, columns), ...checkWidths(records, header)];
  if (problems.length === 0) for (const row of rows) problems.push(...checkRow(row, known));
  problems.push(...findTwins(rows));
  if (problems.length > 0) return err(problems);
  const ignored = header.filter((_, index) => columns[index] === undefined).map(({ text }) => text);
  return ok({ hosts: rows.map(toHost), ignored });
}

function toRow(record: CsvRecord, columns: readonly (Column | undefined)[]): Row {
  const fields = new Map<Column, CsvField>();
  for (const [index, field] of record.entries()) {
    const column = columns[index];
    if (column !== undefined && field.text !== '') fields.set(column, field);
  }
  const [first] = record;
  if (first === undefined) throw new Error('A record has at least one field');
  return { fields, at: first };
}

function* checkHeader(header: CsvRecord, columns: readonly (Column | undefined)[]): Generator<Problem> {
  const [first] = header;
  if (!columns.includes('name') && first !== undefined) yield withoutName(first);
  for (const [index, column] of columns.entries()) {
    const at = header[index];
    if (column === undefined || at === undefined || columns.indexOf(column) === index) continue;
    const help = 'Remove one of the two columns.';
    yield { code: 'duplicate-key', message: `There are two columns \`${column}\`.`, help, at };
  }
}

function withoutName(at: Place): Problem {
  return {
    code: 'missing-property',
    message: 'The first line has no column `name`.',
    help: `Begin with a header line. It may have the columns ${COLUMNS.join(', ')}, in any order.`,
    at,
  };
}

function* checkWidths(records: readonly CsvRecord[], header: CsvRecord): Generator<Problem> {
  for (const record of records) {
    const at = record[header.length];
    if (at === undefined) continue;
    const message = `This line has ${record.length} fields, the header ${header.length}.`;
    yield { code: 'invalid-value', message, help: 'Put a field that holds the separator in quotes.', at };
  }
}

function* checkRow({ fields, at }: Row, known: KnownNames): Generator<Problem> {
  const name = fields.get('name');
  if (name === undefined) {
    const help = 'Fill in the name of the host, or remove the line.';
    yield { code: 'missing-property', message: 'This line has no name.', help, at };
  } else yield* checkName(name);
  yield* checkWord(fields.get('os'), LEVELS, { code: 'invalid-value', what: 'OS level' });
  yield* checkWord(fields.get('key'), known.keys, { code: 'unknown-key', what: 'key of the inventory' });
  yield* checkWord(fields.get('access'), known.access, { code: 'unknown-access', what: 'access of the inventory' });
  yield* checkWord(fields.get('group'), known.groups, { code: 'unknown-label', what: 'group of the inventory' });
  yield* checkShape(fields.get('computerName'), COMPUTER_NAME, 'letters, digits, hyphens and underscores, at most 15');
  for (const tag of tagsOf(fields)) {
    if (!LABEL.test(tag)) yield badShape(fields.get('tags') ?? at, 'letters, digits, hyphens, underscores and dots');
  }
}

const COMPUTER_NAME = /^[A-Za-z0-9_-]{1,15}$/;
const LABEL = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

function* checkName(field: CsvField): Generator<Problem> {
  const expanded = expandHostName(field.text);
  if (!expanded.ok) yield { ...expanded.error, at: field };
  else if (expanded.value.isRange) {
    const help = 'Write one line for each host, or write the range into the inventory yourself.';
    yield { code: 'invalid-name', message: 'A list names single hosts, not ranges.', help, at: field };
  }
}

function* checkWord(
  field: CsvField | undefined,
  words: readonly string[],
  { code, what }: { readonly code: Problem['code']; readonly what: string },
): Generator<Problem> {
  if (field === undefined || words.includes(field.text)) return;
  const some = words.length > 12 ? 'Compare with the inventory.' : `Write one of ${words.join(', ')}.`;
  yield { code, message: `'${field.text}' is no ${what}.`, help: suggest(field.text, words, some), at: field };
}

function* checkShape(field: CsvField | undefined, shape: RegExp, characters: string): Generator<Problem> {
  if (field !== undefined && !shape.test(field.text)) yield badShape(field, characters);
}

function badShape(at: Place, characters: string): Problem {
  return { code: 'invalid-value', message: 'This is not possible here.', help: `Write ${characters}.`, at };
}

function findTwins(rows: readonly Row[]): readonly Problem[] {
  const first = new Map<string, CsvField>();
  return rows.flatMap(({ fields }) => {
    const name = fields.get('name');
    if (name === undefined) return [];
    const twin = first.get(name.text.toLowerCase());
    if (twin === undefined) first.set(name.text.toLowerCase(), name);
    return twin === undefined ? [] : [twiceIn(name, twin)];
  });
}

function twiceIn(at: CsvField, twin: CsvField): Problem {
  const message = `'${at.text}' is in the list twice.`;
  return {
    code: 'duplicate-host',
    message,
    help: 'Keep one of the two.',
    at,
    other: { message: 'first here', at: twin },
  };
}

function toHost({ fields }: Row): ListedHost {
  const text = (column: Column): string | undefined => fields.get(column)?.text;
  const [os, computerName, key, access, group] = [
    text('os'),
    text('computerName'),
    text('key'),
    text('access'),
    text('group'),
  ];
  const level = LEVELS.find((each) => each === os);
  return {
    name: text('name') ?? '',
    tags: [...new Set(tagsOf(fields))],
    ...(level !== undefined && { os: level }),
    ...(computerName !== undefined && { computerName }),
    ...(key !== undefined && { key }),
    ...(access !== undefined && { access }),
    ...(group !== undefined && { group }),
  };
}

/** `canary; plant-a` */
function tagsOf(fields: Row['fields']): readonly string[] {
  const words = (fields.get('tags')?.text ?? '').split(/[;,\s]+/);
  return words.filter((word) => word !== '');
}
