/** Trouble with the world: why a host could not be read or asked. Never an exception of the run. */
export interface Fault {
  readonly code: FaultCode;
  /** One sentence without the host's name; secrets are already masked. */
  readonly message: string;
  /** What a person does about it, as an imperative sentence. */
  readonly help: string;
  /** The number behind it, where Windows gave one. */
  readonly hresult?: number;
}

/**
 * Codes are API. `connection-lost` and `timed-out` leave open whether a write happened; the others do not.
 * `no-receipt`, `receipt-too-old`: of hosts that say themselves how they stand. `not-reported`: what they said has a gap.
 */
export const FAULT_CODES = [
  'host-unreachable',
  'host-key-mismatch',
  'auth-denied',
  'access-denied',
  'timed-out',
  'aborted',
  'connection-lost',
  'program-missing',
  'script-host-failed',
  'wrong-bitness',
  'unreadable-answer',
  'provider-failed',
  'no-receipt',
  'receipt-too-old',
  'not-reported',
  'name-not-resolved',
  'connection-refused',
  'certificate-rejected',
  'clock-skew',
  'quota-exceeded',
  'service-busy',
  'credential-suspended',
] as const;

export type FaultCode = (typeof FAULT_CODES)[number];

/** The one exception that carries a Fault; thrown by transports, caught where the engine looks at one host. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault.message, options);
    this.fault = fault;
  }
}
