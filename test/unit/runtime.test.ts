import { describe, expect, it } from 'vitest';
import { makeRunContext } from '../../src/runtime.ts';
import { inventory } from '../support/builders.ts';

const SURROUNDINGS = {
  env: {},
  folder: '/srv/plant',
  platform: 'linux',
  temporaryFolder: '/tmp',
  processId: 7,
  user: 'jens',
  machine: 'ctl1',
  bootId: '',
  isProcessAlive: () => false,
};

describe('how many hosts are worked on at the same time', () => {
  it.each([
    ['what the caller says', { concurrency: 3 }, { concurrency: 1 }, 3],
    ['what the inventory says', {}, { concurrency: 1 }, 1],
    ['16, where nobody says anything', {}, {}, 16],
  ])('is %s', (_title, options, rollout, expected) => {
    const asked = inventory(undefined, { rollout });
    expect(makeRunContext(asked, asked.hosts, options, SURROUNDINGS).concurrency).toBe(expected);
  });
});
