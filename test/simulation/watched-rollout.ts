import type { RunEvent } from '../../src/model/event.ts';
import type { HostSpec } from '../../src/model/host.ts';
import { allowedOf } from '../../src/model/limit.ts';
import type { HostOutcome } from '../../src/model/outcome.ts';
import type { Rollout } from '../../src/model/rollout.ts';
import { windowStateAt } from './virtual-windows.ts';

/** How a change goes out, as somebody sees it who knows the rules of waves and failures but not how they are kept. */
export class WatchedRollout {
  readonly #declared: Rollout;
  readonly #selected: readonly HostSpec[];
  readonly #now: () => string;
  readonly #begun = new Set<string>();
  /** Hosts that were begun while their window was closed. */
  readonly #outside = new Set<string>();
  readonly #given = new Set<string>();
  readonly #ended = new Map<string, HostOutcome['status']>();
  #wave: { readonly room: number; readonly given: Set<string> } | undefined;

  constructor(declared: Rollout, selected: readonly HostSpec[], now: () => string) {
    this.#now = now;
    this.#declared = declared;
    this.#selected = selected;
  }

  tells(event: RunEvent): readonly string[] {
    if (event.type === 'host-finished') this.#ended.set(event.host, event.outcome.status);
    if (event.type !== 'wave-started') return [];
    const before = this.#wave;
    this.#wave = { room: event.hosts, given: new Set() };
    const open = [...this.#given].filter((host) => !this.#ended.has(host));
    const isProven = before === undefined || [...before.given].some((host) => this.#ended.get(host) === 'verified');
    return [
      ...open.map((host) => `wave ${event.number} begins before ${host} has ended`),
      ...(isProven ? [] : [`wave ${event.number} begins after one that changed no host`]),
      ...this.#whyStopped(`wave ${event.number} begins`),
    ];
  }

  /** A host is opened for writing. One that was begun before may be looked at again. */
  begins(host: string): readonly string[] {
    const isNew = !this.#begun.has(host);
    this.#begun.add(host);
    if (this.#isOpen(host)) this.#outside.delete(host);
    else this.#outside.add(host);
    return isNew ? this.#whyStopped(`${host} is begun`) : [];
  }

  /** A host is sent its key. */
  gives(host: string): readonly string[] {
    this.#given.add(host);
    this.#wave?.given.add(host);
    const first = this.#declared.waves?.[0];
    const label = first?.kind === 'label' ? first.label : undefined;
    const isFirst = (spec: HostSpec): boolean => label !== undefined && spec.tags.includes(label);
    const isLater = label !== undefined && !this.#selected.some((spec) => spec.name === host && isFirst(spec));
    const waiting = this.#selected.filter((spec) => isLater && isFirst(spec) && !this.#ended.has(spec.name));
    return [
      ...waiting.map(({ name }) => `${host} is given its key before ${name} of the first wave has ended`),
      ...(this.#outside.has(host) ? [`${host} is given its key and was begun outside its window`] : []),
      ...(this.#wave === undefined ? [`${host} is given its key outside of any wave`] : []),
      ...(this.#wave !== undefined && this.#wave.given.size > this.#wave.room
        ? [`${host} is one too many for its wave`]
        : []),
    ];
  }

  #isOpen(host: string): boolean {
    const window = this.#selected.find(({ name }) => name === host)?.window;
    return window === undefined || windowStateAt(window, this.#now()).state === 'open';
  }

  /** What must not begin any more: somebody is unsettled, or more failed than may. */
  #whyStopped(what: string): readonly string[] {
    const ends = [...this.#ended.values()];
    if (ends.includes('unsettled')) return [`${what} although a host is unsettled`];
    const failures = ends.filter((status) => FAILED.has(status)).length;
    const { maxFailures = { kind: 'count', count: 0 } } = this.#declared;
    // Of no more hosts than were selected: what the run takes for the hosts tried is at most that.
    return failures > allowedOf(maxFailures, this.#selected.length) ? [`${what} after ${failures} failures`] : [];
  }
}

const FAILED: ReadonlySet<HostOutcome['status']> = new Set(['undone', 'activation-lost', 'activation-pending']);
