import { describe, expect, it } from 'vitest';
import { needsOobeTimerGone, OS_LEVELS, type OsFacts, osFamilyOf, osLevelOf } from '../../../src/model/os-level.ts';

const XP = '5.1.2600';
const NT52 = '5.2.3790';
const WORKSTATION = 1;
const DOMAIN_CONTROLLER = 2;
const SERVER = 3;

function facts(version: string, servicePack: number, productType: number): OsFacts {
  return { csName: 'HMI-001', version, servicePack, productType };
}

describe('osLevelOf', () => {
  it.each([
    ['XP RTM', 'windows-xp-rtm', XP, 0, WORKSTATION],
    ['XP SP1 and SP1a', 'windows-xp-sp1', XP, 1, WORKSTATION],
    ['XP SP2', 'windows-xp-sp2', XP, 2, WORKSTATION],
    ['XP SP3', 'windows-xp-sp3', XP, 3, WORKSTATION],
    ['XP x64, whose first release calls itself SP1', 'windows-xp-x64-sp1', NT52, 1, WORKSTATION],
    ['XP x64 SP2', 'windows-xp-x64-sp2', NT52, 2, WORKSTATION],
    ['Server 2003 RTM', 'windows-server-2003-rtm', NT52, 0, SERVER],
    ['Server 2003 SP1', 'windows-server-2003-sp1', NT52, 1, SERVER],
    ['Server 2003 SP2', 'windows-server-2003-sp2', NT52, 2, SERVER],
    ['a domain controller with Server 2003 RTM', 'windows-server-2003-rtm', NT52, 0, DOMAIN_CONTROLLER],
    ['a domain controller with Server 2003 SP2', 'windows-server-2003-sp2', NT52, 2, DOMAIN_CONTROLLER],
  ] as const)('recognises %s', (_title, level, version, servicePack, productType) => {
    expect(osLevelOf(facts(version, servicePack, productType))).toBe(level);
  });

  it.each([
    ['XP for Itanium', NT52, 0, WORKSTATION],
    ['an Itanium XP of 2003', '5.2.3790.0', 0, WORKSTATION],
    ['a service pack nobody made', XP, 4, WORKSTATION],
    ['a server that says 5.1', XP, 0, SERVER],
    ['Windows 2000', '5.0.2195', 4, WORKSTATION],
    ['Vista', '6.0.6000', 0, WORKSTATION],
    ['Server 2008', '6.0.6001', 1, SERVER],
    ['Windows 7', '6.1.7601', 1, WORKSTATION],
    ['Windows 10', '10.0.19045', 0, WORKSTATION],
    ['Server 2025', '10.0.26100', 0, SERVER],
    ['another build of 5.1', '5.1.2505', 0, WORKSTATION],
    ['a version with spaces', ` ${XP}`, 0, WORKSTATION],
  ])('does not know %s', (_title, version, servicePack, productType) => {
    expect(osLevelOf(facts(version, servicePack, productType))).toBeUndefined();
  });

  it('has one row for each level, and no two rows for the same numbers', () => {
    const numbers = OS_LEVELS.map(({ version, servicePack, server }) => `${version} ${servicePack} ${server}`);
    expect(new Set(numbers).size).toBe(OS_LEVELS.length);
    expect(new Set(OS_LEVELS.map((row) => row.level)).size).toBe(OS_LEVELS.length);
  });
});

describe('needsOobeTimerGone', () => {
  it('is true for Windows XP without a service pack and nothing else, not even Server 2003 RTM', () => {
    const needing = [XP, NT52, '6.0.6000'].flatMap((version) =>
      [0, 1, 2, 3].flatMap((servicePack) =>
        [WORKSTATION, DOMAIN_CONTROLLER, SERVER]
          .map((productType) => facts(version, servicePack, productType))
          .filter(needsOobeTimerGone),
      ),
    );
    expect(needing).toEqual([facts(XP, 0, WORKSTATION)]);
  });
});

describe('osFamilyOf', () => {
  it('keeps XP, XP x64 and Server 2003 apart', () => {
    expect(osFamilyOf('windows-xp-sp1')).toBe('windows-xp');
    expect(osFamilyOf('windows-xp-x64-sp1')).toBe('windows-xp-x64');
    expect(osFamilyOf('windows-server-2003-sp1')).toBe('windows-server-2003');
  });

  it('refuses a level there is not', () => {
    // @ts-expect-error: a level from outside the type
    expect(() => osFamilyOf('windows-95')).toThrow('windows-95');
  });
});
