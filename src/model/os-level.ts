/**
 * Operating system and service pack, as declared and as derived from what a host reports.
 * R2 of Windows Server 2003 reports the numbers of Server 2003 and has no level of its own.
 */
export type OsLevel =
  | 'windows-xp-rtm'
  | 'windows-xp-sp1'
  | 'windows-xp-sp2'
  | 'windows-xp-sp3'
  | 'windows-xp-x64-sp1'
  | 'windows-xp-x64-sp2'
  | 'windows-server-2003-rtm'
  | 'windows-server-2003-sp1'
  | 'windows-server-2003-sp2';

/** The system of an OS level without its service pack; a product key belongs to one. */
export type OsFamily = 'windows-xp' | 'windows-xp-x64' | 'windows-server-2003';

/** What Win32_OperatingSystem says of a host. All of it is numbers or names; nothing is localised text. */
export interface OsFacts {
  /** NetBIOS name, at most 15 characters. */
  readonly csName: string;
  /** `5.1.2600`: major, minor, build. Every service pack of Windows XP has build 2600. */
  readonly version: string;
  readonly servicePack: number;
  /** 1 workstation, 2 domain controller, 3 server. */
  readonly productType: number;
  readonly suiteMask?: number;
  /** LANGID of the media, such as 1030 for Danish. */
  readonly osLanguage?: number;
}

interface OsLevelRow {
  readonly level: OsLevel;
  readonly family: OsFamily;
  readonly version: string;
  readonly servicePack: number;
  readonly server: boolean;
}

const XP = '5.1.2600';
/** Windows XP x64 is built from Server 2003: only the product type tells them apart. */
const NT52 = '5.2.3790';

/** The known OS levels and the numbers that identify them. Server 2003 RTM has service pack 0 too, so test the version first. */
export const OS_LEVELS: readonly OsLevelRow[] = [
  { level: 'windows-xp-rtm', family: 'windows-xp', version: XP, servicePack: 0, server: false },
  { level: 'windows-xp-sp1', family: 'windows-xp', version: XP, servicePack: 1, server: false },
  { level: 'windows-xp-sp2', family: 'windows-xp', version: XP, servicePack: 2, server: false },
  { level: 'windows-xp-sp3', family: 'windows-xp', version: XP, servicePack: 3, server: false },
  { level: 'windows-xp-x64-sp1', family: 'windows-xp-x64', version: NT52, servicePack: 1, server: false },
  { level: 'windows-xp-x64-sp2', family: 'windows-xp-x64', version: NT52, servicePack: 2, server: false },
  { level: 'windows-server-2003-rtm', family: 'windows-server-2003', version: NT52, servicePack: 0, server: true },
  { level: 'windows-server-2003-sp1', family: 'windows-server-2003', version: NT52, servicePack: 1, server: true },
  { level: 'windows-server-2003-sp2', family: 'windows-server-2003', version: NT52, servicePack: 2, server: true },
];

/** The OS level a host's numbers stand for, or undefined for a system this product does not know. */
export function osLevelOf(facts: OsFacts): OsLevel | undefined {
  const server = facts.productType !== 1;
  return OS_LEVELS.find(
    (row) => row.version === facts.version && row.servicePack === facts.servicePack && row.server === server,
  )?.level;
}

/** The family of a declared OS level. */
export function osFamilyOf(level: OsLevel): OsFamily {
  const row = OS_LEVELS.find((candidate) => candidate.level === level);
  if (row === undefined) throw new Error(`No such OS level: ${level}`);
  return row.family;
}

/** Whether SetProductKey is refused until OOBETimer is gone: Windows XP without a service pack, and nothing else. */
export function needsOobeTimerGone(facts: OsFacts): boolean {
  return osLevelOf(facts) === 'windows-xp-rtm';
}
