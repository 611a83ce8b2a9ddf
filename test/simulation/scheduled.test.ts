import { describe, expect, it } from 'vitest';
import { pickNumber, type Random } from '../../src/lab/seeded-random.ts';
import { pick } from './fleet.ts';
import { historyOf, Month } from './month.ts';

const NIGHTS = 30;
const SEEDS = [1, 2, 3, 4, 5, 6];

/** What happens to a fleet by day. */
function liveThrough(day: number, month: Month, random: Random): void {
  const { ledger, names } = month;
  for (const name of names) if (ledger.of(name).isOff && random() < 0.3) month.switches(name, 'on');
  for (let left = pickNumber(random, 3); left > 0; left -= 1) month.drifts(pick(names, random));
  for (let left = pickNumber(random, 3); left > 0; left -= 1) month.switches(pick(names, random), 'off');
  if (day === 12) for (const name of names.slice(0, 5)) month.declares(name, 'xp-da');
  if (day === 20) for (const name of names.slice(3, 8)) month.declares(name, name === names[4] ? 'xp-en' : 'xp-da');
}

/** Every third night only looks; a change that is agreed to in the inventory waits for the next one. */
async function live(seed: number): Promise<Month> {
  const month = new Month(seed);
  for (let day = 1; day <= NIGHTS; day += 1) {
    liveThrough(day, month, month.world.random);
    await month.night(day % 3 === 1 ? 'drift' : 'apply');
  }
  return month;
}

describe.each(SEEDS)('thirty scheduled runs, seed %i', (seed) => {
  it('lose nothing, repeat nothing, and tell of every host why', async () => {
    const month = await live(seed);
    expect(month.problems).toEqual([]);
    const runs = await month.past();
    expect(runs).toHaveLength(NIGHTS);
    expect(runs.filter(({ end }) => end === undefined)).toEqual([]);
    const { names, ledger } = month;
    expect(names.map((name) => [name, ...historyOf(runs, name)])).toEqual(
      names.map((name) => [name, ...ledger.of(name).history]),
    );
    expect(names.map((name) => month.timesSet(name))).toEqual(names.map((name) => ledger.changesOf(name)));
  });

  it('come to everything a month may bring', async () => {
    const { names, ledger } = await live(seed);
    const all = names.flatMap((name) => ledger.of(name).history).join('\n');
    for (const word of ['no-history', 'pending', 'announced(drift)', 'unknown', 'keeps-reverting', 'xp-da'])
      expect(all).toContain(word);
    expect(all).toMatch(/unknown\n\d+: (in-order|drifted|announced)/);
  });
});
