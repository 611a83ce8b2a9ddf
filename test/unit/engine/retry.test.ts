import { describe, expect, it } from 'vitest';
import { retrying } from '../../../src/engine/retry.ts';
import type { RunContext } from '../../../src/engine/run-context.ts';
import { type FaultCode, TransportError } from '../../../src/model/fault.ts';
import { host } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

/** A reading that fails so many times in this way. */
class Reader {
  tries = 0;
  readonly pauses: number[] = [];
  readonly #fault: FaultCode;
  readonly #times: number;

  constructor(fault: FaultCode, times: number) {
    this.#fault = fault;
    this.#times = times;
  }

  async run(overrides: Partial<RunContext> = {}, isReached = true): Promise<string> {
    const clock = { now: () => '', after: (ms: number, then: () => void) => this.#pause(ms, then) };
    const context = { retries: 3, chance: () => 0.5, clock, signal: new AbortController().signal, ...overrides };
    const reading = retrying(context, async ({ reached }) => {
      this.tries += 1;
      if (isReached) reached();
      if (this.tries <= this.#times) throw new TransportError({ code: this.#fault, message: 'no', help: '' });
      return 'read';
    });
    return reading.catch((error: unknown) => (error instanceof TransportError ? error.fault.code : 'bug'));
  }

  #pause(ms: number, then: () => void): () => void {
    this.pauses.push(ms);
    setImmediate(then);
    return () => undefined;
  }
}

describe('a reading that fails', () => {
  it.each<FaultCode>(['timed-out', 'connection-lost', 'service-busy', 'quota-exceeded'])(
    'with %s is tried again, with longer and longer pauses',
    async (code) => {
      const reader = new Reader(code, 3);
      expect(await reader.run()).toBe('read');
      expect(reader.pauses).toEqual([1000, 2000, 4000]);
    },
  );

  it.each<FaultCode>(['host-unreachable', 'auth-denied', 'access-denied', 'certificate-rejected', 'aborted'])(
    'with %s is not: asking again would not help, or would lock an account',
    async (code) => {
      const reader = new Reader(code, 1);
      expect(await reader.run()).toBe(code);
      expect(reader.tries).toBe(1);
    },
  );

  it('is given up after as many tries as the run allows', async () => {
    const reader = new Reader('service-busy', 99);
    expect(await reader.run({ retries: 2 })).toBe('service-busy');
    expect(reader.tries).toBe(3);
    expect(await new Reader('service-busy', 1).run({ retries: 0 })).toBe('service-busy');
  });

  it('because the host never said a word is not tried again', async () => {
    const reader = new Reader('timed-out', 1);
    expect(await reader.run({}, false)).toBe('timed-out');
    expect(reader.tries).toBe(1);
  });

  it('waits by chance, between a half and one and a half of the time', async () => {
    const [soon, late] = [new Reader('service-busy', 1), new Reader('service-busy', 1)];
    await soon.run({ chance: () => 0 });
    await late.run({ chance: () => 0.999 });
    expect([...soon.pauses, ...late.pauses]).toEqual([500, 1499]);
  });

  it('is not waited for once the run is interrupted', async () => {
    const stop = new AbortController();
    const reader = new Reader('service-busy', 9);
    const chance = (): number => {
      stop.abort();
      return 0;
    };
    expect(await reader.run({ signal: stop.signal, chance })).toBe('service-busy');
    expect(reader.tries).toBe(1);
  });
});

describe('a run that may read again', () => {
  it('reads a host that lost its connection once, and sends its change once', async () => {
    await using rig = await Rig.create([host({ name: 'hmi-001.a.example' })]);
    let lost = 0;
    rig.world.decide = ({ label }) =>
      label === 'hmi-001.a.example observe' && (lost += 1) === 1 ? 'connection-lost' : 'go';
    expect(await rig.statuses({ retries: 1, chance: () => 0 })).toEqual(['verified']);
    expect(rig.world.moments.filter(({ label }) => label.endsWith(' change'))).toHaveLength(1);
  });

  it('never repeats a change whose answer was lost', async () => {
    await using rig = await Rig.create([host({ name: 'hmi-001.a.example' })]);
    rig.world.decide = ({ label }) => (label === 'hmi-001.a.example change' ? 'connection-lost' : 'go');
    await rig.apply({ retries: 5, chance: () => 0 });
    expect(rig.world.moments.filter(({ label }) => label.endsWith(' change'))).toHaveLength(1);
  });
});
