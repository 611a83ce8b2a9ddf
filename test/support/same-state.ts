import { asShown, type SimulatedSlot, type SimulatedState } from '../../src/transports/simulated-host.ts';
import {
  createKey,
  putDigitalProductId,
  type RegistryValue,
  type SimulatedWindows,
  simulatedWindows,
  WPA_EVENTS,
} from './simulated-windows.ts';

const UNDO_ROOT = String.raw`software\vlkctl\undo`;
/** Made up; the last five characters are put in its place. */
const ANY_KEY = 'BBBBB-CCCCC-DDDDD-FFFFF-';

/** A host of the rehearsal as WMI and the registry of a real one would show it, at that time by its own clock. */
export function windowsFrom(state: SimulatedState, now: string): SimulatedWindows {
  const shown = asShown(state);
  const windows = simulatedWindows(`${ANY_KEY}RRRRR`, {
    CSName: shown.csName,
    Version: shown.version,
    BuildNumber: shown.version.split('.').at(-1) ?? '',
    ServicePackMajorVersion: shown.servicePack,
    ProductType: shown.productType,
    SuiteMask: shown.suiteMask,
    OSLanguage: shown.osLanguage,
    LocalDateTime: now.replace(/(?:\.\d+)?Z$/, '+00:00'),
  });
  windows.activation = activationOf(shown);
  putDigitalProductId(windows, carriedKey(shown));
  const events = windows.registry.get(WPA_EVENTS);
  if (shown.oobeTimer === null) events?.delete('OOBETimer');
  else events?.set('OOBETimer', toBytes(shown.oobeTimer));
  for (const [intent, slot] of Object.entries(shown.slots)) putSlot(windows, intent, slot);
  return windows;
}

/** Thirty days is what Windows gives; the other number is its word for "no end". */
function activationOf({ activationRequired, fault }: SimulatedState): SimulatedWindows['activation'] {
  if (fault === 'class-missing') return undefined;
  return activationRequired ? { required: 1, grace: 30 } : { required: 0, grace: 2_147_483_647 };
}

function carriedKey({ key, licence }: SimulatedState): Parameters<typeof putDigitalProductId>[1] {
  const [presence, lastFive = '', productId = '-'] = key.split(' ');
  return {
    licence,
    ...(presence === 'present' && { key: `${ANY_KEY}${lastFive}` }),
    ...(productId !== '-' && { productId }),
  };
}

/** A complete slot as the payload, or this product from afar, has left it in the registry. */
function putSlot({ registry }: SimulatedWindows, intent: string, slot: SimulatedSlot): void {
  const path = `${UNDO_ROOT}\\${intent.toLowerCase()}`;
  createKey(registry, path);
  const values: Record<string, RegistryValue> = {
    SavedAt: slot.savedAt,
    CSName: slot.of.csName,
    Version: slot.of.version,
    ServicePack: slot.of.servicePack,
    ProductType: slot.of.productType,
    OldKey: slot.old,
    NewLastFive: slot.newLastFive,
    NewProductId: slot.newProductId,
    ActivationRequired: slot.of.activationRequired ? 1 : 0,
    ...(slot.oobeTimer === null ? { Absent: 1 } : { OOBETimer: toBytes(slot.oobeTimer) }),
    Complete: 1,
  };
  registry.set(path, new Map(Object.entries(values)));
}

function toBytes(hex: string): readonly number[] {
  return [...Buffer.from(hex, 'hex')];
}
