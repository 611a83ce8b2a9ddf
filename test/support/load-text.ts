import { loadInventory } from '../../src/inventory/load.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { memoryIo } from './memory-io.ts';

/** The day on which inventories of tests are read. */
export const TODAY = '2026-11-22';

/** Two keys, two ways to reach hosts and a window; hosts have to be added. */
export const HEAD: string = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: 7K3QT } }
  srv: { product: windows-server-2003-web, secret: { env: VLK_SRV }, identity: { lastFive: QW2RT } }
access:
  ssh: { kind: ssh }
  wmi: { kind: wmi }
windows:
  saturday: { cron: 0 22 * * SAT, duration: 6h, timezone: Europe/Copenhagen }
`;

/** Settings that every host needs. */
export const DEFAULTS = 'defaults: { key: xp, os: windows-xp-sp3, access: ssh }\n';

/** Loads files by name, or one text as `inventory.yaml`. Throws with all that was found where there are errors. */
export async function loadText(files: string | Readonly<Record<string, string>>): Promise<Inventory> {
  const loaded = await load(files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, undefined, 2));
  return loaded.value;
}

/** Everything that is said about files by name, or about one text. */
export async function diagnoseText(files: string | Readonly<Record<string, string>>): Promise<readonly Diagnostic[]> {
  const loaded = await load(files);
  return loaded.ok ? loaded.value.warnings : loaded.error;
}

async function load(given: string | Readonly<Record<string, string>>): ReturnType<typeof loadInventory> {
  const files = typeof given === 'string' ? { 'inventory.yaml': given } : given;
  return loadInventory(Object.keys(files), { today: TODAY, io: memoryIo(files) });
}
