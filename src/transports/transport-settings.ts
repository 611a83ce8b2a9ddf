/** What transports need of their surroundings; given by the runtime, so that they read no environment and no clock. */
export interface TransportSettings {
  /** Environment of every child process: an allow-list, without any secret. */
  readonly childEnvironment: Readonly<Record<string, string>>;
  /** Path of vlk-host.vbs. */
  readonly payload: string;
  /** The script host of this machine, for `local`. */
  readonly scriptHost: string;
  readonly temporaryFolder: string;
  /** False on Windows, whose OpenSSH client has no connection sharing. */
  readonly canShareConnections: boolean;
  /** ISO 8601. */
  readonly now: () => string;
  /** A name for one run's folder on the hosts: lower case letters and digits. */
  readonly runName: string;
  /** Where the simulated fleet keeps its state. */
  readonly simulationFolder: string;
}
