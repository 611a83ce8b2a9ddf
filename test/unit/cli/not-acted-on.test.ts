import { describe, expect, it } from 'vitest';
import { notActedOn } from '../../../src/cli/not-acted-on.ts';
import { host, inventory } from '../../support/builders.ts';

const AT = { file: 'plant.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };

describe('what apply does not heed yet', () => {
  it('is nothing for an inventory that asks for nothing', () => {
    expect(notActedOn(inventory())).toBe('');
  });

  it('is named, all of it', () => {
    const waiver = { host: 'a', drift: 'key', reason: 'r', owner: 'o', until: '2099-01-01', at: AT } as const;
    const asked = inventory([host({ window: 'saturday' })], {
      rollout: { waves: [{ kind: 'percent', percent: 100 }], maxFailures: { kind: 'count', count: 2 } },
      waivers: [waiver],
    });
    expect(notActedOn(asked)).toContain('windows, waves, maxFailures, waivers');
  });
});
