import { describe, expect, it } from 'vitest';
import { completeChecks } from '../../../src/doctor/links.ts';
import { placeTrouble } from '../../../src/doctor/place-trouble.ts';
import { type Check, notChecked, passed } from '../../../src/model/check.ts';
import { FAULT_CODES, type FaultCode } from '../../../src/model/fault.ts';
import type { Access, HostSpec } from '../../../src/model/host.ts';
import { host } from '../../support/builders.ts';

const WINRM: Access = {
  kind: 'winrm',
  scheme: 'https',
  authentication: 'ntlm',
  username: 'PLANT\\svc',
  trust: { by: 'system' },
  sealing: 'demanded',
};
const PROBED = [
  passed('controller', 'there'),
  passed('name', '10.0.0.7'),
  passed('connection', 'open'),
  passed('service', 'WinRM'),
];

describe('placeTrouble', () => {
  it.each(FAULT_CODES)('breaks one link with %s, and none behind it has passed', (code) => {
    const checks = completeChecks(over(WINRM), [...PROBED, ...place(over(WINRM), PROBED, code)], 'not tried');
    const broken = checks.findIndex(({ status }) => status === 'failed');
    expect(checks.filter(({ status }) => status === 'failed')).toHaveLength(1);
    expect(checks.slice(broken + 1).filter(({ status }) => status === 'passed')).toEqual([]);
  });

  it('knows that the links before the broken one held', () => {
    expect(place(over(WINRM), PROBED, 'provider-failed')).toMatchObject([
      { what: 'trust', status: 'passed', said: 'the certificate is trusted' },
      { what: 'logon', status: 'passed', said: 'accepted as PLANT\\svc, with ntlm' },
      { what: 'answer', status: 'failed', code: 'provider-failed' },
    ]);
  });

  it('says nothing of an answer that nobody heard where rights are missing', () => {
    expect(place(over(WINRM), PROBED, 'access-denied').map(({ what }) => what)).toEqual(['trust', 'logon', 'rights']);
  });

  it('writes what no link is named for on the first that nobody came to, but not on the certificate', () => {
    expect(place(over(WINRM), PROBED, 'timed-out').at(-1)).toMatchObject({ what: 'logon', status: 'failed' });
  });

  it('does not take back a connection that was there', () => {
    expect(place(over(WINRM), PROBED, 'host-unreachable')).toMatchObject([{ what: 'service', status: 'failed' }]);
  });

  it('breaks a link that could not be looked at from here', () => {
    const jump = [passed('controller', 'there'), notChecked('name', 'jump'), notChecked('connection', 'jump')];
    const ssh = over({ kind: 'ssh' });
    expect(place(ssh, jump, 'host-unreachable')).toMatchObject([{ what: 'connection', status: 'failed' }]);
  });

  it.each(['manual', 'startup-script'] as const)('says of %s that it has not answered yet', (kind) => {
    const access: Access = kind === 'manual' ? { kind, maxAgeMs: 1 } : { kind, receipts: 'r', maxAgeMs: 1 };
    expect(place(over(access), [], 'no-receipt').at(-1)).toMatchObject({ what: 'answer', status: 'failed' });
  });
});

function over(access: Access): HostSpec {
  return host({ access: { ...access, label: 'lan' } });
}

function place(spec: HostSpec, decided: readonly Check[], code: FaultCode): readonly Check[] {
  return placeTrouble(spec, decided, { code, message: 'it broke', help: 'Mend it.' });
}
