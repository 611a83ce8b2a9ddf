import type { FaultCode } from '../model/fault.ts';
import type { Explanation } from './explanation.ts';

/** Trouble on the way to a host and at its door. */
export type ReachFault = Extract<
  FaultCode,
  | 'host-unreachable'
  | 'name-not-resolved'
  | 'connection-refused'
  | 'host-key-mismatch'
  | 'certificate-rejected'
  | 'auth-denied'
  | 'credential-suspended'
  | 'clock-skew'
  | 'connection-lost'
  | 'timed-out'
  | 'aborted'
>;

export const REACH_FAULTS: Readonly<Record<ReachFault, Explanation>> = {
  'host-unreachable': {
    title: 'nobody answers',
    meaning: 'The host is off, a firewall is between, or the service that should answer does not run there.',
    why: 'Old machines are often switched off. An old SSH server may also have no algorithm in common with yours.',
    todo: [
      'Check that the host is on, and its name and port.',
      'For an old SSH server allow its algorithms for this host in ssh_config (HostKeyAlgorithms, KexAlgorithms).',
      'Leave hosts that stay off out with --on.',
    ],
    run: ['vlkctl doctor HOST', 'ssh -v HOST'],
  },
  'name-not-resolved': {
    title: 'no address for this name',
    meaning: 'The name service of this machine knows no address of the host, or does not answer.',
    why: 'The name is mistyped, or its DNS entry is gone.',
    todo: ['Check the spelling in the inventory.', 'Ask the name service yourself.'],
    run: ['nslookup HOST', 'vlkctl doctor HOST'],
  },
  'connection-refused': {
    title: 'nothing listens on the port',
    meaning: 'The machine answers, but no service takes connections on this port.',
    why: 'WinRM 1.1 listens on port 80, 2.0 on 5985; on XP and Server 2003 somebody has to switch it on first.',
    todo: [
      'On the host: `winrm quickconfig`, then `winrm enumerate winrm/config/listener`.',
      'Correct `port` in the inventory: the doctor says who answers where.',
    ],
    run: ['vlkctl doctor HOST'],
  },
  'host-key-mismatch': {
    title: 'the SSH host key is not the known one',
    meaning: 'The host key is not in known_hosts, or another one is.',
    why: 'Either the machine was installed again, or another machine answers. A key must not be sent there unseen.',
    todo: ['Compare the fingerprint at the machine itself.', 'Then record it in known_hosts.'],
    run: ['ssh-keygen -R HOST', 'ssh-keyscan HOST'],
  },
  'certificate-rejected': {
    title: 'the certificate of the host is not trusted',
    meaning: 'Nobody this machine trusts signed it, it has expired, or it is for another name.',
    why: 'Whoever shows any certificate could be the host. An account must not be sent there.',
    todo: ['Name the CA that signed it in the access of the inventory.', 'Give the host a certificate for its name.'],
    run: ['vlkctl why HOST'],
  },
  'auth-denied': {
    title: 'the login is refused',
    meaning: 'The host was reached and did not accept user, key or password.',
    why: 'Nobody is asked for a password during a run, so what cannot log in by itself cannot log in.',
    todo: ['Check the user in the inventory and ssh_config, and that the agent holds the key.', 'Try it by hand.'],
    run: ['vlkctl doctor HOST', 'ssh -v HOST'],
  },
  'credential-suspended': {
    title: 'an account is not tried any more',
    meaning: 'Hosts refused the account twice in this run, so all others that use it were left out.',
    why: 'Domains lock an account after a few wrong passwords, and then every service that uses it stops.',
    todo: ['Check user name and password.', 'Try one host, then all of them.'],
    run: ['vlkctl doctor HOST', 'vlkctl drift --on HOST'],
  },
  'clock-skew': {
    title: 'two clocks too far apart',
    meaning: 'The host refuses the account, and its clock differs from the one here by more than five minutes.',
    why: 'Windows refuses logins that seem old. Old boards lose their time with their battery.',
    todo: [
      'Look at activation before you set the clock of a host: a jump can end its grace days.',
      'Set the clock of the host or of this machine.',
      'If that was not it, check user name and password.',
    ],
    run: ['vlkctl drift --on HOST'],
  },
  'connection-lost': {
    title: 'the connection broke',
    meaning: 'The connection ended in the middle of an answer. Whether a change happened is open.',
    why: 'The host finishes and settles a change by itself. Repeating it blindly could do harm.',
    todo: ['Run again: it looks first, and settles what is left.'],
    run: ['vlkctl recover --on HOST', 'vlkctl drift --on HOST'],
  },
  'timed-out': {
    title: 'no answer in time',
    meaning: 'The host took longer than --timeout. Whether a change happened is open.',
    why: 'A change that has begun is never ended from here; the next run looks first what became of it.',
    todo: ['Run again: it looks first.', 'Give slow hosts more time.'],
    run: ['vlkctl drift --on HOST --timeout 180', 'vlkctl recover --on HOST'],
  },
  aborted: {
    title: 'stopped by Ctrl-C',
    meaning: 'The run was interrupted before this host was read.',
    why: 'What has begun on a host is always finished first.',
    todo: ['Run again.'],
    run: ['vlkctl recover --on HOST', 'vlkctl drift --on HOST'],
  },
};
