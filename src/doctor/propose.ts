import type { Proposal, SeenPort } from '../model/check.ts';
import type { AccessKind, HostSpec } from '../model/host.ts';
import { PRODUCT_FAMILY } from '../model/key.ts';
import type { Observation } from '../model/observation.ts';
import { osFamilyOf, osLevelOf } from '../model/os-level.ts';
import { otherHost } from '../plan/find-block.ts';

/** What proposals are made of. */
export interface Findings {
  readonly host: HostSpec;
  /** All hosts of the inventory: who else uses an access, and which others there are. */
  readonly hosts: readonly HostSpec[];
  readonly ports: readonly SeenPort[];
  readonly observation?: Observation;
  /** Whether this controller can reach hosts over DCOM. */
  readonly canWmi: boolean;
}

/** Lines of the inventory that would fit what was found. */
export function propose(findings: Findings): readonly Proposal[] {
  const ports = proposePort(findings);
  const { host, observation } = findings;
  return [
    ...(ports.length > 0 ? ports : proposeAccess(findings)),
    ...(observation === undefined ? [] : [...proposeName(host, observation), ...proposeOs(host, observation)]),
  ];
}

/** The same way in by another door. Over https no Windows of these OS levels can be reached, so only http counts. */
function proposePort({ host, hosts, ports }: Findings): readonly Proposal[] {
  const { access } = host;
  if (access.kind !== 'winrm') return [];
  const found = ports.find(({ is }) => is === 'winrm');
  if (found === undefined) return [];
  const others = hosts.filter((each) => each.access.label === access.label).length - 1;
  const shared = others === 0 ? '' : `; ${others} other ${others === 1 ? 'host uses' : 'hosts use'} this access too`;
  const of = { kind: 'access', name: access.label } as const;
  return [{ of, yaml: `port: ${found.port}`, why: `${found.said}${shared}` }];
}

/** What listens there, and the access that goes with it, the easiest first. */
const OTHER_WAYS: readonly { readonly is: SeenPort['is']; readonly kind: AccessKind }[] = [
  { is: 'winrm', kind: 'winrm' },
  { is: 'ssh', kind: 'ssh' },
  { is: 'rpc', kind: 'wmi' },
];

function proposeAccess({ host, hosts, ports, canWmi }: Findings): readonly Proposal[] {
  const ways = OTHER_WAYS.filter(({ kind }) => kind !== host.access.kind && (kind !== 'wmi' || canWmi));
  return ways.flatMap(({ is, kind }) => {
    const found = ports.find((each) => each.is === is);
    return found === undefined ? [] : [otherWay(host, hosts, kind, found)];
  });
}

function otherWay(host: HostSpec, hosts: readonly HostSpec[], kind: AccessKind, found: SeenPort): Proposal {
  const declared = hosts.find(({ access }) => access.kind === kind)?.access.label;
  const port = found.port === DEFAULT_PORTS[kind] ? '' : ` on port ${found.port}`;
  const missing = declared === undefined ? `; declare an access of kind ${kind} first` : '';
  return {
    of: { kind: 'host', name: host.name },
    yaml: `access: ${declared ?? kind}`,
    why: `${WORDS[kind] ?? kind} answers${port}${missing}`,
    ...atOrigin(host, 'access'),
  };
}

const DEFAULT_PORTS: Readonly<Partial<Record<AccessKind, number>>> = { ssh: 22, wmi: 135 };
const WORDS: Readonly<Partial<Record<AccessKind, string>>> = { ssh: 'an SSH server', winrm: 'WinRM', wmi: 'RPC' };

function proposeName(host: HostSpec, observation: Observation): readonly Proposal[] {
  if (otherHost(host, observation) === undefined) return [];
  const of = { kind: 'host', name: host.name } as const;
  const why = 'only if this is the right machine; else its name leads to the wrong address';
  return [{ of, yaml: `computerName: ${observation.os.csName}`, why, at: host.at }];
}

/** `adopt os` writes it, but neither for another machine nor where the key would no longer fit. */
function proposeOs(host: HostSpec, observation: Observation): readonly Proposal[] {
  const level = osLevelOf(observation.os);
  if (level === undefined || level === host.os) return [];
  const isSameFamily = osFamilyOf(level) === PRODUCT_FAMILY[host.key.product];
  const canAdopt = isSameFamily && otherHost(host, observation) === undefined;
  return [
    {
      of: { kind: 'host', name: host.name },
      yaml: `os: ${level}`,
      why: `the host is that${isSameFamily ? '' : ', and needs a key of that product'}`,
      ...atOrigin(host, 'os'),
      ...(canAdopt && { adopt: 'adopt os' }),
    },
  ];
}

function atOrigin({ origins }: HostSpec, setting: 'access' | 'os'): Pick<Proposal, 'at'> {
  const at = origins[setting]?.at;
  return at === undefined ? {} : { at };
}
