/** One value; type is REG_SZ, REG_DWORD, REG_BINARY or hex(N); data is the text, the number, or the bytes as hex digits. */
export interface RegistryValue {
  readonly type: string;
  readonly data: string | number;
}

/** The values of one key, by name; the default value has the name "". */
export type RegistryValues = Readonly<Record<string, RegistryValue>>;

/** Keys by their full path, such as `HKEY_LOCAL_MACHINE\SOFTWARE\x`. */
export type RegistryKeys = Readonly<Record<string, RegistryValues>>;

/** Reads what `regedit /E` wrote. */
export function parseRegistryExport(text: string): RegistryKeys {
  const keys: Record<string, Record<string, RegistryValue>> = {};
  let values: Record<string, RegistryValue> = {};
  for (const line of joinedLines(text)) {
    const key = /^\[(.*)\]$/.exec(line)?.[1];
    if (key !== undefined) {
      values = keys[key] ??= {};
      continue;
    }
    const [, name, data] = /^(@|"(?:[^"\\]|\\.)*")=(.*)$/s.exec(line) ?? [];
    if (name === undefined || data === undefined) continue;
    values[name === '@' ? '' : unquote(name)] = parseData(data);
  }
  return keys;
}

/**
 * Makes text of what Wine saved of a registry branch: a sorted line for every key and every value, so that equal
 * branches give equal text. Only the times of the last writing are left out.
 */
export function savedRegistryLines(text: string): string {
  let key = '';
  const lines = joinedLines(text).flatMap((line) => {
    if (/^(WINE REGISTRY|;;|#time=|$)/.test(line)) return [];
    const name = /^\[(.*)\] \d+$/.exec(line)?.[1];
    key = name ?? key;
    return name === undefined ? [`[${key}] ${line}`] : [`[${key}]`];
  });
  return lines.toSorted().join('\n');
}

/** What differs between two texts of {@link savedRegistryLines}: `- ` was there before, `+ ` is there now. */
export function registryChanges(before: string, after: string): string[] {
  const [old, now] = [new Set(before.split('\n')), new Set(after.split('\n'))];
  const gone = [...old].filter((line) => !now.has(line)).map((line) => `- ${line}`);
  const come = [...now].filter((line) => !old.has(line)).map((line) => `+ ${line}`);
  return [...gone, ...come];
}

/** Writes a text value as a .reg file wants it. */
export function quoteForRegistry(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Long hex data is continued after a backslash. */
function joinedLines(text: string): string[] {
  return text.replaceAll(/\\\r?\n\s*/g, '').split(/\r?\n/);
}

function parseData(data: string): RegistryValue {
  if (data.startsWith('"')) return { type: 'REG_SZ', data: unquote(data) };
  if (data.startsWith('dword:')) return { type: 'REG_DWORD', data: Number.parseInt(data.slice(6), 16) };
  const [, type, bytes] = /^hex(\([0-9a-f]+\))?:(.*)$/.exec(data) ?? [];
  if (bytes === undefined) throw new Error(`Unknown registry data: ${data}`);
  return { type: type === undefined ? 'REG_BINARY' : `hex${type}`, data: bytes.replaceAll(',', '') };
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
}
