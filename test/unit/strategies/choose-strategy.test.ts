import { describe, expect, it } from 'vitest';
import type { WriteCall } from '../../../src/model/call.ts';
import { OS_LEVELS, type OsLevel } from '../../../src/model/os-level.ts';
import type { StrategyName } from '../../../src/model/strategy.ts';
import { chooseStrategy, explainStrategy } from '../../../src/strategies/choose-strategy.ts';
import { preSp1 } from '../../../src/strategies/pre-sp1.ts';
import { sp1 } from '../../../src/strategies/sp1.ts';
import { entriesOf, intentId, NEW } from '../../support/builders.ts';

/** An OS level that is missing here does not compile. */
const STRATEGY_OF: Readonly<Record<OsLevel, StrategyName>> = {
  'windows-xp-rtm': 'pre-sp1',
  'windows-xp-sp1': 'sp1',
  'windows-xp-sp2': 'sp1',
  'windows-xp-sp3': 'sp1',
  'windows-xp-x64-sp1': 'sp1',
  'windows-xp-x64-sp2': 'sp1',
  'windows-server-2003-rtm': 'sp1',
  'windows-server-2003-sp1': 'sp1',
  'windows-server-2003-sp2': 'sp1',
};

const INTENT = intentId('i20261122161530-4f9c1b2e');

describe('chooseStrategy', () => {
  it.each(entriesOf(STRATEGY_OF))('takes for %s the strategy %s', (level, name) => {
    expect(chooseStrategy(level).name).toBe(name);
  });

  it('has one for every OS level that can be observed', () => {
    expect(OS_LEVELS.map((row) => row.level).toSorted()).toEqual(Object.keys(STRATEGY_OF).toSorted());
  });

  it('deletes OOBETimer on Windows XP RTM and nowhere else', () => {
    const deleting = OS_LEVELS.filter(({ level }) =>
      chooseStrategy(level)
        .writes(INTENT, NEW)
        .some((call) => call.kind === 'delete-oobe-timer'),
    );
    expect(deleting.map((row) => row.level)).toEqual(['windows-xp-rtm']);
  });
});

describe('explainStrategy', () => {
  it.each(entriesOf(STRATEGY_OF))('says for %s whether OOBETimer is touched', (level, name) => {
    const reason = explainStrategy(level);
    expect(reason.includes('OOBETimer is never touched.')).toBe(name === 'sp1');
    expect(reason).toMatch(/^[A-Z].*\.$/);
  });

  it('names the system', () => {
    expect(explainStrategy('windows-server-2003-rtm')).toContain('Server 2003');
    expect(explainStrategy('windows-xp-x64-sp2')).toContain('XP x64');
    expect(explainStrategy('windows-xp-sp1')).toContain('from Service Pack 1 on');
  });
});

describe('pre-sp1', () => {
  it('saves before it deletes, deletes before it sets, and settles last', () => {
    expect(preSp1.writes(INTENT, NEW)).toEqual<readonly WriteCall[]>([
      { kind: 'save-oobe-timer', intent: INTENT, new: NEW },
      { kind: 'delete-oobe-timer', intent: INTENT },
      { kind: 'set-product-key' },
      { kind: 'settle', intent: INTENT },
    ]);
  });
});

describe('sp1', () => {
  it('sets the key and touches OOBETimer with nothing', () => {
    expect(sp1.writes(INTENT, NEW)).toEqual<readonly WriteCall[]>([{ kind: 'set-product-key' }]);
  });
});
