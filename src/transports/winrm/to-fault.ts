import { type Fault, TransportError } from '../../model/fault.ts';
import { isAccessDenied } from '../unread-fault.ts';
import { ExchangeFailed } from './exchange-failed.ts';
import { type WsmanFault, wsmanFaultOf } from './parse-answer.ts';
import { ClassUnreadable } from './remote-host.ts';
import { RegistryUnreadable } from './slots.ts';
import { NotAuthenticated } from './soap-line.ts';
import { UnreadableAnswer } from './wsman-client.ts';

/** Puts whatever went wrong over WinRM into a fault; anything else is a bug and is answered as it came. */
export function toTransportError(error: unknown, now: number): unknown {
  if (error instanceof ExchangeFailed) return new TransportError(fromExchange(error));
  if (error instanceof NotAuthenticated) return new TransportError(fromAuthentication(error, now));
  if (error instanceof ClassUnreadable) return new TransportError(fromWsmanFault(error.fault));
  if (error instanceof RegistryUnreadable) return new TransportError(fromWsmanFault(wsmanFaultOf(error.code)));
  if (error instanceof UnreadableAnswer) return new TransportError(unreadable(error.message));
  return error;
}

function fromExchange({ code, wasSent, shown }: ExchangeFailed): Fault {
  const known = BEFORE_SENDING[code];
  if (known !== undefined && !wasSent) return known;
  if (code === 'TIMED-OUT') {
    const help = 'Check whether the host hangs; raise --timeout for slow ones.';
    return { code: 'timed-out', message: 'the host did not answer in time', help };
  }
  if (code === 'SILENT') {
    const help = 'Check that this is WinRM and not another service; restart the service on the host when it hangs.';
    return { code: 'timed-out', message: 'the service takes the connection, but does not begin to answer', help };
  }
  if (code === 'ABORTED') {
    return { code: 'aborted', message: 'the run was interrupted before the host answered', help: 'Run again.' };
  }
  if (code === 'OTHER-CERTIFICATE') {
    return {
      code: 'certificate-rejected',
      message: `the host shows another certificate than the pinned one: ${shown}`,
      help: 'If the host got a new certificate, write its SHA-256 as `certificateSha256`; else look for an attacker.',
    };
  }
  if (code.startsWith('HPE_')) {
    const message = `what answers on this port does not speak HTTP (${code})`;
    return { code: 'connection-lost', message, help: 'Check `port`: something else than WinRM listens there.' };
  }
  if (/^ERR_SSL|^EPROTO$/.test(code)) {
    return {
      code: 'connection-refused',
      message: `the service does not speak TLS 1.2 or later on this port (${code})`,
      help: 'Check `port` and `scheme`: WinRM has https on 5986 and http on 5985.',
    };
  }
  if (isCertificateTrouble(code)) {
    return {
      code: 'certificate-rejected',
      message: `the certificate of the host is not trusted (${code})`,
      help: 'Name its authorities as `certificateAuthorities` in the access, or pin it as `certificateSha256`.',
    };
  }
  return {
    code: wasSent ? 'connection-lost' : 'host-unreachable',
    message: `the connection broke ${wasSent ? 'before the answer came' : 'off'} (${code})`,
    help: wasSent ? 'Run again: what happened is looked at first.' : 'Check host, port and firewall.',
  };
}

const BEFORE_SENDING: Readonly<Record<string, Fault>> = {
  ENOTFOUND: {
    code: 'name-not-resolved',
    message: 'no address is known for this name',
    help: 'Check the spelling of the host and the name service of this controller.',
  },
  EAI_AGAIN: {
    code: 'name-not-resolved',
    message: 'the name service does not answer',
    help: 'Check the name service of this controller, then run again.',
  },
  ECONNREFUSED: {
    code: 'connection-refused',
    message: 'nothing listens on this port',
    help: 'Check `port` (WinRM 1.1 uses 80, 2.0 uses 5985), and run `winrm quickconfig` on the host.',
  },
  'CONNECT-TIMED-OUT': {
    code: 'host-unreachable',
    message: 'the host did not take the connection in time',
    help: 'Check that it is switched on and that no firewall stands between.',
  },
  'NOT-KEPT': {
    code: 'host-unreachable',
    message: 'the service ends the connection after each answer, and a logon belongs to a connection',
    help: 'Check that no proxy stands between, and that the service is WinRM.',
  },
  EHOSTUNREACH: {
    code: 'host-unreachable',
    message: 'there is no way to the network of the host',
    help: 'Check that it is switched on and that routing and firewall let this controller through.',
  },
};

function isCertificateTrouble(code: string): boolean {
  return /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|^ERR_TLS/.test(code);
}

/** Kerberos and NTLM alike refuse a client whose clock is this far off. */
const MAX_SKEW_MS = 5 * 60 * 1000;

function fromAuthentication({ why, serverDate }: NotAuthenticated, now: number): Fault {
  if (why === 'denied' && Math.abs(Date.parse(serverDate ?? '') - now) > MAX_SKEW_MS) {
    return {
      code: 'clock-skew',
      message: 'the host refuses the account, and its clock is more than five minutes from the one here',
      help: 'Set the clock of the host or of this controller; if that does not help, check user name and password.',
    };
  }
  return NOT_AUTHENTICATED[why];
}

const NOT_AUTHENTICATED: Readonly<Record<NotAuthenticated['why'], Fault>> = {
  denied: {
    code: 'auth-denied',
    message: 'the host refuses user name or password',
    help: 'Check both, and whether the account is locked, expired or disabled; WinRM does not say which.',
  },
  'no-ntlm': {
    code: 'auth-denied',
    message: 'the service does not offer NTLM',
    help: 'Check that this is WinRM and not another web server, and that Negotiate is on (winrm get winrm/config/service).',
  },
  'will-not-seal': {
    code: 'auth-denied',
    message: 'the host does not agree to encrypt with 128 bits',
    help: 'Allow 128-bit encryption for NTLM in the security policy of the host (NtlmMinServerSec).',
  },
  tampered: {
    code: 'connection-lost',
    message: 'an answer was changed on the way, so nothing of this connection is believed any more',
    help: 'Look for a proxy or an attacker between this controller and the host, then run again.',
  },
  'not-sealed': {
    code: 'unreadable-answer',
    message: 'the answer is not encrypted, so anybody on the way could have written it',
    help: 'Check that this is WinRM and that no proxy stands between.',
  },
};

function fromWsmanFault({ providerCode, wsmanCode, subcode }: WsmanFault): Fault {
  if (wsmanCode !== undefined && QUOTA.has(wsmanCode)) {
    return {
      code: 'quota-exceeded',
      message: `a limit of the WinRM service is reached (0x${wsmanCode.toString(16)})`,
      help: 'Wait, or raise MaxConcurrentOperationsPerUser or MaxEnvelopeSizekb on the host.',
    };
  }
  if (wsmanCode !== undefined && BUSY.has(wsmanCode)) {
    return {
      code: 'service-busy',
      message: `the WinRM service is busy or did not get an answer from WMI in time (0x${wsmanCode.toString(16)})`,
      help: 'Run again later; raise --timeout for slow hosts.',
    };
  }
  if (subcode === 'AccessDenied') return fromCode(5);
  return fromCode(providerCode ?? wsmanCode ?? 0);
}

/** ERROR_WSMAN_* of wsmerror.h: limits on the size of messages, and on operations, shells and users at once. */
const QUOTA: ReadonlySet<number> = new Set([
  0x80338035, // ENCODING_LIMIT
  0x80338048, // MAX_ENVELOPE_SIZE_EXCEEDED
  0x80338049, // SERVER_ENVELOPE_LIMIT
  0x803381a5, // QUOTA_MAX_SHELLS
  0x803381a6, // QUOTA_MAX_OPERATIONS
  0x803381a7, // QUOTA_USER
  0x803381a8, // QUOTA_SYSTEM
  0x803381ab, // QUOTA_MAX_SHELLUSERS
  0x803381e5, // QUOTA_MAX_USERS_PPQ
  0x803381e7, // QUOTA_MAX_PLUGINOPERATIONS_PPQ
  0x803381e8, // QUOTA_MAX_OPERATIONS_USER_PPQ
]);
const BUSY: ReadonlySet<number> = new Set([
  0x80338029, // OPERATION_TIMEDOUT
  0x8033803f, // QUOTA_LIMIT, which is "busy servicing other requests"
]);

function fromCode(code: number): Fault {
  const isDenied = isAccessDenied(code);
  return {
    code: isDenied ? 'access-denied' : 'provider-failed',
    message: isDenied
      ? `the account may log on, but not read WMI or the registry (0x${code.toString(16)})`
      : `WMI on the host failed (0x${code.toString(16)})`,
    help: isDenied ? 'Use an account that is an administrator of the host.' : 'Check WMI on the host.',
    hresult: code,
  };
}

function unreadable(why: string): Fault {
  return {
    code: 'unreadable-answer',
    message: `the answer of the host cannot be used: ${why}`,
    help: 'Check that this is WinRM and that no proxy stands between.',
  };
}
