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
const CONTROL = /^hkey_local_machine\\[^\\]+\\(?<set>currentcontrolset|controlset\d{3})\\control\\(?<rest>.+)$/;

/**
 * The values of the few keys that matter, such as `currentversion\csdversion` and `productoptions\producttype`. Hives of
 * another disk that were loaded under a name of their own count as well; Wow6432Node does not, and where an export
 * holds several control sets the current one wins.
 */
export function readValues(text: string): RegistryValues {
  const values = new Map<string, string>();
  let prefix: string | undefined;
  let isCurrent = true;
  for (const line of text.replaceAll(/\\\r?\n\s*/g, '').split(/\r?\n/)) {
    const key = /^\[(?<key>.*)\]\s*$/.exec(line)?.groups?.['key'];
    if (key !== undefined) {
      const control = CONTROL.exec(key.toLowerCase())?.groups;
      isCurrent = control === undefined || control['set'] === 'currentcontrolset';
      prefix = CURRENT_VERSION.test(key.toLowerCase()) ? 'currentversion' : control?.['rest'];
      continue;
    }
    if (prefix === undefined || !WANTED.has(prefix)) continue;
    const { name, data } = /^"(?<name>[^"]+)"=(?<data>.*)$/.exec(line)?.groups ?? {};
    if (name === undefined || data === undefined) continue;
    const place = `${prefix}\\${name.toLowerCase()}`;
    if (isCurrent || !values.has(place)) values.set(place, data.trim());
  }
  return values;
}

const WANTED: ReadonlySet<string> = new Set([
  'currentversion',
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
