import type { PullHost } from '../../bundle/choose-hosts.ts';
import { countOf } from '../../reporters/counts.ts';
import type { BundleFlags } from './bundle-flags.ts';

/** What the bundle exposes, and what hosts that run it do not observe; a sentence or two each. */
export function bundleWarnings(hosts: readonly PullHost[], flags: BundleFlags): readonly string[] {
  const windows = hosts.filter(({ window }) => window !== undefined).length;
  return [
    ...(flags.withoutKeys === true
      ? []
      : ['private/keys holds product keys in clear. Copy it nowhere but where README.txt says.']),
    ...(flags.keysPer === 'key' ? [SHARED] : []),
    ...(flags.stick === true ? [STICK, WORKGROUP] : [SMB1]),
    ...(windows === 0
      ? []
      : [`${countOf(windows, 'host')} with a window: they change at any start, windows are not observed.`]),
  ];
}

const SHARED =
  'A shared key file (--keys-per key) may be read by every computer with that key: the server cannot tell who still needs it, and one of them that is taken over gives away what all use.';

const SMB1 =
  'Windows XP and Server 2003 read shares over SMB 1, which does not encrypt: whoever listens on that network sees the keys. Close it when the hosts are done.';

const STICK = 'Whoever has the stick has every key on it. Overwrite it when you are done.';

const WORKGROUP =
  'A workgroup has no computer accounts: no share can give a key to one host and keep it from others. Use the stick, or a copy on each host with its own key file only.';
