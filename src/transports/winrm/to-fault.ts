import { isAccessDenied } from '../../answers/unread-fault.ts';
import { type Fault, TransportError } from '../../model/fault.ts';
import { ExchangeFailed } from './exchange-failed.ts';
import { fromExchange } from './exchange-fault.ts';
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
