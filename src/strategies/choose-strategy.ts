import { type OsFamily, type OsLevel, osFamilyOf } from '../model/os-level.ts';
import type { Strategy } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';
import { preSp1 } from './pre-sp1.ts';
import { sp1 } from './sp1.ts';

const STRATEGY_OF: Readonly<Record<OsLevel, Strategy>> = {
  'windows-xp-rtm': preSp1,
  'windows-xp-sp1': sp1,
  'windows-xp-sp2': sp1,
  'windows-xp-sp3': sp1,
  'windows-xp-x64-sp1': sp1,
  'windows-xp-x64-sp2': sp1,
  'windows-server-2003-rtm': sp1,
  'windows-server-2003-sp1': sp1,
  'windows-server-2003-sp2': sp1,
};

/** The strategy for a declared OS level. A host that turns out to be at another level is blocked before this matters. */
export function chooseStrategy(level: OsLevel): Strategy {
  return STRATEGY_OF[level];
}

/** Why a declared OS level has its strategy, in words for people. */
export function explainStrategy(level: OsLevel): string {
  const { name } = chooseStrategy(level);
  switch (name) {
    case 'pre-sp1':
      return 'Windows XP without a service pack takes no other key as long as OOBETimer exists (KB 328874). It is saved on the host, removed, and put back byte for byte when the new key does not take.';
    case 'sp1':
      return `${SP1_REASON[osFamilyOf(level)]} OOBETimer is never touched.`;
    default:
      return unreachable(name);
  }
}

const SP1_REASON: Readonly<Record<OsFamily, string>> = {
  'windows-xp': 'Windows XP from Service Pack 1 on takes another key as it is (KB 328874).',
  'windows-xp-x64':
    'Windows XP x64 is built from Server 2003 and is changed like it; no machine of this kind was ever seen here.',
  'windows-server-2003': 'Windows Server 2003 takes another key as it is, at every service pack, none included.',
};
