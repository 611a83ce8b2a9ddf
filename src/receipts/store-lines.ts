import { createHash } from 'node:crypto';
import type { ReportedHost } from '../model/reported-host.ts';
import { err, ok, type Result } from '../model/result.ts';

const KIND = 'vlkctl-reported';
const FORMAT_VERSION = 1;

/**
 * The text of the store: a line that vouches for the others, then a line a host, in order of name. Nobody edits it by
 * hand, so whatever does not have the hash that its first line tells is torn, or was never written here.
 *
 *     {"kind":"vlkctl-reported","formatVersion":1,"sha256":"..."}
 *     {"host":"gate-07","observation":{...},"seen":{...}}
 */
export function toStoreText(hosts: Iterable<ReportedHost>): string {
  const sorted = [...hosts].toSorted((a, b) => (a.host < b.host ? -1 : 1));
  const lines = sorted.map((host) => `${JSON.stringify(host)}\n`).join('');
  return `${JSON.stringify({ kind: KIND, formatVersion: FORMAT_VERSION, sha256: hashOf(lines) })}\n${lines}`;
}

/** The hosts of a store by name, or in words why it cannot be used. */
export function parseStoreText(text: string): Result<Map<string, ReportedHost>, string> {
  const end = text.indexOf('\n');
  const head = parseHead(end === -1 ? text : text.slice(0, end));
  if (head === undefined) return err('it was not written by vlkctl');
  if (head.formatVersion !== FORMAT_VERSION) return err('another version of vlkctl wrote it');
  const lines = text.slice(end + 1);
  if (hashOf(lines) !== head.sha256) return err('it is not whole, or somebody edited it');
  const hosts = new Map<string, ReportedHost>();
  for (const line of lines.split('\n').slice(0, -1)) {
    // oxlint-disable-next-line no-unsafe-type-assertion -- the hash says that toStoreText wrote this line
    const host = JSON.parse(line) as ReportedHost;
    hosts.set(host.host, host);
  }
  return ok(hosts);
}

function parseHead(line: string): { readonly formatVersion: unknown; readonly sha256: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== KIND) return undefined;
    const { formatVersion, sha256 }: Partial<Record<string, unknown>> = { ...value };
    return { formatVersion, sha256 };
  } catch {
    return undefined;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
