import * as fc from 'fast-check';
import type { RunContext } from '../../src/engine/run-context.ts';
import { parseProductKey } from '../../src/keys/product-key.ts';
import type { HostSpec, KeySpec } from '../../src/model/host.ts';
import type { KeyEvidence } from '../../src/model/key.ts';
import type { OsLevel } from '../../src/model/os-level.ts';
import type { ProductKey } from '../../src/model/product-key.ts';
import { CARRIES_NEW, DENIED, host, keySpec, NEW, NEW_KEY, OLD, OTHER_KEY, THIRD } from './builders.ts';
import { Rig } from './engine-rig.ts';
import type { AnswerToKey, SimulatedHost } from './simulated-host.ts';

/** The two keys of a random inventory, and what a simulated host shows that carries them. */
export const KEYS: Readonly<Record<KeyLabel, KeySpec>> = {
  'xp-en': keySpec(),
  'xp-da': keySpec({ label: 'xp-da', identity: { lastFive: '67899', productId: '583-7284392' } }),
};

export type KeyLabel = 'xp-en' | 'xp-da';

const CARRIES: Readonly<Record<Carried, KeyEvidence>> = {
  'xp-en': CARRIES_NEW,
  'xp-da': { ...CARRIES_NEW, lastFive: '67899' },
  old: OLD,
  third: THIRD,
};

type Carried = KeyLabel | 'old' | 'third';

/** What is the matter with a host; each keeps it from being changed. */
const TROUBLES = [
  'switched-off',
  'unreadable-key',
  'unreadable-activation',
  'other-name',
  'other-service-pack',
  'other-edition',
  'oem',
  'withheld',
  'class-missing',
] as const;

export type Trouble = (typeof TROUBLES)[number];

/** One host of a random fleet: what is declared, and what is there. */
export interface RandomHost {
  readonly os: OsLevel;
  readonly key: KeyLabel;
  readonly carries: Carried;
  readonly answer: AnswerToKey;
  readonly trouble: Trouble | 'none';
}

export const osLevel: fc.Arbitrary<OsLevel> = fc.constantFrom('windows-xp-rtm', 'windows-xp-sp2', 'windows-xp-sp3');
export const keyLabel: fc.Arbitrary<KeyLabel> = fc.constantFrom('xp-en', 'xp-da');

/** Hosts that accept every key, a third of them in trouble. */
export const peaceful: fc.Arbitrary<RandomHost> = fc.record({
  os: osLevel,
  key: keyLabel,
  carries: fc.constantFrom<Carried>('xp-en', 'xp-da', 'old', 'third'),
  answer: fc.constant<AnswerToKey>('accepts'),
  trouble: fc.oneof({ weight: 2, arbitrary: fc.constant('none' as const) }, fc.constantFrom(...TROUBLES)),
});

/** Hosts that are well and carry another key, and may or may not take theirs. */
export const stubborn: fc.Arbitrary<RandomHost> = fc.record({
  os: osLevel,
  key: keyLabel,
  carries: fc.constantFrom<Carried>('old', 'third'),
  answer: fc.constantFrom<AnswerToKey>('accepts', 'accepts', 'refuses', 'refuses-unsure', 'ignores'),
  trouble: fc.constant('none' as const),
});

export function nameOf(index: number): string {
  return `hmi-${String(index + 1).padStart(3, '0')}.a.example`;
}

export function specOf({ os, key }: Pick<RandomHost, 'os' | 'key'>, index: number): HostSpec {
  return host({ name: nameOf(index), os, key: KEYS[key] });
}

/** A rig with this fleet in it. Hosts that are switched off stay so until the world decides otherwise. */
export async function rigOf(fleet: readonly RandomHost[]): Promise<Rig> {
  const rig = await Rig.create(fleet.map(specOf));
  for (const [index, one] of fleet.entries()) arrange(rig.host(nameOf(index)), one);
  return rig;
}

/** The context of a run that knows both keys. */
export function contextOf(rig: Rig, overrides: Partial<RunContext> = {}): RunContext {
  return rig.context({ revealKey: async ({ label }) => keyOf(label), ...overrides });
}

/** The key behind a label. */
export function keyOf(label: string): ProductKey {
  const parsed = parseProductKey(label === 'xp-da' ? OTHER_KEY : NEW_KEY);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** Whether a host carries this key. */
export function carries(one: SimulatedHost, label: KeyLabel): boolean {
  return one.key.state === 'present' && one.key.lastFive === KEYS[label].identity?.lastFive && isOurs(one.key);
}

function isOurs({ productId }: KeyEvidence): boolean {
  return productId === NEW.productId;
}

/** Makes a host what it is to be. */
export function arrange(one: SimulatedHost, { carries: carried, answer, trouble }: RandomHost): void {
  one.key = CARRIES[carried];
  one.answerToKey = answer;
  const unknown = { state: 'unknown', fault: DENIED } as const;
  switch (trouble) {
    case 'none':
      return;
    case 'switched-off':
      one.isOff = true;
      return;
    case 'unreadable-key':
      one.shows = { key: unknown };
      return;
    case 'unreadable-activation':
      one.shows = { activation: unknown };
      return;
    case 'other-name':
      one.os = { ...one.os, csName: 'SOMEBODY-ELSE' };
      return;
    case 'other-service-pack':
      one.os = { ...one.os, servicePack: one.os.servicePack + 1 };
      return;
    case 'other-edition':
      one.os = { ...one.os, suiteMask: 0x300 };
      return;
    case 'oem':
      one.key = { ...one.key, channel: 'oem' };
      return;
    case 'withheld':
      one.key = { state: 'withheld', channel: 'volume' };
      return;
    case 'class-missing':
      one.shows = { activation: { state: 'absent' } };
  }
}
