import { OBSERVE_CALLS } from '../../src/transports/encode-calls.ts';
import { initialState, type SimulatedState } from '../../src/transports/simulated-host.ts';
import { runSimulatedPayload, SimulatedDeath } from '../../src/transports/simulated-payload.ts';
import type { Order } from './fake-programs.ts';
import { NOW, simulatedSpec } from './fake-spec.ts';

/** What happens when the payload is run on a host. */
export type Scene =
  | { readonly kind: 'well' }
  /** SetProductKey is refused for certain. */
  | { readonly kind: 'refuses-key' }
  /** The connection breaks while SetProductKey runs, in the middle of a change. */
  | { readonly kind: 'dies-in-change' }
  /** The connection breaks in the middle of the answer. */
  | { readonly kind: 'breaks-off' }
  /** These bytes come back whatever was asked, a character a byte. */
  | { readonly kind: 'says'; readonly stdout: string; readonly stderr?: string; readonly exitCode?: number }
  | { readonly kind: 'hangs' }
  /** Hangs, and does not mind being asked to end. */
  | { readonly kind: 'deaf' }
  /** What talks to the host leaves a process behind that keeps stderr open. */
  | { readonly kind: 'lingers' }
  | { readonly kind: 'switched-off' }
  /** A program of the controller is not installed. */
  | { readonly kind: 'program-missing' };

/** How a run of the payload ended, for the fake program that carries it. */
export interface Played {
  readonly orders: readonly Order[];
  /** The connection broke: a script host is killed then, ssh says so and ends with 255. */
  readonly broke: boolean;
}

/** One Windows host without its connection: a state, and the payload as src/transports/simulated-payload.ts plays it. */
export class FakeWindows {
  state: SimulatedState = initialState(simulatedSpec());
  scene: Scene = { kind: 'well' };

  /** Runs the payload once. */
  run(calls: string, key: string | undefined): Played {
    switch (this.scene.kind) {
      case 'says':
        return ended(this.scene.stdout, this.scene.exitCode ?? 0, this.scene.stderr ?? '');
      case 'hangs':
        return { orders: [], broke: false };
      case 'deaf':
        return { orders: [{ do: 'deafen' }], broke: false };
      case 'breaks-off':
        return broken(this.#answer(calls, key));
      case 'lingers':
        return { orders: [{ do: 'leave-child' }, ...ended(this.#answer(calls, key), 0, '').orders], broke: false };
      case 'well':
      case 'refuses-key':
      case 'dies-in-change':
      case 'switched-off':
      case 'program-missing':
        return this.#play(calls, key);
    }
  }

  #play(calls: string, key: string | undefined): Played {
    try {
      return ended(this.#answer(calls, key), 0, '');
    } catch (error) {
      if (!(error instanceof SimulatedDeath)) throw error;
      this.state = error.state;
      return broken('');
    }
  }

  #answer(calls: string, key: string | undefined): string {
    const fault = this.scene.kind === 'refuses-key' || this.scene.kind === 'dies-in-change' ? this.scene.kind : null;
    const { fault: own } = this.state;
    const before = { ...this.state, fault: fault ?? own };
    const run = runSimulatedPayload(simulatedSpec(), before, calls, { ...(key !== undefined && { key }), now: NOW });
    this.state = { ...run.state, fault: own };
    return run.stdout;
  }
}

/** What the payload says of a host that nobody changed yet. */
export function wellAnswer(): string {
  return runSimulatedPayload(simulatedSpec(), initialState(simulatedSpec()), OBSERVE_CALLS, { now: NOW }).stdout;
}

function ended(stdout: string, exitCode: number, stderr: string): Played {
  const orders: Order[] = [
    { do: 'write', to: 1, text: stdout },
    { do: 'write', to: 2, text: stderr },
    { do: 'exit', code: exitCode },
  ];
  return { orders, broke: false };
}

function broken(answer: string): Played {
  return { orders: [{ do: 'write', to: 1, text: answer.slice(0, answer.length / 2) }], broke: true };
}
