import { describe, expect, it } from 'vitest';
import { stopped } from '../../../src/transports/stopped.ts';

describe('a signal that is aborted', () => {
  it('is a timeout when its reason says so', () => {
    expect(stopped(AbortSignal.abort(new DOMException('late', 'TimeoutError'))).fault.code).toBe('timed-out');
  });

  it.each([undefined, new Error('TimeoutError'), 'TimeoutError', new DOMException('over', 'AbortError')])(
    'is an interruption when its reason is %s',
    (reason) => {
      expect(stopped(AbortSignal.abort(reason)).fault.code).toBe('aborted');
    },
  );
});
