import { expect } from 'vitest';
import type { Fault } from '../../src/model/fault.ts';
import type { HostSpec, KeySpec, WinrmAccess } from '../../src/model/host.ts';
import type { Intent } from '../../src/model/intent.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { JournalState } from '../../src/model/journal-entry.ts';
import type { KeyEvidence, KeyIdentity } from '../../src/model/key.ts';
import type { Observation } from '../../src/model/observation.ts';
import { OS_LEVELS, type OsFacts, type OsLevel } from '../../src/model/os-level.ts';
import type { Step } from '../../src/model/plan.ts';
import type { ChangeWindow, HostWindow, WaivedDrift, Waiver } from '../../src/model/rollout.ts';
import { type CompleteSlot, type IntentId, isIntentId } from '../../src/model/undo-slot.ts';

export type PresentKey = Extract<KeyEvidence, { state: 'present' }>;

/** The two keys of all tests: placeholders, and what a host shows that carries them. */
export const NEW_KEY: string = 'FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK';
export const OTHER_KEY: string = 'BCDFG-HJKMP-QRTVW-XY234-67899';
/** The identity of NEW_KEY on Windows XP. */
export const NEW: KeyIdentity = { lastFive: 'KKKKK', productId: '583-7284392' };
export const OLD: PresentKey = { state: 'present', lastFive: '67899', productId: '640-0000007', channel: 'volume' };
export const CARRIES_NEW: PresentKey = { state: 'present', ...NEW, channel: 'volume' };
export const THIRD: PresentKey = { state: 'present', lastFive: 'RRRRR', productId: '641-0000014', channel: 'volume' };

export const DENIED: Fault = {
  code: 'access-denied',
  message: 'it cannot be read (0x5)',
  help: 'Use another account.',
};

const AT = { file: 'inventories/plant.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };

export function keySpec(overrides: Partial<KeySpec> = {}): KeySpec {
  return {
    label: 'xp-en',
    product: 'windows-xp-professional',
    secret: { env: 'VLK_XP_EN' },
    identity: NEW,
    at: AT,
    ...overrides,
  };
}

/** A key whose identity nobody has written into the inventory yet. */
export function unidentifiedKey(): KeySpec {
  const { identity: _identity, ...rest } = keySpec();
  return rest;
}

/** Windows XP SP3 over ssh unless told otherwise; the computer name follows the name. */
export function host(overrides: Partial<HostSpec> = {}): HostSpec {
  const name = overrides.name ?? 'hmi-001.a.example';
  return {
    name,
    computerName: computerNameOf(name),
    os: 'windows-xp-sp3',
    key: keySpec(),
    access: { kind: 'ssh', label: 'ssh' },
    tags: [],
    groups: [],
    origins: {},
    at: AT,
    ...overrides,
  };
}

/** NTLM over HTTP, as XP and Server 2003 have it. */
export function winrmAccess(overrides: Partial<WinrmAccess> = {}): WinrmAccess {
  return {
    kind: 'winrm',
    scheme: 'http',
    authentication: 'ntlm',
    port: 5985,
    username: 'svc',
    password: { env: 'VLK_WINRM_PASSWORD' },
    trust: { by: 'system' },
    sealing: 'demanded',
    ...overrides,
  };
}

export function inventory(hosts: readonly HostSpec[] = [host()], overrides: Partial<Inventory> = {}): Inventory {
  return {
    files: ['inventories/plant.yaml'],
    digest: 'd'.repeat(64),
    simulation: false,
    keys: new Map(hosts.map((spec) => [spec.key.label, spec.key])),
    hosts,
    access: new Map(hosts.map(({ access }) => [access.label, access])),
    recipients: [],
    windows: new Map(),
    waivers: [],
    rollout: {},
    warnings: [],
    ...overrides,
  };
}

/** What Win32_OperatingSystem says at an OS level. */
export function osFacts(level: OsLevel = 'windows-xp-sp3', csName = 'HMI-001'): OsFacts {
  const row = OS_LEVELS.find((candidate) => candidate.level === level);
  if (row === undefined) throw new Error(`No such OS level: ${level}`);
  return { csName, version: row.version, servicePack: row.servicePack, productType: row.server ? 3 : 1 };
}

/** What `host()` looks like while it carries the old key; noon by its own clock, which is a year behind. */
export function observation(overrides: Partial<Observation> = {}): Observation {
  return {
    observedAt: '2026-11-22T16:15:30.000Z',
    os: osFacts(),
    activation: { state: 'present', value: { required: false } },
    key: { state: 'present', value: OLD },
    oobeTimer: { state: 'present', value: true },
    undoSlots: [],
    changeInProgress: false,
    hostTime: '2025-11-22T12:00:00+01:00',
    ...overrides,
  };
}

/** The observation of a host that carries this key. */
export function carrying(key: KeyEvidence, overrides: Partial<Observation> = {}): Observation {
  return observation({ key: { state: 'present', value: key }, ...overrides });
}

/** The same, of the Windows XP RTM host that `slot()` is of. */
export function rtmCarrying(key: KeyEvidence, overrides: Partial<Observation> = {}): Observation {
  return carrying(key, { os: osFacts('windows-xp-rtm'), ...overrides });
}

/** The step that gives `host()` its key. */
export function stepOf(overrides: Partial<Step> = {}): Step {
  return {
    strategy: 'sp1',
    os: 'windows-xp-sp3',
    keyLabel: 'xp-en',
    before: OLD,
    after: NEW,
    calls: ['set-product-key'],
    cause: 'no-history',
    ...overrides,
  };
}

/** A complete slot of an hour ago on Windows XP RTM; OOBETimer is gone. */
export function slot(overrides: Partial<CompleteSlot> = {}): CompleteSlot {
  return {
    intent: 'i20251122110000-00000001',
    complete: true,
    ...osFacts('windows-xp-rtm'),
    savedAt: '2025-11-22T11:00:00+01:00',
    old: { ...OLD, channel: 'unknown' },
    new: NEW,
    activationRequiredBefore: false,
    oobeTimer: 'gone',
    ...overrides,
  };
}

export function intentId(text = 'i20251122110000-00000001'): IntentId {
  if (!isIntentId(text)) throw new Error(`Not an intent: ${text}`);
  return text;
}

/** The intent that `slot()` belongs to, of `host()`. */
export function intent(overrides: Partial<Intent> = {}): Intent {
  return {
    id: intentId(),
    host: 'hmi-001.a.example',
    strategy: 'sp1',
    keyLabel: 'xp-en',
    old: OLD,
    new: NEW,
    activationRequiredBefore: false,
    ...overrides,
  };
}

/** A journal that says nothing, except for what is given. Open intents are known ones. */
export function journalState(overrides: Partial<JournalState> = {}): JournalState {
  const openIntents = overrides.openIntents ?? [];
  return {
    head: '0'.repeat(64),
    openIntents,
    knownIntents: new Set(openIntents.map(({ id }) => id)),
    lastVerified: new Map(),
    standing: new Map(),
    changes: new Map(),
    ...overrides,
  };
}

/** The key of `host()` may be another one until the end of January. */
export function waiver(overrides: Partial<Waiver> = {}): Waiver {
  return {
    host: 'hmi-001.a.example',
    drift: 'key',
    reason: 'scrapped week 4',
    owner: 'b@example',
    until: '2027-01-31',
    at: AT,
    ...overrides,
  };
}

/** Saturday night in Copenhagen, six hours from ten. */
export function changeWindow(overrides: Partial<ChangeWindow> = {}): ChangeWindow {
  return {
    label: 'saturday',
    cron: '0 22 * * SAT',
    durationMs: 6 * 3_600_000,
    timeZone: 'Europe/Copenhagen',
    except: [],
    at: AT,
    ...overrides,
  };
}

/** That window on a Sunday: closed until next Saturday. */
export const CLOSED: HostWindow = {
  label: 'saturday',
  timeZone: 'Europe/Copenhagen',
  state: 'closed',
  opensAt: '2026-11-28T21:00:00.000Z',
};

/** What that waiver covers on `observation()`. */
export const WAIVED: WaivedDrift = {
  drift: 'key',
  reason: 'scrapped week 4',
  owner: 'b@example',
  until: '2027-01-31',
  found: 'it carries 67899, declared is KKKKK',
};

/** Any text that holds this one; to be used inside toMatchObject. */
export function containing(text: string): unknown {
  return expect.stringContaining(text);
}

/** The entries of an object whose properties are all known, with the names typed as such. */
export function entriesOf<K extends string, V>(record: Readonly<Record<K, V>>): readonly (readonly [K, V])[] {
  // oxlint-disable-next-line no-unsafe-type-assertion -- object literals of tests have no other properties
  return Object.entries(record) as [K, V][];
}

function computerNameOf(name: string): string {
  return (name.split('.')[0] ?? '').toUpperCase().slice(0, 15);
}
