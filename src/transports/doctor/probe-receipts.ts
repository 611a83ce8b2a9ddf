import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Check, failed, notChecked, type Probe, type Probing, passed } from '../../model/check.ts';
import type { HostSpec } from '../../model/host.ts';
import { codeOf, explainReadError } from '../../model/system-error.ts';
import { parseReceiptName } from '../../receipts/receipt-name.ts';
import type { TransportSettings } from '../transport-settings.ts';
import { makeTrail } from './trail.ts';

/** The folder that hosts leave their receipts in, and what this one left. */
export async function probeReceipts(host: HostSpec, settings: TransportSettings, probing: Probing): Promise<Probe> {
  const trail = makeTrail(settings, probing);
  const { access, computerName } = host;
  if (access.kind === 'startup-script')
    await trail.step('receipts', () => checkReceipts(access.receipts, computerName));
  return { checks: trail.checks, ports: [] };
}

async function checkReceipts(receipts: string, computer: string): Promise<Check> {
  try {
    await readdir(receipts);
  } catch (error) {
    return failed('receipts', {
      code: 'folder-unreadable',
      message: `${receipts} cannot be looked into: ${explainReadError(error)}`,
      help: 'Mount the share on this machine, correct `receipts` of the access, or check the rights of your account.',
    });
  }
  const files = await receiptsOf(receipts, computer);
  if (typeof files !== 'string' && files.length > 0) {
    const newest = files.toSorted(
      (a, b) => (parseReceiptName(b)?.counter ?? 0) - (parseReceiptName(a)?.counter ?? 0),
    )[0];
    return passed('receipts', `${files.length} of it in ${receipts}, the newest ${newest ?? ''}`);
  }
  // What was brought on a stick was taken in from elsewhere, so this is no broken link yet.
  const why = typeof files === 'string' ? files : `${receipts} holds no receipt of ${computer}`;
  return notChecked('receipts', `${why}; without the share it stays in %SystemRoot%\\vlkctl\\receipt.txt of the host`);
}

/** The names of the receipts of a computer, or why there are none. Folders may be written in lower case. */
async function receiptsOf(receipts: string, computer: string): Promise<readonly string[] | string> {
  for (const name of [computer, computer.toLowerCase()]) {
    try {
      return (await readdir(join(receipts, name))).filter((file) => parseReceiptName(file) !== undefined);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT')
        return `${join(receipts, name)} cannot be looked into: ${explainReadError(error)}`;
    }
  }
  return [];
}
