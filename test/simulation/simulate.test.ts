import { describe, expect, it } from 'vitest';
import { AMBIENT_FAULTS, SLOW_PAYLOAD, WIRE_FAULTS } from './chaos.ts';
import { sweep } from './seeds.ts';
import { simulate } from './simulate.ts';

describe('a simulation', () => {
  it('does the same for the same seed, to the last moment', async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      expect(await simulate(seed, true)).toEqual(await simulate(seed, true));
    }
  });

  it('comes to every fault and every end it is for', async () => {
    const { reached } = await sweep(0, 1500);
    const wanted = [...WIRE_FAULTS, ...AMBIENT_FAULTS, SLOW_PAYLOAD, ...ENDS];
    expect(wanted.filter((what) => !reached.has(what))).toEqual([]);
  });
});

const ENDS = [
  'apply verified',
  'apply in-order',
  'apply undone',
  'apply unsettled',
  'apply held',
  'apply blocked',
  'apply waived',
  'apply unknown',
  'apply activation-lost',
  'apply activation-pending',
  'recover settled',
  'recover unsettled',
  'recover unknown',
  'recover held',
  'state-locked',
  'state-unreadable',
  'settled changed',
  'settled untouched',
  'settled restored',
  'settled another-controller',
  'settled change-in-progress',
  'settled unsettled',
  'journal goes on in a new file',
  'waits for a window',
  'second wave',
];
