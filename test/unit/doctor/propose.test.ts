import { describe, expect, it } from 'vitest';
import { propose } from '../../../src/doctor/propose.ts';
import type { Proposal, SeenPort } from '../../../src/model/check.ts';
import type { HostSpec, WinrmAccess } from '../../../src/model/host.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { host, observation, osFacts } from '../../support/builders.ts';

const WINRM: WinrmAccess & { readonly label: string } = {
  label: 'lan',
  kind: 'winrm',
  scheme: 'http',
  authentication: 'ntlm',
  port: 5985,
  trust: { by: 'system' },
  sealing: 'demanded',
};
const OLD_WINRM: SeenPort = { port: 80, is: 'winrm', said: 'WinRM over http: Negotiate' };
const SSH: SeenPort = { port: 22, is: 'ssh', said: 'SSH-2.0-x' };
const RPC: SeenPort = { port: 135, is: 'rpc', said: 'open' };
const AT = { file: 'plant.yaml', line: 9, column: 1, endLine: 9, endColumn: 2 };

describe('propose', () => {
  it('has nothing to say of a host that is as declared', () => {
    expect(found(host(), [], observation())).toEqual([]);
  });

  it('prefers another port of the same access, and counts who else uses it', () => {
    const hosts = ['a.example', 'b.example', 'c.example'].map((name) => host({ name, access: WINRM }));
    const [spec = host()] = hosts;
    expect(propose({ host: spec, hosts, ports: [SSH, OLD_WINRM], canWmi: true })).toEqual([
      {
        of: { kind: 'access', name: 'lan' },
        yaml: 'port: 80',
        why: 'WinRM over http: Negotiate; 2 other hosts use this access too',
      },
    ]);
  });

  it('proposes no https: no Windows of these OS levels speaks a TLS of today', () => {
    expect(found(host({ access: WINRM }), [{ port: 5986, is: 'winrm-https', said: 'WinRM over https' }])).toEqual([]);
  });

  it('names an access that other hosts have, or says that one has to be declared', () => {
    const spec = host({ access: WINRM, origins: { access: { from: 'defaults', at: AT } } });
    const other = host({ name: 'b.example', access: { kind: 'ssh', label: 'over-ssh' } });
    expect(propose({ host: spec, hosts: [spec, other], ports: [SSH], canWmi: false })).toMatchObject([
      { of: { kind: 'host', name: spec.name }, yaml: 'access: over-ssh', why: 'an SSH server answers', at: AT },
    ]);
    expect(found(spec, [SSH])).toMatchObject([
      { yaml: 'access: ssh', why: 'an SSH server answers; declare an access of kind ssh first' },
    ]);
  });

  it('proposes DCOM on a Windows controller only', () => {
    const spec = host({ access: WINRM });
    expect(propose({ host: spec, hosts: [spec], ports: [RPC], canWmi: false })).toEqual([]);
    expect(propose({ host: spec, hosts: [spec], ports: [RPC], canWmi: true })).toMatchObject([{ yaml: 'access: wmi' }]);
  });

  it('lets adopt write another OS level', () => {
    const now = observation({ os: osFacts('windows-xp-sp2') });
    expect(found(host(), [], now)).toMatchObject([{ yaml: 'os: windows-xp-sp2', adopt: 'adopt os' }]);
  });

  it.each([
    ['another machine', observation({ os: osFacts('windows-xp-sp2', 'TILL-19') }), 2],
    ['a system whose keys are others', observation({ os: osFacts('windows-server-2003-sp2') }), 1],
  ])('leaves %s to a person', (_title, now, proposals) => {
    const proposed = found(host(), [], now);
    expect(proposed).toHaveLength(proposals);
    expect(proposed.filter(({ adopt }) => adopt !== undefined)).toEqual([]);
  });

  it('has no word for an unknown system', () => {
    expect(found(host(), [], observation({ os: { ...osFacts(), version: '6.1.7601' } }))).toEqual([]);
  });
});

function found(spec: HostSpec, ports: readonly SeenPort[], now?: Observation): readonly Proposal[] {
  return propose({ host: spec, hosts: [spec], ports, canWmi: false, ...(now !== undefined && { observation: now }) });
}
