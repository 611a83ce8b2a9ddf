import type { SimulatedFault } from './host.ts';
import type { OsLevel } from './os-level.ts';

/** What a person can let happen to a simulated host. */
export type Happening =
  | { readonly kind: 'fault'; readonly fault: SimulatedFault }
  /** Faults and a demand for activation go away; key and service pack stay. */
  | { readonly kind: 'mended' }
  /** Somebody typed in another volume licence key. */
  | { readonly kind: 'key-changed' }
  /** The first image was put back: key, service pack, OOBETimer; nothing unfinished is left. */
  | { readonly kind: 'reimaged' }
  | { readonly kind: 'service-pack' }
  | { readonly kind: 'activation-required' };

/** The properties of a simulated host that can differ from its first day. */
export const LAB_PROPERTIES = ['os', 'key', 'oobeTimer', 'slots', 'activationRequired', 'fault'] as const;

export type LabProperty = (typeof LAB_PROPERTIES)[number];

/** A simulated host as it is, faults beside it: `os` and `key` are what a mended host would show. */
export interface LabHost {
  readonly host: string;
  readonly os: OsLevel | 'unknown';
  /** Last five characters, or `withheld`. */
  readonly key: string;
  readonly oobeTimer: 'present' | 'absent';
  /** Intents of unfinished changes. */
  readonly slots: readonly string[];
  readonly activationRequired: boolean;
  readonly fault: SimulatedFault | 'none';
}

/** A simulated host now and on its first day. */
export interface LabView {
  readonly now: LabHost;
  readonly firstDay: LabHost;
  /** What differs between the two. */
  readonly changed: readonly LabProperty[];
}
