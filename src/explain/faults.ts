import type { FaultCode } from '../model/fault.ts';
import type { Explanation } from './explanation.ts';
import { REACH_FAULTS, type ReachFault } from './reach-faults.ts';

/** Trouble behind the door: the host was reached, and its answer is of no use. */
const SERVICE_FAULTS: Readonly<Record<Exclude<FaultCode, ReachFault>, Explanation>> = {
  'access-denied': {
    title: 'the account has too few rights on the host',
    meaning: 'The login worked, but something may not be read or written there.',
    why: 'Keys and activation need an administrator. XP in a workgroup takes remote users for guests (ForceGuest). A denied WPAEvents as administrator is a sign of tampering.',
    todo: [
      'Use an account that is administrator of the host.',
      'In a workgroup set "Network access: Sharing and security model" to Classic.',
      'Do not widen rights on WPAEvents blindly: ask who took them away.',
    ],
    run: ['vlkctl drift --on HOST'],
  },
  'program-missing': {
    title: 'a program is missing on this machine',
    meaning: '`ssh`, `sftp` or `cscript` was not found here.',
    why: 'Hosts are reached through the programs of this machine.',
    todo: ['Install the OpenSSH client, or add its folder to PATH.'],
    run: ['ssh -V'],
  },
  'script-host-failed': {
    title: 'Windows Script Host said nothing useful',
    meaning: 'cscript on the host ended without an answer.',
    why: 'Script Host is switched off by policy, removed, or broken.',
    todo: [
      'Log in to the host and run `cscript //?`.',
      'Look for HKLM\\SOFTWARE\\Microsoft\\Windows Script Host\\Settings, value Enabled = 0.',
    ],
    run: ['ssh HOST cscript //?'],
  },
  'wrong-bitness': {
    title: '32-bit cscript on 64-bit Windows',
    meaning: 'The 32-bit script host ran, and it sees another part of the registry.',
    why: 'It would read and write below Wow6432Node, where no product key is.',
    todo: [
      'Let the SSH server of the host run as a 64-bit program.',
      'On XP x64 install the sysnative update (KB 942589).',
    ],
    run: ['vlkctl drift --on HOST'],
  },
  'unreadable-answer': {
    title: 'the answer is not ours',
    meaning: 'Something was printed that is not the answer of the script: a login banner, another shell, half a text.',
    why: 'An answer counts only when it is whole. Guessing from half of it could change the wrong thing.',
    todo: ['Log in by hand and see what the login scripts print; let them be silent.', 'Run again.'],
    run: ['ssh HOST cmd.exe /d /c ver'],
  },
  'provider-failed': {
    title: 'WMI on the host does not work',
    meaning: 'The host was reached, but Windows Management Instrumentation gave an error.',
    why: 'The repository or the provider (licwmi.dll) is damaged. Without WMI the key cannot be set there.',
    todo: [
      'Look up the number in the message.',
      'On the host: `net start winmgmt`, then `mofcomp %windir%\\system32\\wbem\\licwmi.mof`.',
    ],
    run: ['vlkctl drift --on HOST'],
  },
  'quota-exceeded': {
    title: 'a limit of WinRM is reached',
    meaning: 'The WinRM service of the host takes no more operations of this account at once, or no larger answer.',
    why: 'WinRM 1.1 and 2.0 allow few operations a user. Somebody else may be using the same account.',
    todo: ['Wait and run again.', 'Else raise MaxConcurrentOperationsPerUser or MaxEnvelopeSizekb on the host.'],
    run: ['vlkctl drift --on HOST'],
  },
  'service-busy': {
    title: 'WinRM or WMI is busy',
    meaning: 'The service of the host answered that it is busy, or WMI did not answer it in time.',
    why: 'Old machines need minutes after a start. Nothing is known of the host meanwhile.',
    todo: ['Run again later.', 'Give slow hosts more time.'],
    run: ['vlkctl drift --on HOST --timeout 180'],
  },
  'no-receipt': {
    title: 'the host has not reported yet',
    meaning: 'Nobody reaches this host from here, and neither a receipt nor a person has said yet how it stands.',
    why: 'Its script runs when it starts; on Windows XP a new start-up script often runs from the second start on.',
    todo: [
      'Publish a bundle that has this host, and let the host start.',
      'Take in what it leaves, or a registry export somebody brought.',
      'For a host that a person changes: follow the runbook.',
    ],
    run: ['vlkctl bundle', 'vlkctl ingest', 'vlkctl runbook HOST', 'vlkctl doctor HOST'],
  },
  'receipt-too-old': {
    title: 'what the host reported is too old',
    meaning: 'The last receipt, export or word of a person is older than `maxAge` of its access.',
    why: 'A machine may have been changed since. What is too old says nothing any more: the host is unknown, not in order.',
    todo: [
      'Take in newer receipts.',
      'Start the host, or look why its script does not run.',
      'Raise `maxAge` where hosts start seldom.',
    ],
    run: ['vlkctl ingest', 'vlkctl doctor HOST', 'vlkctl why HOST'],
  },
  'not-reported': {
    title: 'what was reported has a gap',
    meaning: 'A registry export or a person said how the host stands, and not everything that is compared.',
    why: 'A gap is never filled with a guess.',
    todo: ['Export the keys that are missing as well, or let the script of a bundle report.'],
    run: ['vlkctl ingest', 'vlkctl runbook HOST'],
  },
};

/** Why a host could not be read: it is `unknown`, which is neither drift nor in order. */
export const FAULTS: Readonly<Record<FaultCode, Explanation>> = { ...REACH_FAULTS, ...SERVICE_FAULTS };
