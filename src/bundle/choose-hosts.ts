import { PRODUCT_EDITION } from '../model/edition.ts';
import type { HostSpec, StartupScriptAccess } from '../model/host.ts';
import type { KeyIdentity } from '../model/key.ts';
import { LANGUAGES } from '../model/language.ts';
import type { OsLevel } from '../model/os-level.ts';
import type { Waiver } from '../model/rollout.ts';
import type { StrategyName } from '../model/strategy.ts';
import type { BundleHost } from './bundle.ts';
import { keyFileNames } from './key-files.ts';

/** A host that runs start-up scripts. */
export type PullHost = HostSpec & { readonly access: StartupScriptAccess };

/** Who is in a bundle and who is not. */
export interface Choice {
  readonly hosts: readonly PullHost[];
  /** Of the selection: reached in another way. */
  readonly others: number;
  /** Their drift is accepted: nothing may be written to them. */
  readonly waived: number;
}

/** Takes the hosts that run start-up scripts; `today` is `YYYY-MM-DD` in UTC, and the last day of a waiver counts. */
export function chooseHosts(selected: readonly HostSpec[], waivers: readonly Waiver[], today: string): Choice {
  const pulling = selected.filter(isPullHost);
  const waived = new Set(waivers.filter(({ until }) => until >= today).map(({ host }) => host));
  const hosts = pulling.filter(({ name }) => !waived.has(name));
  return { hosts, others: selected.length - pulling.length, waived: pulling.length - hosts.length };
}

function isPullHost(host: HostSpec): host is PullHost {
  return host.access.kind === 'startup-script';
}

/** Names that several hosts would find themselves by. */
export function sharedNames(hosts: readonly HostSpec[]): readonly string[] {
  const names = hosts.map(({ computerName }) => computerName);
  return [...new Set(names.filter(isRepeated()))];
}

function isRepeated(): (name: string) => boolean {
  const seen = new Set<string>();
  return (name) => seen.size === seen.add(name).size;
}

/** One key file for each host, or for each label. */
export type KeysPer = 'host' | 'key';

/** The file of each host, by its name. */
export function assignKeyFiles(hosts: readonly HostSpec[], keysPer: KeysPer): (host: HostSpec) => string {
  const nameOf = ({ computerName, key }: HostSpec): string => (keysPer === 'host' ? computerName : key.label);
  const files = keyFileNames([...new Set(hosts.map(nameOf))]);
  return (host) => files.get(nameOf(host)) ?? '';
}

/** A row of the table. */
export function describeHost(
  { computerName, os, key, language }: HostSpec,
  identity: KeyIdentity,
  keyFile: string,
  strategyFor: (os: OsLevel) => { readonly name: StrategyName },
): BundleHost {
  // A language that is declared fits its key, or the inventory would not have loaded.
  const languages = language === undefined ? (key.languages ?? []) : [language];
  return {
    computerName,
    os,
    edition: PRODUCT_EDITION[key.product],
    languages: languages.map((each) => LANGUAGES[each]),
    strategy: strategyFor(os).name,
    lastFive: identity.lastFive,
    ...(identity.productId !== undefined && { productId: identity.productId }),
    keyFile,
  };
}
