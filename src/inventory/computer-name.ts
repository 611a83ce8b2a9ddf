import type { ClaimedHost } from './claim-hosts.ts';

/** The NetBIOS name a host should report: upper case, first part of its name, 15 characters, unless declared. */
export function computerNameOf({ name, computerName }: Pick<ClaimedHost, 'name' | 'computerName'>): string {
  const [firstPart = ''] = (computerName?.value ?? name).split('.');
  return firstPart.toUpperCase().slice(0, 15);
}
