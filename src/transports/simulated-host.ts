import { evidenceOf } from '../keys/evidence.ts';
import { encodeProductKey, parseProductKey } from '../keys/product-key.ts';
import { type Edition, editionOf, PRODUCT_EDITION } from '../model/edition.ts';
import type { HostSpec, SimulatedAccess, SimulatedFault } from '../model/host.ts';
import type { KeyEvidence } from '../model/key.ts';
import { LANGUAGES } from '../model/language.ts';
import { OS_LEVELS } from '../model/os-level.ts';

/**
 * Everything a simulated host is, as plain data. It keeps evidence only: rehearsing with a real key stores no key. A
 * fault stands beside what the host is and not in place of it, so that a mended host is what it was.
 */
export interface SimulatedState {
  readonly csName: string;
  readonly version: string;
  readonly servicePack: number;
  readonly productType: number;
  readonly suiteMask: number;
  readonly osLanguage: number;
  readonly activationRequired: boolean;
  readonly key: string;
  readonly licence: number;
  readonly oobeTimer: string | null;
  readonly slots: Readonly<Record<string, SimulatedSlot>>;
  readonly fault: SimulatedFault | null;
}

export interface SimulatedSlot {
  /** The host as it was when the slot was filled. */
  readonly of: Pick<SimulatedState, 'csName' | 'version' | 'servicePack' | 'productType' | 'activationRequired'>;
  readonly old: string;
  readonly newLastFive: string;
  readonly newProductId: string;
  readonly oobeTimer: string | null;
  readonly savedAt: string;
}

const VOLUME = 3;
const OEM = 2;
/** What a host carries that has not got its desired key yet: evidence made up for the rehearsal. */
const OTHER_KEY = 'present RRRRR 640-0000007';
const WITHHELD = 'withheld - -';
/** Twelve bytes, as on Windows XP; made up. */
const OOBE_TIMER = 'a1b2c3d4e5f60718293a4b5c';
/** VER_SUITE_SINGLEUSERTS is set on every host; the other bits tell the editions apart (winnt.h). */
const SUITE_MASK: Readonly<Record<Edition, number>> = {
  home: 0x300,
  professional: 0x100,
  embedded: 0x140,
  standard: 0x110,
  enterprise: 0x112,
  datacenter: 0x190,
  web: 0x510,
};

/** The host as it is when the fleet is made. */
export function initialState(spec: HostSpec): SimulatedState {
  const { fault = null, startsWith } = simulatedAccess(spec);
  const level = OS_LEVELS.find((row) => row.level === spec.os);
  if (level === undefined) throw new Error(`No such OS level: ${spec.os}`);
  const [language = 'en'] = spec.language === undefined ? (spec.key.languages ?? []) : [spec.language];
  return {
    csName: spec.computerName,
    version: level.version,
    servicePack: level.servicePack,
    productType: level.server ? 3 : 1,
    suiteMask: SUITE_MASK[spec.edition ?? PRODUCT_EDITION[spec.key.product]],
    osLanguage: LANGUAGES[language],
    activationRequired: false,
    key: initialKey(spec, startsWith),
    licence: VOLUME,
    oobeTimer: OOBE_TIMER,
    slots: {},
    fault,
  };
}

/** The access of a host of the rehearsal fleet; no other host may come here. */
export function simulatedAccess({ name, access }: HostSpec): SimulatedAccess {
  if (access.kind !== 'simulated') throw new Error(`${name} is not simulated`);
  return access;
}

function initialKey({ key: { identity } }: HostSpec, startsWith: SimulatedAccess['startsWith']): string {
  if (startsWith === 'other-key' || identity === undefined) return OTHER_KEY;
  return `present ${identity.lastFive} ${identity.productId ?? '-'}`;
}

/** The host as whoever asks it gets to see it: what it is, but for what its fault makes of that. */
export function asShown(state: SimulatedState): SimulatedState {
  return state.fault === null ? state : { ...state, ...SHOWN_BY_FAULT[state.fault](state) };
}

const nothingElse = (): Partial<SimulatedState> => ({});

const SHOWN_BY_FAULT: Readonly<Record<SimulatedFault, (state: SimulatedState) => Partial<SimulatedState>>> = {
  unreachable: nothingElse,
  'refuses-key': nothingElse,
  'dies-in-change': nothingElse,
  'class-missing': nothingElse,
  'oem-media': ({ key }) => ({ licence: OEM, key: key.replace(/\S+$/, 'OEM-0000007') }),
  'key-withheld': () => ({ key: WITHHELD }),
  'other-name': () => ({ csName: 'SOMEBODY-ELSE' }),
  'other-os-level': (state) => ({ servicePack: nextServicePack(state) ?? state.servicePack - 1 }),
  'other-edition': (state) => ({ suiteMask: SUITE_MASK[otherEdition(state)] }),
  'other-language': ({ osLanguage }) => ({ osLanguage: osLanguage === LANGUAGES.en ? LANGUAGES.de : LANGUAGES.en }),
};

/** The service pack that comes after the one the host has; undefined when there is none. */
export function nextServicePack({ version, servicePack, productType }: SimulatedState): number | undefined {
  const next = servicePack + 1;
  const isServer = productType !== 1;
  const exists = OS_LEVELS.some(
    (row) => row.version === version && row.server === isServer && row.servicePack === next,
  );
  return exists ? next : undefined;
}

function otherEdition({ suiteMask, productType }: SimulatedState): Edition {
  const edition = editionOf(suiteMask, productType);
  if (productType === 1) return edition === 'professional' ? 'home' : 'professional';
  return edition === 'standard' ? 'enterprise' : 'standard';
}

/** The payload's words for what a host shows once it carries this key. */
export function keyAfterSetting(characters: string, spec: HostSpec): string {
  const parsed = parseProductKey(characters);
  if (!parsed.ok) throw new Error('The simulated host was given something that is not a product key');
  if (encodeProductKey(parsed.value).every((byte) => byte === 0)) return WITHHELD;
  const evidence: KeyEvidence = evidenceOf(parsed.value, spec.key.product, 'volume');
  return `present ${parsed.value.lastFive} ${evidence.productId ?? '-'}`;
}

/** Whether this is Windows XP without a service pack, by the numbers the payload tests. */
export function isXpRtm(state: SimulatedState): boolean {
  return state.version === '5.1.2600' && state.servicePack === 0 && state.productType === 1;
}
