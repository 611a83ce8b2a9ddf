import type { OsLevel } from '../model/os-level.ts';
import type { Strategy } from '../model/strategy.ts';
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
