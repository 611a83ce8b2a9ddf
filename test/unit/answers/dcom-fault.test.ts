import { describe, expect, it } from 'vitest';
import { connectFault, isConnectionLost, lostFault } from '../../../src/answers/dcom-fault.ts';
import type { FaultCode } from '../../../src/model/fault.ts';

const REFUSED: readonly [hresult: number, code: FaultCode, help: RegExp][] = [
  [0x8007_06ba, 'host-unreachable', /netsh firewall set service RemoteAdmin/],
  [0x8007_06d9, 'host-unreachable', /netsh firewall/],
  [0x8007_0035, 'host-unreachable', /netsh firewall/],
  [0x8007_0005, 'access-denied', /administrator.*Classic/],
  [0x8004_1003, 'access-denied', /administrator.*Classic/],
  [0x8007_052e, 'auth-denied', /administrator/],
  [0x8004_100e, 'provider-failed', /Windows Management Instrumentation/],
  [0x8007_0422, 'provider-failed', /Windows Management Instrumentation/],
  [0x8007_06be, 'connection-lost', /looked at first/],
  [0x8007_06bf, 'connection-lost', /looked at first/],
  [0x8001_0108, 'connection-lost', /looked at first/],
  [0x8004_1015, 'connection-lost', /looked at first/],
  [0x8004_1001, 'provider-failed', /Windows Management Instrumentation/],
  [0x8004_01e4, 'provider-failed', /Windows Management Instrumentation/],
  [0, 'provider-failed', /Windows Management Instrumentation/],
];

describe('connectFault', () => {
  it.each(REFUSED)('takes %i for %s', (hresult, code, help) => {
    const fault = connectFault(hresult);
    expect(fault).toMatchObject({ code, hresult, help: expect.stringMatching(help) });
    expect(fault.message).toContain(`0x${hresult.toString(16)}`);
  });
});

describe('isConnectionLost', () => {
  it('is about RPC, COM itself and the way WMI goes, never about what WMI answers', () => {
    expect([0x8007_0600, 0x8007_06ff, 0x8001_0000, 0x8001_ffff, 0x8004_1015].filter(isConnectionLost)).toHaveLength(5);
    const others = [0x8007_05ff, 0x8007_0700, 0x8000_ffff, 0x8002_0009, 0x8004_1001, 0x8004_1003, 5, 2, 13, 0x706];
    expect(others.filter(isConnectionLost)).toEqual([]);
  });

  it('leaves open what happened', () => {
    expect(lostFault(0x8007_06be)).toMatchObject({
      code: 'connection-lost',
      message: expect.stringContaining('0x800706be'),
    });
  });
});
