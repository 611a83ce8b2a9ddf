import { groupBy } from '../model/group-by.ts';
import type { HostSpec } from '../model/host.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { FoundReport } from './found-report.ts';
import type { Rejection } from './rejection.ts';

/** The declared hosts by computer name, upper case. */
export type DeclaredHosts = ReadonlyMap<string, readonly HostSpec[]>;

/** Every declared host by the name its computer has to have. */
export function byComputerName(hosts: readonly HostSpec[]): DeclaredHosts {
  return groupBy(hosts, ({ computerName }) => computerName);
}

/**
 * The host a report speaks of. Only a host that says itself how it stands may be spoken for, and where every computer
 * has a folder of its own, only by what lies in it: its account alone may write there.
 */
export function findDeclared(found: FoundReport, declared: DeclaredHosts): Result<HostSpec, Rejection> {
  const { computerName, folder } = found;
  const name = computerName.toUpperCase();
  if (folder !== undefined && folder.toUpperCase() !== name) return err(anothersFolder(name, folder));
  const same = declared.get(name) ?? [];
  if (same.length === 0) return err(undeclared(name));
  const [first, second] = nearest(
    same.filter(({ access: { kind } }) => takes(kind, found.reported.source)),
    found.receipts,
  );
  if (first === undefined) return err(otherAccess(same[0]));
  return second === undefined ? ok(first) : err(ambiguous(name, [first, second]));
}

/** Computers of two networks may have the same name: then those count whose receipts lie there. */
function nearest(hosts: readonly HostSpec[], receipts: string | undefined): readonly HostSpec[] {
  if (receipts === undefined || hosts.length < 2) return hosts;
  return hosts.filter(({ access }) => access.kind === 'startup-script' && access.receipts === receipts);
}

/** A person at a machine may bring an export of any host that nobody reaches; a receipt comes from a bundle. */
function takes(kind: HostSpec['access']['kind'], source: FoundReport['reported']['source']): boolean {
  return kind === 'startup-script' || (kind === 'manual' && source !== 'receipt');
}

function anothersFolder(name: string, folder: string): Rejection {
  return {
    code: 'host-mismatch',
    message: `it says that it is of ${name} and lies in the folder of another computer${folder === '' ? '' : `, ${folder}`}`,
    help: 'A host writes into its own folder only: look who can write there, and look at both hosts.',
  };
}

function undeclared(name: string): Rejection {
  return {
    code: 'host-undeclared',
    message: `no host of the inventory has the computer name ${name}`,
    help: 'Declare it, or `computerName` of its host; or remove what it left, and take it out of the bundle.',
  };
}

function otherAccess(spec: HostSpec | undefined): Rejection {
  return {
    code: 'host-other-access',
    message: `${spec?.name} is reached by ${spec?.access.kind}, so what it says of itself is not asked for`,
    help: 'Give it an access of kind startup-script (or manual, for exports), or remove the file.',
  };
}

function ambiguous(name: string, hosts: readonly HostSpec[]): Rejection {
  return {
    code: 'host-ambiguous',
    message: `${hosts.map((spec) => spec.name).join(' and ')} both have the computer name ${name}`,
    help: 'Two hosts that report themselves need different computer names.',
  };
}
