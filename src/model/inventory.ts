import type { Diagnostic } from './diagnostic.ts';
import type { HostSpec, KeySpec } from './host.ts';
import type { ChangeWindow, Rollout, Waiver } from './rollout.ts';

/** The loaded inventory, defaults applied. Hosts are sorted by name; every host is there once. */
export interface Inventory {
  readonly files: readonly string[];
  /** SHA-256 over names and contents of the files, hex: says which inventory a plan was made from. */
  readonly digest: string;
  /** A rehearsal: every host is simulated. Never mixed with real hosts. */
  readonly simulation: boolean;
  readonly keys: ReadonlyMap<string, KeySpec>;
  readonly hosts: readonly HostSpec[];
  /** Every declared way to reach hosts, used or not. */
  readonly access: ReadonlyMap<string, HostSpec['access']>;
  /** For whom keys are encrypted with age: `age1...` */
  readonly recipients: readonly string[];
  readonly windows: ReadonlyMap<string, ChangeWindow>;
  readonly waivers: readonly Waiver[];
  readonly rollout: Rollout;
  readonly warnings: readonly Diagnostic[];
}
