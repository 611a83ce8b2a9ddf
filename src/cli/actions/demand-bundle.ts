import type { BundleHost, BundlePlan } from '../../bundle/bundle.ts';
import {
  assignKeyFiles,
  type Choice,
  describeHost,
  type KeysPer,
  type PullHost,
  sharedNames,
} from '../../bundle/choose-hosts.ts';
import { isWritableInScript } from '../../bundle/rights-script.ts';
import type { RunContext } from '../../engine/run-context.ts';
import type { KeyIdentity } from '../../model/key.ts';
import { UsageError } from '../io.ts';
import type { BundleFlags } from './bundle-flags.ts';

/** A path as Windows writes it from its root, with characters that its file names may have. */
const WINDOWS_PATH = /^(?:\\\\[^\\/:*?"<>|]+\\|[A-Za-z]:\\)[^/:*?"<>|]*$/;
const DOMAIN = /^[^\s\\/:*?"<>|]{1,255}$/;

/** Beside the folder of the script, on a stick. */
const STICK = { keyPath: String.raw`..\private\keys`, receiptPath: String.raw`..\receipts` };

/** Where hosts find keys and leave receipts. Throws a UsageError for what does not fit together. */
export function demandPaths(choice: Choice, flags: BundleFlags): Pick<BundlePlan, 'keyPath' | 'receiptPath'> {
  const receiptPath = demandReceipts(choice);
  if (flags.stick === true) return demandStick(flags);
  const { domain, keys } = flags;
  if (keys === undefined || domain === undefined) {
    const missing = keys === undefined ? '--keys' : '--domain';
    const example = String.raw`--domain PLANT --keys '\\fs1\vlk-keys$'`;
    throw new UsageError(
      `A bundle for a share needs ${missing}`,
      `For example ${example}; for a stick or a workgroup: --stick.`,
    );
  }
  demandWindowsPath(keys, '--keys');
  demandWindowsPath(receiptPath, '`receipts` of the access');
  if (!DOMAIN.test(domain) || !isWritableInScript(domain))
    throw new UsageError(
      `--domain ${domain}: no such name can be`,
      'Give the short name of the domain, such as PLANT.',
    );
  return { keyPath: keys, receiptPath };
}

function demandStick({ keys, domain, gpo }: BundleFlags): typeof STICK {
  const besides = Object.entries({ '--keys': keys, '--domain': domain, '--gpo': gpo }).find(
    ([, value]) => value !== undefined,
  );
  if (besides === undefined) return STICK;
  throw new UsageError(
    `--stick does not go with ${besides[0]}`,
    'A stick has its keys beside the script, and no domain.',
  );
}

function demandReceipts({ hosts }: Choice): string {
  const [first] = hosts;
  if (first === undefined)
    throw new UsageError(
      'No host of the selection runs a bundle',
      'Give hosts an access of kind startup-script without a waiver, or choose others with --on.',
    );
  const folders = new Set(hosts.map(({ access }) => access.receipts));
  if (folders.size === 1) return first.access.receipts;
  throw new UsageError(
    `The hosts leave their receipts in ${folders.size} folders: ${[...folders].join(', ')}`,
    `Make one bundle for each, with --on: ${[...new Set(hosts.map(({ access }) => access.label))].join(', ')} are their accesses.`,
  );
}

function demandWindowsPath(path: string, what: string): void {
  if (WINDOWS_PATH.test(path) && isWritableInScript(path)) return;
  throw new UsageError(
    `${what}: ${path} is no path that hosts can use`,
    String.raw`Write it as Windows does, such as \\fs1\vlk$\receipts, with letters of western Europe.`,
  );
}

/** The rows of the table, in the order of the hosts. */
export function tableOf(
  hosts: readonly PullHost[],
  keysPer: KeysPer,
  strategyFor: RunContext['strategyFor'],
): readonly BundleHost[] {
  refuseSharedNames(hosts);
  const fileOf = assignKeyFiles(hosts, keysPer);
  return hosts.map((host) => describeHost(host, demandIdentity(host), fileOf(host), strategyFor));
}

function refuseSharedNames(hosts: readonly PullHost[]): void {
  const [name] = sharedNames(hosts);
  if (name === undefined) return;
  const names = hosts.filter(({ computerName }) => computerName === name).map((host) => host.name);
  throw new UsageError(
    `${names.join(' and ')} have the computer name ${name}, so they could not find themselves`,
    'Declare `computerName` where a host reports another one.',
  );
}

function demandIdentity({ key: { label, identity } }: PullHost): KeyIdentity {
  if (identity !== undefined) return identity;
  throw new UsageError(
    `Key ${label} has no identity, so a host could not tell whether it has it`,
    `Run \`vlkctl keys identify ${label}\`: it writes the line into the inventory.`,
  );
}
