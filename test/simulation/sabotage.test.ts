import { afterEach, describe, expect, it, type TestContext, vi } from 'vitest';
import type { changeHost } from '../../src/engine/change-host.ts';
import type { Journal } from '../../src/engine/journal.ts';
import type { Intent, JournaledIntent } from '../../src/model/intent.ts';
import type { KeyEvidence } from '../../src/model/key.ts';
import type { Settlement } from '../../src/model/settlement.ts';
import type { Strategy } from '../../src/model/strategy.ts';
import type { settleIntent, settleSlot } from '../../src/plan/settle.ts';

// What the simulation would say if the engine were broken. Each test breaks one part and wants a seed that finds it.
vi.setConfig({ testTimeout: 120_000 });

/** Broken for good is found sooner than this. */
const MOST_SEEDS = 2000;

/** Simulates seeds with what is broken right now, and names the first one that finds it. */
async function findProblem(annotate: TestContext['annotate']): Promise<string> {
  vi.resetModules();
  const { sweep } = await import('./seeds.ts');
  const { failed } = await sweep(0, MOST_SEEDS);
  const found = failed === undefined ? `nothing in ${MOST_SEEDS} seeds` : `seed ${failed.seed}: ${failed.problems[0]}`;
  await annotate(found);
  return found;
}

afterEach(() => {
  for (const path of MOCKED) vi.doUnmock(path);
  vi.resetModules();
});

const MOCKED = [
  '../../src/plan/settle.ts',
  '../../src/engine/journal.ts',
  '../../src/engine/change-host.ts',
  '../../src/strategies/choose-strategy.ts',
  '../support/simulated-host.ts',
];

describe('an engine that is broken in one place is found out', () => {
  it('undo: OOBETimer is never put back, the slot is forgotten', async ({ annotate }) => {
    breakSettling((settlement) =>
      settlement.action === 'restore' ? { action: 'drop', result: 'untouched' } : settlement,
    );
    expect(await findProblem(annotate)).toMatch(/^seed \d+: .*has lost OOBETimer/);
  });

  it('flush: a change is sent before its intent is on disk', async ({ annotate }) => {
    vi.doMock(import('../../src/engine/journal.ts'), async (original) => {
      const real = await original();
      // oxlint-disable-next-line typescript/unbound-method -- called with its own journal below
      const { announce } = real.Journal.prototype;
      real.Journal.prototype.announce = async function hasty(this: Journal, intent: Intent): Promise<JournaledIntent> {
        announce.call(this, intent).catch(() => undefined);
        // oxlint-disable-next-line no-unsafe-type-assertion -- this is the very mistake
        return { id: intent.id, host: intent.host } as JournaledIntent;
      };
      return real;
    });
    expect(await findProblem(annotate)).toMatch(/^seed \d+: .*no flushed line announces/);
  });

  it('look again: a write counts as done, whatever came of it', async ({ annotate }) => {
    vi.doMock(import('../../src/engine/change-host.ts'), async (original) => {
      const real = await original();
      return { ...real, changeHost: trusting(real.changeHost) };
    });
    expect(await findProblem(annotate)).toMatch(/^seed \d+: .*verified, which carries another key/);
  });

  it('slot check: OOBETimer is deleted without a complete slot', async ({ annotate }) => {
    breakStrategy();
    vi.doMock(import('../support/simulated-host.ts'), async (original) => {
      const real = await original();
      class Careless extends real.SimulatedHost {
        override readonly needsSlot: boolean = false;
      }
      return { ...real, SimulatedHost: Careless };
    });
    expect(await findProblem(annotate)).toMatch(/^seed \d+: .*has lost OOBETimer/);
  });

  it('settle table: what is in no row is dropped and not left', async ({ annotate }) => {
    breakSettling((settlement) =>
      settlement.action === 'leave' ? { action: 'drop', result: 'untouched' } : settlement,
    );
    expect(await findProblem(annotate)).toMatch(/^seed \d+: .*has lost OOBETimer/);
  });

  it('slot check: with it a strategy that fills no slot does no harm', async () => {
    breakStrategy();
    const { sweep } = await import('./seeds.ts');
    const { failed } = await sweep(0, 200);
    expect(failed?.problems.join()).not.toMatch('has lost OOBETimer');
  });

  it('settle table: an old key counts as a change that holds', async ({ annotate }) => {
    breakSettling((settlement) => (settlement.action === 'drop' ? { action: 'drop', result: 'changed' } : settlement));
    expect(await findProblem(annotate)).toMatch(/^seed \d+: .*verified, which carries another key/);
  });
});

/** Changes what the settle table says. */
function breakSettling(change: (settlement: Settlement) => Settlement): void {
  vi.doMock(import('../../src/plan/settle.ts'), async (original) => {
    const real = await original();
    const slot: typeof settleSlot = (...args) => change(real.settleSlot(...args));
    const intent: typeof settleIntent = (...args) => change(real.settleIntent(...args));
    return { ...real, settleSlot: slot, settleIntent: intent };
  });
}

/** Leaves out what fills the slot. */
function breakStrategy(): void {
  vi.doMock(import('../../src/strategies/choose-strategy.ts'), async (original) => {
    const real = await original();
    const chooseStrategy: typeof real.chooseStrategy = (os): Strategy => {
      const whole = real.chooseStrategy(os);
      return {
        ...whole,
        writes: (intent, desired) => whole.writes(intent, desired).filter(({ kind }) => kind !== 'save-oobe-timer'),
      };
    };
    return { ...real, chooseStrategy };
  });
}

/** Believes that every write did what it should, and looks at nothing any more. */
function trusting(change: typeof changeHost): typeof changeHost {
  return (step, now, key, context) => {
    const { session } = context;
    const value: KeyEvidence = { state: 'present', ...step.after, channel: 'volume' };
    const believed: typeof session = {
      ...session,
      change: async (sent, signal) => {
        try {
          return await session.change(sent, signal);
        } catch {
          return { status: 'ran', calls: [] };
        }
      },
      observe: async () => ({ ...now, key: { state: 'present', value } }),
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
    return change(step, now, key, { ...context, session: believed });
  };
}
