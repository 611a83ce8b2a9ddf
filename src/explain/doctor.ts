import type { CheckCode } from '../model/check.ts';
import type { Explanation } from './explanation.ts';

/** What only `vlkctl doctor` finds. */
export const DOCTOR: Readonly<Record<CheckCode, Explanation>> = {
  'other-service': {
    title: 'another service listens there',
    meaning: 'The port takes connections, but what answers is not WinRM, or not an SSH server.',
    why: 'WinRM 1.1 shares port 80 with web servers, and an old machine often has several programs that want one port.',
    todo: [
      'On the host: `winrm enumerate winrm/config/listener` and `netstat -ano` show who listens where.',
      'Correct `port` in the access.',
    ],
    run: ['vlkctl doctor HOST', 'vlkctl why HOST'],
  },
  'scheme-not-offered': {
    title: 'WinRM does not offer this way to log on',
    meaning: 'The service is WinRM, but it does not offer what `authentication` in the access needs.',
    why: 'NTLM needs Negotiate, which is on by default; a policy may have switched it off.',
    todo: [
      'On the host: `winrm get winrm/config/service/auth`, then switch Negotiate on.',
      'Do not switch on Basic or AllowUnencrypted over http: the password would travel in clear.',
    ],
    run: ['vlkctl doctor HOST'],
  },
  'sftp-missing': {
    title: 'no sftp behind the SSH server',
    meaning: 'The logon works, but sftp does not open.',
    why: 'The script that reads and changes the host is copied there with sftp, and removed again.',
    todo: [
      'Switch sftp on: in sshd_config a line `Subsystem sftp`, in other servers a box to tick.',
      'Or reach the host over winrm or wmi.',
    ],
    run: ['sftp HOST', 'vlkctl doctor HOST'],
  },
  'clock-off': {
    title: 'the clock of the host is off',
    meaning: 'The host and this machine differ by more than five minutes.',
    why: 'Kerberos refuses such a logon. A wrong date can also make Windows count its days of grace wrongly. Old boards lose their time with their battery.',
    todo: [
      'Find out which of the two is wrong.',
      'Look at activation before you set the clock of a host: a jump can end its grace days.',
      'Change the battery of the board if it happens again.',
    ],
    run: ['vlkctl doctor HOST'],
  },
  'guest-logons': {
    title: 'Windows XP may take you for a guest',
    meaning:
      'The host refuses the account, and it is a Windows XP. Outside a domain XP makes a guest of everybody who comes over the network.',
    why: 'This is the setting ForceGuest, "simple file sharing". With it the right password still gives the rights of a guest, or none. It cannot be read from outside by those it shuts out.',
    todo: [
      'At the host open Local Security Settings, Security Options, "Network access: Sharing and security model for local accounts", and choose Classic.',
      'First give every local account a password that is good enough: Classic lets all of them in over the network.',
      'If the host is in a domain this is not the reason: check the account.',
    ],
    run: ['vlkctl doctor HOST'],
  },
};
