import type { Parameter, WmiClass } from './envelope.ts';
import type { MethodAnswer, WsmanClient } from './wsman-client.ts';
import { childOf, type XmlElement } from './xml.ts';

const STD_REG_PROV: WmiClass = { namespace: 'root/default', name: 'StdRegProv' };
/** HKEY_LOCAL_MACHINE, as StdRegProv takes it: a decimal. */
const HKLM = 2_147_483_650;

/** What a registry method answered: a value, or the WinError or HRESULT in its place; 2 is "there is none". */
export type RegistryAnswer<T> =
  | { readonly code: 0; readonly value: T }
  | { readonly code: number; readonly value?: never };

export const NOT_FOUND = 2;

/** HKEY_LOCAL_MACHINE of a host, through StdRegProv; every method answers numbers and never throws for them. */
export interface RemoteRegistry {
  readBinary(path: string, name: string): Promise<RegistryAnswer<readonly number[]>>;
  readText(path: string, name: string): Promise<RegistryAnswer<string>>;
  readNumber(path: string, name: string): Promise<RegistryAnswer<number>>;
  subkeysOf(path: string): Promise<RegistryAnswer<readonly string[]>>;
  createKey(path: string): Promise<number>;
  writeText(path: string, name: string, value: string): Promise<number>;
  writeNumber(path: string, name: string, value: number): Promise<number>;
  /** Never with an empty list: SetBinaryValue given none writes 01 02. */
  writeBinary(path: string, name: string, value: readonly number[]): Promise<number>;
  deleteValue(path: string, name: string): Promise<number>;
  deleteKey(path: string): Promise<number>;
}

/** Makes the registry of the host that a client talks to. */
export function remoteRegistry(client: WsmanClient, signal: AbortSignal): RemoteRegistry {
  const call = (method: string, path: string, ...parameters: readonly Parameter[]): Promise<MethodAnswer> =>
    client.invoke(
      {
        of: STD_REG_PROV,
        method,
        selectors: [],
        parameters: [{ name: 'hDefKey', value: HKLM }, { name: 'sSubKeyName', value: path }, ...parameters],
      },
      signal,
    );
  return {
    readBinary: async (path, name) => toAnswer(await call('GetBinaryValue', path, named(name)), bytesOf),
    readText: async (path, name) => toAnswer(await call('GetStringValue', path, named(name)), textOf('sValue')),
    readNumber: async (path, name) => toAnswer(await call('GetDWORDValue', path, named(name)), numberOf),
    subkeysOf: async (path) => toAnswer(await call('EnumKey', path), namesOf),
    createKey: async (path) => codeOf(await call('CreateKey', path)),
    writeText: async (path, name, value) =>
      codeOf(await call('SetStringValue', path, named(name), { name: 'sValue', value })),
    writeNumber: async (path, name, value) =>
      codeOf(await call('SetDWORDValue', path, named(name), { name: 'uValue', value })),
    writeBinary: async (path, name, value) => {
      if (value.length === 0) throw new Error('SetBinaryValue without a value writes 01 02');
      return codeOf(await call('SetBinaryValue', path, named(name), { name: 'uValue', value }));
    },
    deleteValue: async (path, name) => codeOf(await call('DeleteValue', path, named(name))),
    deleteKey: async (path) => codeOf(await call('DeleteKey', path)),
  };
}

function named(name: string): Parameter {
  return { name: 'sValueName', value: name };
}

/** Data of the wrong type, or none although the method claims success: ERROR_INVALID_DATA. */
const INVALID_DATA = 13;
/** What a fault without a number counts as: E_FAIL. */
const FAILED = 0x80004005;

function codeOf(answer: MethodAnswer): number {
  if (answer.status === 'returned') return answer.returnValue >>> 0;
  return answer.fault.providerCode ?? answer.fault.wsmanCode ?? FAILED;
}

function toAnswer<T>(answer: MethodAnswer, read: (output: XmlElement) => T | undefined): RegistryAnswer<T> {
  const code = codeOf(answer);
  if (code !== 0 || answer.status !== 'returned') return { code };
  const value = read(answer.output);
  return value === undefined ? { code: INVALID_DATA } : { code: 0, value };
}

/** Repeated `<uValue>` of one decimal byte each. */
function bytesOf(output: XmlElement): readonly number[] | undefined {
  const values = output.children.filter(({ name }) => name === 'uValue').map(({ text }) => Number(text));
  return values.length > 0 && values.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)
    ? values
    : undefined;
}

function textOf(name: string): (output: XmlElement) => string | undefined {
  return (output) => {
    const value = childOf(output, name);
    return value === undefined || value.attributes.get('nil') === 'true' ? undefined : value.text;
  };
}

function numberOf(output: XmlElement): number | undefined {
  const text = childOf(output, 'uValue')?.text ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** None where the key has no subkeys: the service then leaves the list out, or says it is nil. */
function namesOf(output: XmlElement): readonly string[] {
  return output.children
    .filter(({ name, attributes }) => name === 'sNames' && attributes.get('nil') !== 'true')
    .map(({ text }) => text);
}
