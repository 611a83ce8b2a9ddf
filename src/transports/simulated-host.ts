import { evidenceOf } from '../keys/evidence.ts';
import { encodeProductKey, parseProductKey } from '../keys/product-key.ts';
import type { HostSpec, SimulatedFault } from '../model/host.ts';
import type { KeyEvidence } from '../model/key.ts';
import { OS_LEVELS } from '../model/os-level.ts';

/** Everything a simulated host is, as plain data. It keeps evidence only: rehearsing with a real key stores no key. */
export interface SimulatedState {
  readonly csName: string;
  readonly version: string;
  readonly servicePack: number;
  readonly productType: number;
  readonly key: string;
  readonly licence: number;
  readonly oobeTimer: string | null;
  readonly slots: Readonly<Record<string, SimulatedSlot>>;
  readonly fault: SimulatedFault | null;
}

export interface SimulatedSlot {
  readonly old: string;
  readonly newLastFive: string;
  readonly newProductId: string;
  readonly oobeTimer: string | null;
  readonly savedAt: string;
}

const VOLUME = 3;
export const OEM = 2;
/** What a host carries that has not got its desired key yet: evidence made up for the rehearsal. */
const OTHER_KEY = 'present RRRRR 640-0000007';
/** Twelve bytes, as on Windows XP; made up. */
const OOBE_TIMER = 'a1b2c3d4e5f60718293a4b5c';

/** The host as it is when the fleet is made. */
export function initialState(spec: HostSpec): SimulatedState {
  if (spec.access.kind !== 'simulated') throw new Error(`${spec.name} is not simulated`);
  const { fault = null, startsWith } = spec.access;
  const level = OS_LEVELS.find((row) => row.level === spec.os);
  if (level === undefined) throw new Error(`No such OS level: ${spec.os}`);
  return {
    csName: fault === 'other-name' ? 'SOMEBODY-ELSE' : spec.computerName,
    version: level.version,
    servicePack: fault === 'other-os-level' ? neighbourOf(level).servicePack : level.servicePack,
    productType: level.server ? 3 : 1,
    key: initialKey(spec, startsWith, fault),
    licence: fault === 'oem-media' ? OEM : VOLUME,
    oobeTimer: OOBE_TIMER,
    slots: {},
    fault,
  };
}

/** Another level of the same system: the next service pack, or the one before the last. */
function neighbourOf(level: (typeof OS_LEVELS)[number]): (typeof OS_LEVELS)[number] {
  const family = OS_LEVELS.filter((row) => row.family === level.family);
  const index = family.indexOf(level);
  return family[index + 1] ?? family[index - 1] ?? level;
}

function initialKey(spec: HostSpec, startsWith: 'other-key' | 'desired-key', fault: SimulatedFault | null): string {
  if (fault === 'key-withheld') return 'withheld - -';
  const { identity } = spec.key;
  if (startsWith === 'other-key' || identity === undefined) return OTHER_KEY;
  return `present ${identity.lastFive} ${identity.productId ?? '-'}`;
}

/** The payload's words for what a host shows once it carries this key. */
export function keyAfterSetting(characters: string, spec: HostSpec): string {
  const parsed = parseProductKey(characters);
  if (!parsed.ok) throw new Error('The simulated host was given something that is not a product key');
  if (encodeProductKey(parsed.value).every((byte) => byte === 0)) return 'withheld - -';
  const evidence: KeyEvidence = evidenceOf(parsed.value, spec.key.product, 'volume');
  return `present ${parsed.value.lastFive} ${evidence.productId ?? '-'}`;
}

/** Whether this is Windows XP without a service pack, by the numbers the payload tests. */
export function isXpRtm(state: SimulatedState): boolean {
  return state.version === '5.1.2600' && state.servicePack === 0 && state.productType === 1;
}
