import { describe, expect, it } from 'vitest';
import { describeSpan } from '../../../src/model/span.ts';

describe('describeSpan', () => {
  it.each([
    [0, '0 s'],
    [119_000, '119 s'],
    [7_140_000, '119 min'],
    [47 * 3_600_000, '47 h'],
    [729 * 86_400_000, '729 days'],
    [731 * 86_400_000, '2 years'],
  ])('calls %i ms %s', (ms, words) => {
    expect(describeSpan(ms)).toBe(words);
  });
});
