import type { ReportedHost } from '../model/reported-host.ts';
import type { SecretRef } from '../model/secret.ts';

/** What transports need of their surroundings; given by the runtime, so that they read no environment and no clock. */
export interface TransportSettings {
  /** Environment of every child process: an allow-list, without any secret. */
  readonly childEnvironment: Readonly<Record<string, string>>;
  /** Path of vlk-host.vbs. */
  readonly payload: string;
  /** The script host of this machine, for `local` and `wmi`. */
  readonly scriptHost: string;
  readonly temporaryFolder: string;
  /** False on Windows, whose OpenSSH client has no connection sharing. */
  readonly canShareConnections: boolean;
  /** ISO 8601. */
  readonly now: () => string;
  /** A name for one run's folder on the hosts: lower case letters and digits. */
  readonly runName: string;
  /** Folder of the journal; there when something is changed. */
  readonly stateFolder: string;
  /** How long a call is waited for. */
  readonly timeoutMs: number;
  /** Reads the password of an access for a host, by its name: once for all, or once a host. Throws RunRefused. */
  readonly readPassword: (ref: SecretRef, host: string) => Promise<string>;
  /** What hosts and persons have reported, by name of the host. Throws RunRefused when the store is damaged. */
  readonly readReported: () => Promise<ReadonlyMap<string, ReportedHost>>;
  /** Bytes nobody can foresee. */
  readonly drawBytes: (size: number) => Buffer;
  readonly newUuid: () => string;
  /** Where the simulated fleet keeps its state. */
  readonly simulationFolder: string;
}
