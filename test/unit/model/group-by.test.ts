import { expect, it } from 'vitest';
import { groupBy } from '../../../src/model/group-by.ts';

it('groupBy keeps the order of groups and of their items', () => {
  const groups = groupBy(['hmi-2', 'till-1', 'hmi-1', '__proto__'], (name) => name.slice(0, 2));
  expect([...groups]).toEqual([
    ['hm', ['hmi-2', 'hmi-1']],
    ['ti', ['till-1']],
    ['__', ['__proto__']],
  ]);
});
