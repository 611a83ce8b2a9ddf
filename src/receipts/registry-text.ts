/** What of a registry export is looked at: values by their name, by the end of their key. All in lower case. */
export type RegistryValues = ReadonlyMap<string, string>;

const HEADERS = ['REGEDIT4', 'Windows Registry Editor Version 5.00'];

/** The text of a registry export: UTF-16LE with its mark, or for REGEDIT4 the ANSI of Western Windows. */
export function decodeExport(bytes: Uint8Array): string | undefined {
  const isUnicode = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = new TextDecoder(isUnicode ? 'utf-16le' : 'windows-1252').decode(bytes);
  const [first = ''] = text.split(/\r?\n/, 1);
  return HEADERS.includes(first.trim()) ? text : undefined;
}

/** Whether a file is a registry export by its name. */
export function isExportName(file: string): boolean {
  return file.toLowerCase().endsWith('.reg');
}

const CURRENT_VERSION = /^hkey_local_machine\\[^\\]+\\microsoft\\windows nt\\currentversion$/;
const CONTROL = /^hkey_local_machine\\[^\\]+\\(?<set>currentcontrolset|controlset\d{3})\\control\\(?<name>.+)$/;

/**
 * The values of the few keys that matter, such as `currentversion\csdversion` and `productoptions\producttype`. Hives of
 * another disk that were loaded under a name of their own count as well; Wow6432Node does not, and where an export
 * holds several control sets the current one wins.
 */
export function readValues(text: string): RegistryValues {
  const values = new Map<string, string>();
  let section: Section | undefined;
  for (const line of text.replaceAll(/\\\r?\n\s*/g, '').split(/\r?\n/)) {
    const key = /^\[(?<key>.*)\]\s*$/.exec(line)?.groups?.['key'];
    if (key !== undefined) section = sectionOf(key.toLowerCase());
    else if (section !== undefined) readValue(line, section, values);
  }
  return values;
}

/** A key that matters, under the name its values get. */
interface Section {
  readonly name: string;
  /** Not of a control set that another one has taken the place of. */
  readonly isCurrent: boolean;
}

function sectionOf(key: string): Section | undefined {
  if (CURRENT_VERSION.test(key)) return { name: 'currentversion', isCurrent: true };
  const { set, name } = CONTROL.exec(key)?.groups ?? {};
  return name === undefined || !WANTED.has(name) ? undefined : { name, isCurrent: set === 'currentcontrolset' };
}

function readValue(line: string, { name, isCurrent }: Section, values: Map<string, string>): void {
  const { value, data } = /^"(?<value>[^"]+)"=(?<data>.*)$/.exec(line)?.groups ?? {};
  if (value === undefined || data === undefined) return;
  const place = `${name}\\${value.toLowerCase()}`;
  if (isCurrent || !values.has(place)) values.set(place, data.trim());
}

const WANTED: ReadonlySet<string> = new Set([
  'computername\\computername',
  'computername\\activecomputername',
  'productoptions',
  'windows',
]);

/** The text of a REG_SZ, or undefined for any other data. */
export function textOf(values: RegistryValues, place: string): string | undefined {
  return /^"(?<text>.*)"$/.exec(values.get(place) ?? '')?.groups?.['text']?.replaceAll(/\\(.)/g, '$1');
}

/** The number of a REG_DWORD, or undefined for any other data. */
export function numberOf(values: RegistryValues, place: string): number | undefined {
  const digits = /^dword:(?<digits>[\da-f]{8})$/i.exec(values.get(place) ?? '')?.groups?.['digits'];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** The bytes of a REG_BINARY, or undefined for any other data. */
export function bytesOf(values: RegistryValues, place: string): Uint8Array | undefined {
  const pairs = /^hex:(?<pairs>[\da-f]{2}(?:,[\da-f]{2})*)$/i.exec(values.get(place) ?? '')?.groups?.['pairs'];
  return pairs === undefined ? undefined : Uint8Array.from(pairs.split(','), (pair) => Number.parseInt(pair, 16));
}
