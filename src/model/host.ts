import type { SourceRange } from './diagnostic.ts';
import type { Edition } from './edition.ts';
import type { KeyIdentity, Product } from './key.ts';
import type { Language } from './language.ts';
import type { OsLevel } from './os-level.ts';
import type { SecretRef } from './secret.ts';

/** A key that is named somewhere, and the place. */
export interface KeyMention {
  readonly label: string;
  readonly at: SourceRange;
}

/** A named volume licence key of the organisation. The value stays behind `secret`. */
export interface KeySpec {
  readonly label: string;
  readonly product: Product;
  /** Languages of the media the key fits; without it every language. */
  readonly languages?: readonly Language[];
  /** Hosts the organisation has paid for. */
  readonly seats?: number;
  /** The key that takes its place, and where that is written: announces that hosts go from this one to that one. */
  readonly replacedBy?: KeyMention;
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

/** What can be wrong with a simulated host, so that a rehearsal shows it. */
export const SIMULATED_FAULTS = [
  'unreachable',
  'refuses-key',
  'dies-in-change',
  'oem-media',
  'key-withheld',
  'class-missing',
  'other-name',
  'other-os-level',
  'other-edition',
  'other-language',
] as const;

export type SimulatedFault = (typeof SIMULATED_FAULTS)[number];

/** A host of the rehearsal fleet inside this process. */
export interface SimulatedAccess {
  readonly kind: 'simulated';
  /** Whether the host already carries its desired key when the fleet is made. */
  readonly startsWith: 'other-key' | 'desired-key';
  readonly fault?: SimulatedFault;
}

/** DCOM from a Windows controller, as the current user. */
export interface WmiAccess {
  readonly kind: 'wmi';
}

/** WS-Management. */
export interface WinrmAccess {
  readonly kind: 'winrm';
  /** Declared on Windows XP and Server 2003, whose WinRM 1.1 and 2.0 listen on different ones. */
  readonly port?: number;
  readonly scheme: 'http' | 'https';
  readonly authentication: 'ntlm' | 'kerberos' | 'basic';
  readonly username?: string;
  readonly password?: SecretRef;
  /** Whom to believe that a certificate is the host's; for https only. */
  readonly trust: TlsTrust;
  /** Whether messages go over http as they are to a service that will not encrypt them. */
  readonly sealing: 'demanded' | 'where-offered';
}

/** Authorities of this system, those of a file in PEM, or one certificate by its SHA-256 (`AB:CD:…`). */
export type TlsTrust =
  | { readonly by: 'system' }
  | { readonly by: 'authorities'; readonly file: string }
  | { readonly by: 'pin'; readonly sha256: string };

/** The host runs a bundle by itself and leaves receipts. */
export interface StartupScriptAccess {
  readonly kind: 'startup-script';
  /** Folder of the receipts. */
  readonly receipts: string;
  /** A receipt older than this says nothing any more. */
  readonly maxAgeMs: number;
}

/** A person changes the key by hand. */
export interface ManualAccess {
  readonly kind: 'manual';
  readonly maxAgeMs: number;
}

/** A way to reach hosts. */
export type Access =
  | SshAccess
  | LocalAccess
  | SimulatedAccess
  | WmiAccess
  | WinrmAccess
  | StartupScriptAccess
  | ManualAccess;
export type AccessKind = Access['kind'];

/** Whether nobody reaches hosts this way: what they or persons report is all that is known, and nothing is written there. */
export function isSelfReporting({ access: { kind } }: { readonly access: Pick<Access, 'kind'> }): boolean {
  return kind === 'startup-script' || kind === 'manual';
}

/** One host with all defaults applied: what it is, what it should carry, how it is reached. */
export interface HostSpec {
  readonly name: string;
  /** Compared with the CSName the host reports: upper case, first label, at most 15 characters. */
  readonly computerName: string;
  readonly os: OsLevel;
  /** Declared where it matters; compared with what the host reports. */
  readonly edition?: Edition;
  readonly language?: Language;
  readonly key: KeySpec;
  readonly access: Access & { readonly label: string };
  /** Name of the window in which changes may happen; without one always. */
  readonly window?: string;
  readonly tags: readonly string[];
  /** Names of the groups that hold it, outermost first. */
  readonly groups: readonly string[];
  /** Where each setting comes from. Hosts of one range share it. */
  readonly origins: Origins;
  /** Where the host is declared. */
  readonly at: SourceRange;
}

/** What flows down the tree of groups to a host. */
export type SettingName = 'key' | 'os' | 'edition' | 'language' | 'access' | 'window';

/** The line that set a value, and what it belongs to. */
export interface Origin {
  readonly from: 'defaults' | 'group' | 'range' | 'host';
  /** Name of the group, range or host as written; none for defaults. */
  readonly name?: string;
  readonly at: SourceRange;
}

export type Origins = Readonly<Partial<Record<SettingName, Origin>>>;
