import type { ReportedHost } from '../model/reported-host.ts';
import { RunRefused } from '../model/run-refused.ts';
import type { StateDisk } from '../model/state-disk.ts';
import { explainReadError, explainSaveError } from '../model/system-error.ts';
import { parseStoreText, toStoreText } from '../receipts/store-lines.ts';

/** What hosts and persons have reported, beside the journal. */
const STORE_FILE = 'reported.ndjson';

/** The hosts of the store by name; none where there is no store. Throws RunRefused when it cannot be used. */
export async function readReported(disk: StateDisk): Promise<Map<string, ReportedHost>> {
  const text = await readStore(disk);
  if (text === undefined) return new Map();
  const parsed = parseStoreText(text);
  if (parsed.ok) return parsed.value;
  throw new RunRefused(
    'reports-damaged',
    `${disk.folder}/${STORE_FILE} cannot be used: ${parsed.error}`,
    'Restore it from a backup; or remove it and run `vlkctl ingest`: receipts that are still there are taken in again.',
  );
}

/** Puts the hosts in the place of the whole store, in one step. Only under the lock of the state folder. */
export async function writeReported(disk: StateDisk, hosts: ReadonlyMap<string, ReportedHost>): Promise<void> {
  try {
    await disk.replace(STORE_FILE, toStoreText(hosts.values()));
  } catch (error) {
    throw unusable(disk, explainSaveError(error));
  }
}

async function readStore(disk: StateDisk): Promise<string | undefined> {
  try {
    return await disk.read(STORE_FILE);
  } catch (error) {
    throw unusable(disk, explainReadError(error));
  }
}

function unusable({ folder }: StateDisk, why: string): RunRefused {
  return new RunRefused(
    'state-unreadable',
    `${folder}/${STORE_FILE} cannot be used: ${why}`,
    'Mend that, or choose another with --state.',
  );
}
