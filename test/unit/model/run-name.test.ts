import { describe, expect, it } from 'vitest';
import { runNameAt, timeOfRunName } from '../../../src/model/run-name.ts';

describe('the name of a run', () => {
  it('tells when the run began', () => {
    const name = runNameAt('2026-11-22T16:15:30.999Z', 'x3kq');
    expect(name).toBe('r20261122161530x3kq');
    expect(timeOfRunName(name)).toBe(Date.parse('2026-11-22T16:15:30Z'));
  });

  it.each(['r20261122161530', 'R20261122161530x3kq', 'r20261322161530x3kq', '20261122t1615-3f9a2c', 'busy', ''])(
    'is not %j',
    (name) => {
      expect(timeOfRunName(name)).toBeUndefined();
    },
  );
});
