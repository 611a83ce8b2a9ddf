import type { Fault } from '../../model/fault.ts';
import type { ExchangeFailed } from './exchange-failed.ts';

/** The fault of an exchange that got no reply. Once something was sent, none of them says that nothing was carried out. */
export function fromExchange({ code, wasSent, shown }: ExchangeFailed): Fault {
  const ended = AT_ANY_TIME[code];
  if (ended !== undefined) return ended;
  return wasSent ? fromSent(code, shown) : fromUnsent(code, shown);
}

const AT_ANY_TIME: Readonly<Record<string, Fault>> = {
  'TIMED-OUT': {
    code: 'timed-out',
    message: 'the host did not answer in time',
    help: 'Check whether the host hangs; raise --timeout for slow ones.',
  },
  SILENT: {
    code: 'timed-out',
    message: 'the service takes the connection, but does not begin to answer',
    help: 'Check that this is WinRM and not another service; restart the service on the host when it hangs.',
  },
  ABORTED: {
    code: 'aborted',
    message: 'the run was interrupted before the host answered',
    help: 'Run again.',
  },
};

function fromSent(code: string, shown: string | undefined): Fault {
  if (code === 'NOT-HTTP') {
    const message = `what answers on this port does not speak HTTP: ${shown}`;
    return { code: 'connection-lost', message, help: 'Check `port`: something else than WinRM listens there.' };
  }
  return {
    code: 'connection-lost',
    message: `the connection broke before the answer came (${code})`,
    help: 'Run again: what happened is looked at first.',
  };
}

function fromUnsent(code: string, shown: string | undefined): Fault {
  const known = BEFORE_SENDING[code];
  if (known !== undefined) return known;
  if (code === 'OTHER-CERTIFICATE') {
    return {
      code: 'certificate-rejected',
      message: `the host shows another certificate than the pinned one: ${shown}`,
      help: 'If the host got a new certificate, write its SHA-256 as `certificateSha256`; else look for an attacker.',
    };
  }
  if (/^ERR_SSL|^EPROTO$/.test(code)) {
    return {
      code: 'connection-refused',
      message: `the service does not speak TLS 1.2 or later on this port (${code})`,
      help: 'Check `port` and `scheme`: WinRM has https on 5986 and http on 5985.',
    };
  }
  if (/CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|^ERR_TLS/.test(code)) {
    return {
      code: 'certificate-rejected',
      message: `the certificate of the host is not trusted (${code})`,
      help: 'Name its authorities as `certificateAuthorities` in the access, or pin it as `certificateSha256`.',
    };
  }
  return {
    code: 'host-unreachable',
    message: `the connection broke off (${code})`,
    help: 'Check host, port and firewall.',
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
