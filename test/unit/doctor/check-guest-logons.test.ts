import { describe, expect, it } from 'vitest';
import { checkGuestLogons } from '../../../src/doctor/check-guest-logons.ts';
import { type Check, failed, passed } from '../../../src/model/check.ts';
import type { OsLevel } from '../../../src/model/os-level.ts';
import { DENIED, host } from '../../support/builders.ts';

const RIGHTS_PASSED = passed('rights', 'all can be read');

describe('checkGuestLogons', () => {
  it('concludes from what was read that the account is no guest', () => {
    expect(over('wmi', [RIGHTS_PASSED])).toMatchObject([{ status: 'passed' }]);
  });

  it.each([['rights'], ['logon']] as const)('claims nothing where %s failed, but says what to look at', (what) => {
    const [check] = over('wmi', [failed(what, DENIED)]);
    expect(check).toMatchObject({ status: 'not-checked', code: 'guest-logons' });
    expect(check?.remedy).toContain('Classic');
  });

  it('says nothing where nobody came so far', () => {
    expect(over('wmi', [passed('name', '10.0.0.7')])).toEqual([]);
  });

  it('does not pretend over ssh', () => {
    expect(over('ssh', [passed('logon', 'in'), RIGHTS_PASSED])).toMatchObject([{ status: 'not-checked' }]);
  });

  it('is no question on Server 2003, nor here', () => {
    expect(over('wmi', [RIGHTS_PASSED], 'windows-server-2003-sp2')).toEqual([]);
    expect(over('local', [RIGHTS_PASSED])).toEqual([]);
  });
});

function over(kind: 'wmi' | 'ssh' | 'local', checks: readonly Check[], os: OsLevel = 'windows-xp-sp3') {
  return checkGuestLogons(host({ os, access: { kind, label: kind } }), checks);
}
