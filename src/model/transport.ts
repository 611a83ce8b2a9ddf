import type { ChangeAnswer, Expectation, WriteCall } from './call.ts';
import type { AccessKind, HostSpec } from './host.ts';
import type { JournaledIntent } from './intent.ts';
import type { Observation } from './observation.ts';
import type { ProductKey } from './product-key.ts';

/**
 * An open way to read one host. It has no writing method: `drift` and `plan` cannot write. Here and below a signal counts
 * until the promise is settled; later it may belong to another host.
 */
export interface ReadSession extends AsyncDisposable {
  /** Reads everything that is ever compared. Throws TransportError when there is no usable answer. */
  observe(signal: AbortSignal): Promise<Observation>;
}

/** A sequence of writes that belongs to one journaled intent. */
export interface Change {
  readonly intent: JournaledIntent;
  readonly expect: Expectation;
  readonly calls: readonly WriteCall[];
  /** Needed by `set-product-key` only. */
  readonly key?: ProductKey;
}

/** An open way to read and change one host. */
export interface WriteSession extends ReadSession {
  /**
   * Runs a sequence; the host checks `expect` right before its first write. A TransportError leaves open what
   * happened: never repeat it, observe instead.
   */
  change(change: Change, signal: AbortSignal): Promise<ChangeAnswer>;
}

/** Carries calls to hosts of one access kind; knows nothing of policy, strategies or printing. */
export interface Transport {
  readonly kind: AccessKind;
  openRead(host: HostSpec, signal: AbortSignal): Promise<ReadSession>;
  openWrite(host: HostSpec, signal: AbortSignal): Promise<WriteSession>;
}
