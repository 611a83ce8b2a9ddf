import type { HostReport, Report } from '../../src/model/report.ts';
import { CLOSED, OLD } from './builders.ts';
import { hostRange, hostReport, reportOf } from './report-builders.ts';

const UNREACHABLE = {
  code: 'host-unreachable',
  message: 'ssh: connect to the host port 22: Connection refused',
  help: 'Check that the host is on, its name and port, and its SSH server.',
};
const OEM = {
  code: 'wrong-channel',
  message: 'the installed media is oem, not volume licence',
  help: 'A volume licence key is refused there: reinstall from volume licence media, or remove the host.',
};
const OTHER_HOST = 'Mend the name resolution or address, or declare `computerName` if this is the right machine.';
const UNDONE = {
  code: 'undone',
  message: 'set-product-key was refused (com-error 0x80041001); the host is as it was',
  help: 'Check that the key fits product, edition, language and channel of the installed media (KB 328874).',
};
const HELD = {
  code: 'held',
  message: 'the run stopped at gate-07.b.example',
  help: "Mend what stopped the run, or leave that host out (--on '!HOST'), then run again.",
};
const INTENT = 'i20251122110000-00000001';

const server = { key: 'srv', os: 'windows-server-2003-sp2', desired: { lastFive: '88888' } } as const;

const DRIFTED: readonly HostReport[] = [
  ...hostRange(12, 'drifted', { cause: 'drift' }),
  hostReport('drifted', { host: 'scada-1.a.example', ...server, cause: 'pending' }),
  hostReport('drifted', { host: 'scada-2.a.example', ...server, cause: 'no-history' }),
  hostReport('blocked', { host: 'gate-02.b.example', ...OEM }),
  otherHost('gate-03.b.example', 'GATE-30'),
  otherHost('gate-04.b.example', 'OFFICE-1'),
  hostReport('unknown', { host: 'gate-01.b.example', ...UNREACHABLE }),
  ...hostRange(40, 'in-order', {}, 'till'),
];

function otherHost(host: string, csName: string): HostReport {
  const message = `the machine that answers calls itself ${csName}, not ${host.slice(0, 7).toUpperCase()}`;
  return hostReport('blocked', { host, code: 'other-host', message, help: OTHER_HOST });
}

/** Most of the fleet is well, and of the rest somebody has said that it may stay as it is. */
const ACCEPTED: readonly HostReport[] = [
  ...hostRange(3, 'waived', {}, 'till'),
  hostReport('waived', {
    host: 'gate-07.b.example',
    os: 'windows-xp-sp2',
    waiver: {
      drift: 'os-level',
      reason: 'the vendor tests service pack 3 until the end of the year; order 4711',
      owner: 'it@plant-b.example',
      until: '2027-02-28',
      found: 'declared as windows-xp-sp3, but the host is windows-xp-sp2',
    },
  }),
  ...hostRange(40, 'in-order'),
];

const PLANNED: readonly HostReport[] = [
  ...hostRange(180, 'change', { cause: 'pending', strategy: 'sp1', calls: ['set-product-key'] }),
  hostReport('change', {
    host: 'gate-07.b.example',
    os: 'windows-xp-rtm',
    cause: 'drift',
    strategy: 'pre-sp1',
    calls: ['save-oobe-timer', 'delete-oobe-timer', 'set-product-key', 'settle'],
  }),
  hostReport('change', { host: 'scada-1.a.example', ...server, cause: 'no-history', strategy: 'sp1' }),
  hostReport('in-order', { host: 'till-1.a.example' }),
];

/** Windows of two time zones, one of them open, and a host that has none. */
const PLANNED_IN_WINDOWS: readonly HostReport[] = [
  ...hostRange(180, 'change', { cause: 'pending', strategy: 'sp1', window: CLOSED }),
  ...hostRange(
    12,
    'change',
    {
      cause: 'pending',
      strategy: 'sp1',
      window: { label: 'lunch', timeZone: 'America/New_York', state: 'open', closesAt: '2026-11-22T17:15:00.000Z' },
    },
    'pack',
  ),
  hostReport('change', { host: 'scada-1.a.example', ...server, cause: 'no-history', strategy: 'sp1' }),
];

const OUTSIDE: readonly HostReport[] = [
  ...hostRange(12, 'verified', { before: OLD, strategy: 'sp1' }, 'pack'),
  ...hostRange(150, 'held', {
    code: 'outside-window',
    message: 'its window saturday opens 2026-11-28 22:00 Europe/Copenhagen',
    help: 'Run again then, or let `vlkctl apply --wait` wait for it.',
    window: CLOSED,
  }),
];

const TROUBLED: readonly HostReport[] = [
  hostReport('undone', { host: 'gate-07.b.example', ...UNDONE, strategy: 'pre-sp1' }),
  hostReport('unsettled', {
    host: 'gate-08.b.example',
    code: 'unsettled',
    message: 'what happened is not known: the host did not answer in time',
    help: 'Run `vlkctl recover` once the host answers again: it looks first and then settles.',
  }),
  ...hostRange(6, 'verified', { before: OLD, strategy: 'sp1' }),
  hostReport('verified', {
    host: 'hmi-0007.a.example',
    before: OLD,
    strategy: 'sp1',
    settled: [{ intent: INTENT, result: 'restored' }],
  }),
  ...hostRange(150, 'held', HELD, 'pack'),
];

const RECOVERED: readonly HostReport[] = [
  hostReport('settled', { host: 'gate-07.b.example' }),
  hostReport('settled', { host: 'gate-08.b.example', settled: [{ intent: INTENT, result: 'changed' }] }),
  hostReport('activation-pending', {
    host: 'gate-09.b.example',
    code: 'activation-pending',
    message: 'Windows still demands activation',
    help: 'Restart or activate the host, then run `vlkctl recover` again.',
    settled: [{ intent: INTENT, result: 'activation-pending' }],
  }),
  ...hostRange(20, 'nothing-to-settle'),
];

/** Every seventh host is off and every fifth of the others has another key, so that no range is long. */
const LARGE: readonly HostReport[] = hostRange(3000, 'in-order').map((host, index) => {
  if (index >= 2000 && index < 2600) return { ...host, status: 'drifted', cause: 'pending' };
  if (index % 7 === 0) return { ...host, status: 'unknown', ...UNREACHABLE };
  return index % 5 === 0 ? { ...host, status: 'drifted', cause: 'pending' } : host;
});

/** The main situations that every form of a report has to be readable in. */
export const SCENES: Readonly<Record<string, Report>> = {
  'all-well': reportOf(hostRange(24, 'in-order'), { command: 'drift' }),
  accepted: reportOf(ACCEPTED, { command: 'drift' }),
  drift: reportOf(DRIFTED, { command: 'drift' }),
  plan: reportOf(PLANNED, { command: 'plan', simulated: true }),
  'plan-refused': reportOf(PLANNED, {
    command: 'plan',
    refusals: [
      {
        code: 'max-unplanned-changes',
        message: '182 hosts of 183 would be changed without an announcement, and 18 (10%) are allowed',
        help: 'Read the plan; if it is meant, raise `maxUnplannedChanges` in the inventory.',
      },
    ],
  }),
  'plan-in-windows': reportOf(PLANNED_IN_WINDOWS, { command: 'plan' }),
  'apply-in-windows': reportOf(OUTSIDE),
  'apply-with-trouble': reportOf(TROUBLED, {
    interrupted: true,
    undeclared: [{ host: 'gone.a.example', intent: INTENT }],
  }),
  recover: reportOf(RECOVERED, { command: 'recover' }),
  large: reportOf(LARGE, { command: 'drift' }),
};
