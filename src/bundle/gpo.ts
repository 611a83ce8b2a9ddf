import type { BundleFile } from './bundle.ts';
import { encodeAscii, toText } from './encode-text.ts';

/** `[{Scripts, client side}{Scripts, machine}]` for gPCMachineExtensionNames of the policy: without it nothing happens. */
export const MACHINE_EXTENSIONS = '[{42B5FAAE-6536-11D2-AE5A-0000F87571E3}{40B6664F-4972-11D1-A7CA-0000F87571E3}]';

/** The version in gpt.ini; versionNumber of the policy in the directory has to be the same. */
export const GPO_VERSION = 1;

const START_UP = 'gpo/Machine/Scripts/Startup';

/**
 * The folder of a group policy that runs the start-up script. scripts.ini as Windows writes it: UTF-16LE with BOM, an empty line
 * first, CRLF, parameters named although there are none, no section `Policy` (captured from GPMC; domain: MS-GPSCR 2.2.2).
 */
export function gpoFiles(command: string, startUp: readonly BundleFile[]): readonly BundleFile[] {
  const scripts = toText(['', '[Startup]', `0CmdLine=${command}`, '0Parameters=']);
  return [
    { path: 'gpo/gpt.ini', bytes: encodeAscii(toText(['[General]', `Version=${GPO_VERSION}`])) },
    { path: 'gpo/Machine/Scripts/scripts.ini', bytes: Buffer.from(`\uFEFF${scripts}`, 'utf16le') },
    ...startUp.map(({ path, bytes }) => ({ path: `${START_UP}/${path}`, bytes })),
  ];
}
