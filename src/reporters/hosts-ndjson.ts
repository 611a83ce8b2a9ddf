import type { HostsDocument } from './hosts-document.ts';

/** The resolved inventory as lines of JSON: one a host, and what is known of all of them in the last one. */
export function renderHostsNdjson({ hosts, ...rest }: HostsDocument): string {
  const lines = [...hosts.map((host) => ({ type: 'host', ...host })), { type: 'summary', ...rest }];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
