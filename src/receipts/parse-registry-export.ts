import { readKeyEvidence } from '../keys/digital-product-id.ts';
import type { Fault } from '../model/fault.ts';
import type { Observation } from '../model/observation.ts';
import type { OsFacts } from '../model/os-level.ts';
import { err, ok, type Result } from '../model/result.ts';
import { isComputerName } from './receipt-name.ts';
import { bytesOf, decodeExport, numberOf, type RegistryValues, readValues, textOf } from './registry-text.ts';
import type { Rejection } from './rejection.ts';

/** Perflib and Fonts of a whole CurrentVersion in UTF-16 stay below this. */
export const MOST_EXPORT_BYTES: number = 16 * 1024 * 1024;

/**
 * Reads a registry export that somebody collected by hand. It holds the product key: DigitalProductId is reduced to
 * evidence here, and nothing else of it goes on. `observedAt` is still empty. An export that names no computer is of the one its file is named after.
 */
export function parseRegistryExport(bytes: Uint8Array, file: string): Result<Observation, Rejection> {
  const text = decodeExport(bytes);
  if (text === undefined) return err(malformed('it does not begin like a registry export'));
  const values = readValues(text);
  const csName = nameIn(values) ?? nameOfFile(file);
  if (!isComputerName(csName))
    return err(malformed('it names no computer that there could be, and neither does its file'));
  const os = readOs(values, csName);
  if (!os.ok) return os;
  const id = bytesOf(values, 'currentversion\\digitalproductid');
  if (id === undefined) return err(incomplete('DigitalProductId', CURRENT_VERSION));
  try {
    const key = { state: 'present', value: readKeyEvidence(id) } as const;
    return ok({ ...NOT_SAID, os: os.value, key });
  } catch (error) {
    if (error instanceof RangeError) return err(malformed(`its DigitalProductId cannot be used: ${error.message}`));
    throw error;
  }
}

function nameIn(values: RegistryValues): string | undefined {
  return (
    textOf(values, 'computername\\activecomputername\\computername') ??
    textOf(values, 'computername\\computername\\computername')
  )?.toUpperCase();
}

/** `GATE-07.b.example.reg` -> `GATE-07` */
function nameOfFile(file: string): string {
  const [first = ''] = file.split('.', 1);
  return first.slice(0, 15).toUpperCase();
}

const CURRENT_VERSION = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const PRODUCT_OPTIONS = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions';

function readOs(values: RegistryValues, csName: string): Result<OsFacts, Rejection> {
  const number = textOf(values, 'currentversion\\currentversion');
  const build = textOf(values, 'currentversion\\currentbuildnumber');
  if (number === undefined || build === undefined || !/^\d{1,2}\.\d{1,2}$/.test(number) || !/^\d{1,6}$/.test(build)) {
    return err(incomplete('CurrentVersion and CurrentBuildNumber', CURRENT_VERSION));
  }
  const productType = PRODUCT_TYPES[textOf(values, 'productoptions\\producttype') ?? ''] ?? typeOfVersion(number);
  if (productType === undefined) return err(incomplete('ProductType', PRODUCT_OPTIONS));
  return ok({ csName, version: `${number}.${build}`, servicePack: servicePackOf(values), productType });
}

/** What the kernel compares; the numbers are those of Win32_OperatingSystem. */
const PRODUCT_TYPES: Readonly<Partial<Record<string, number>>> = { WinNT: 1, LanmanNT: 2, ServerNT: 3 };

/** There is no server of 5.1; XP x64 and Server 2003 are both 5.2. */
function typeOfVersion(number: string): number | undefined {
  return number === '5.1' ? 1 : undefined;
}

/** The number Windows keeps for itself (0x300), or the digit of `Service Pack 3`; without both there is none. */
function servicePackOf(values: RegistryValues): number {
  const kept = numberOf(values, 'windows\\csdversion');
  if (kept !== undefined) return kept >>> 8;
  return Number(/\d{1,2}/.exec(textOf(values, 'currentversion\\csdversion') ?? '')?.[0] ?? 0);
}

const UNSAID: Fault = {
  code: 'not-reported',
  message: 'a registry export does not say it',
  help: 'Let the script of a bundle report, or ask a person.',
};

const NOT_SAID = {
  observedAt: '',
  activation: { state: 'unknown', fault: UNSAID },
  oobeTimer: { state: 'unknown', fault: UNSAID },
  undoSlots: [],
  changeInProgress: false,
} as const;

function incomplete(what: string, key: string): Rejection {
  return {
    code: 'export-incomplete',
    message: `it holds no ${what}`,
    help: `Export ${key} as well, into the same file.`,
  };
}

function malformed(why: string): Rejection {
  return {
    code: 'export-malformed',
    message: why,
    help: 'Export the keys again with regedit (Windows Registry Editor Version 5.00 or REGEDIT4).',
  };
}
