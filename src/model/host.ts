import type { SourceRange } from './diagnostic.ts';
import type { KeyIdentity, Product } from './key.ts';
import type { OsLevel } from './os-level.ts';
import type { SecretRef } from './secret.ts';

/** A named volume licence key of the organisation. The value stays behind `secret`. */
export interface KeySpec {
  readonly label: string;
  readonly product: Product;
  readonly secret: SecretRef;
  /** Written by `keys identify`; without it hosts with this key are blocked, as nothing could be compared. */
  readonly identity?: KeyIdentity;
  readonly at: SourceRange;
}

/** OpenSSH client to an SSH server on the host. What is not said here comes from the user's ssh_config. */
export interface SshAccess {
  readonly kind: 'ssh';
  readonly user?: string;
  readonly port?: number;
  /** ssh_config used in place of the user's own; an absolute path after loading. */
  readonly configFile?: string;
}

/** This machine, through its own script host. */
export interface LocalAccess {
  readonly kind: 'local';
}

/** What is wrong with a simulated host, so that a rehearsal shows it. */
export type SimulatedFault =
  | 'unreachable'
  | 'refuses-key'
  | 'dies-in-change'
  | 'oem-media'
  | 'key-withheld'
  | 'class-missing'
  | 'other-name'
  | 'other-os-level';

/** A host of the rehearsal fleet inside this process. */
export interface SimulatedAccess {
  readonly kind: 'simulated';
  /** Whether the host already carries its desired key when the fleet is made. */
  readonly startsWith: 'other-key' | 'desired-key';
  readonly fault?: SimulatedFault;
}

/** A way to reach hosts. */
export type Access = SshAccess | LocalAccess | SimulatedAccess;
export type AccessKind = Access['kind'];

/** One host with all defaults applied: what it is, what it should carry, how it is reached. */
export interface HostSpec {
  readonly name: string;
  /** Compared with the CSName the host reports: upper case, first label, at most 15 characters. */
  readonly computerName: string;
  readonly os: OsLevel;
  readonly key: KeySpec;
  readonly access: Access & { readonly label: string };
  readonly tags: readonly string[];
  /** Names of the groups that hold it, outermost first. */
  readonly groups: readonly string[];
  /** Where the host is declared. */
  readonly at: SourceRange;
}
