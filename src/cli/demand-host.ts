import { findHost } from '../inventory/find-host.ts';
import type { HostSpec } from '../model/host.ts';
import { UsageError } from './io.ts';

/** The host that a word on the command line means; throws what is wrong with it as a usage error. */
export function demandHost(hosts: readonly HostSpec[], word: string): HostSpec {
  const found = findHost(hosts, word);
  if (found.ok) return found.value;
  throw new UsageError(found.error.message, found.error.help);
}
