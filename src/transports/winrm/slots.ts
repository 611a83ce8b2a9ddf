import { parseOldKey, toIsoTime } from '../../answers/parse-observation.ts';
import type { KeyEvidence, KeyIdentity } from '../../model/key.ts';
import type { OsFacts } from '../../model/os-level.ts';
import type { CompleteSlot, UndoSlot } from '../../model/undo-slot.ts';
import { encodeEvidence } from '../encode-calls.ts';
import { PRODUCT_ROOT } from './marks.ts';
import { NOT_FOUND, type RegistryAnswer, type RemoteRegistry } from './remote-registry.ts';

export const WPA_EVENTS: string = String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion\WPAEvents`;
export const OOBE_TIMER = 'OOBETimer';
const UNDO_ROOT = String.raw`SOFTWARE\vlkctl\Undo`;

/** A registry value that had to be read and could not be; carries the code. */
export class RegistryUnreadable extends Error {
  override readonly name = 'RegistryUnreadable';
  readonly code: number;

  constructor(code: number) {
    super(`the registry answered ${code}`);
    this.code = code;
  }
}

/** Names of all slots. */
export async function slotNames(registry: RemoteRegistry): Promise<readonly string[]> {
  return demand(await registry.subkeysOf(UNDO_ROOT), []);
}

/** Every slot of the host, as the payload would tell it. */
export async function readSlots(registry: RemoteRegistry): Promise<readonly UndoSlot[]> {
  const slots: UndoSlot[] = [];
  for (const name of await slotNames(registry)) slots.push(await readSlot(registry, name));
  return slots;
}

/** One slot; a slot whose "Complete" cannot be read must not pass for one that is not complete. */
export async function readSlot(registry: RemoteRegistry, name: string): Promise<UndoSlot> {
  const path = `${UNDO_ROOT}\\${name}`;
  const text = async (value: string): Promise<string> => demand(await registry.readText(path, value), '');
  const number = async (value: string): Promise<number> => demand(await registry.readNumber(path, value), -1);
  const savedAt = toIsoTime(await text('SavedAt'));
  const age = savedAt === undefined ? {} : { savedAt };
  if ((await number('Complete')) !== 1) return { intent: name, complete: false, ...age };
  const productId = await text('NewProductId');
  return {
    intent: name,
    complete: true,
    csName: await text('CSName'),
    version: await text('Version'),
    servicePack: await number('ServicePack'),
    productType: await number('ProductType'),
    ...age,
    old: parseOldKey(await text('OldKey')),
    new: { lastFive: await text('NewLastFive'), ...(productId !== '' && productId !== '-' && { productId }) },
    activationRequiredBefore: (await number('ActivationRequired')) !== 0,
    oobeTimer: await compareTimer(registry, path),
  };
}

/** How today's OOBETimer compares with the slot's; its bytes go no further. */
async function compareTimer(registry: RemoteRegistry, path: string): Promise<CompleteSlot['oobeTimer']> {
  const today = await registry.readBinary(WPA_EVENTS, OOBE_TIMER);
  if (demand(await registry.readNumber(path, 'Absent'), -1) === 1) {
    return today.code === NOT_FOUND ? 'both-absent' : 'different';
  }
  if (today.code === NOT_FOUND) return 'gone';
  const saved = await registry.readBinary(path, OOBE_TIMER);
  return saved.code === 0 && today.code === 0 && sameBytes(saved.value, today.value) ? 'same' : 'different';
}

/** What a new slot is filled with. */
export interface NewSlot {
  readonly os: OsFacts;
  readonly hostTime: string;
  readonly old: KeyEvidence;
  readonly new: KeyIdentity;
  readonly activationRequired: boolean;
}

/** Fills a slot and completes it last; answers 0 or a code. Nothing was deleted yet when it fails. */
export async function fillSlot(registry: RemoteRegistry, name: string, slot: NewSlot): Promise<number> {
  const path = `${UNDO_ROOT}\\${name}`;
  const texts = {
    SavedAt: slot.hostTime,
    CSName: slot.os.csName,
    Version: slot.os.version,
    OldKey: encodeEvidence(slot.old),
    NewLastFive: slot.new.lastFive,
    NewProductId: slot.new.productId ?? '-',
  };
  const numbers = {
    ServicePack: slot.os.servicePack,
    ProductType: slot.os.productType,
    ActivationRequired: slot.activationRequired ? 1 : 0,
  };
  let code = await registry.createKey(path);
  for (const [value, text] of Object.entries(texts)) code ||= await registry.writeText(path, value, text);
  for (const [value, number] of Object.entries(numbers)) code ||= await registry.writeNumber(path, value, number);
  code ||= await saveTimer(registry, path);
  return code || registry.writeNumber(path, 'Complete', 1);
}

/** Copies OOBETimer into the slot and reads it back, or records that there is none. */
async function saveTimer(registry: RemoteRegistry, path: string): Promise<number> {
  const timer = await registry.readBinary(WPA_EVENTS, OOBE_TIMER);
  if (timer.code === NOT_FOUND) return registry.writeNumber(path, 'Absent', 1);
  if (timer.value === undefined) return timer.code;
  const code = await registry.writeBinary(path, OOBE_TIMER, timer.value);
  return code || checkBytes(registry, path, timer.value);
}

/** Puts the saved bytes back and reads them again; answers 0 or a code. Writes nothing when there were none. */
export async function restoreTimer(registry: RemoteRegistry, name: string): Promise<number> {
  const path = `${UNDO_ROOT}\\${name}`;
  if (demand(await registry.readNumber(path, 'Absent'), -1) === 1) return 0;
  const saved = await registry.readBinary(path, OOBE_TIMER);
  if (saved.value === undefined) return saved.code;
  const code = await registry.writeBinary(WPA_EVENTS, OOBE_TIMER, saved.value);
  return code || checkBytes(registry, WPA_EVENTS, saved.value);
}

/** Removes a slot and the empty keys above it; answers 0 or a code. */
export async function dropSlot(registry: RemoteRegistry, name: string): Promise<number> {
  const code = await registry.deleteKey(`${UNDO_ROOT}\\${name}`);
  if (code !== 0 && code !== NOT_FOUND) return code;
  // Both are refused, harmlessly, while another slot or a mark is there.
  await registry.deleteKey(UNDO_ROOT);
  await registry.deleteKey(PRODUCT_ROOT);
  return 0;
}

/** ERROR_INVALID_DATA: what was read back is not what was written. */
const INVALID_DATA = 13;

async function checkBytes(registry: RemoteRegistry, path: string, wanted: readonly number[]): Promise<number> {
  const read = await registry.readBinary(path, OOBE_TIMER);
  if (read.value === undefined) return read.code;
  return sameBytes(read.value, wanted) ? 0 : INVALID_DATA;
}

function sameBytes(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function demand<T>(answer: RegistryAnswer<T>, otherwise: T): T {
  if (answer.code === NOT_FOUND) return otherwise;
  if (answer.value === undefined) throw new RegistryUnreadable(answer.code);
  return answer.value;
}
