import { describe, expect, it } from 'vitest';
import { notActedOn } from '../../../src/cli/not-acted-on.ts';
import { host, inventory } from '../../support/builders.ts';

describe('what apply does not heed yet', () => {
  it('is nothing for an inventory that asks for nothing', () => {
    expect(notActedOn(inventory())).toBe('');
  });

  it('is named, all of it', () => {
    const asked = inventory([host({ window: 'saturday' })], {
      rollout: { waves: [{ kind: 'percent', percent: 100 }], maxFailures: { kind: 'count', count: 2 } },
    });
    expect(notActedOn(asked)).toContain('windows, waves, maxFailures');
  });
});
