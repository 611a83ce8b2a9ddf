import { type Check, failed, passed } from '../../model/check.ts';
import type { WinrmAccess } from '../../model/host.ts';
import { isWinrm, type Offer } from './ask-offer.ts';
import { nameOf } from './survey-ports.ts';

/** The link `service`, from what a service offers to somebody it does not know. */
export function checkOffer(offer: Offer | string, access: WinrmAccess, port: number): Check {
  if (typeof offer === 'string') return noReply(offer, access, port);
  if (!isWinrm(offer)) {
    return failed('service', {
      code: 'other-service',
      message: `port ${port} is ${nameOf(offer)}`,
      help: 'Correct `port` in the access. On the host `winrm enumerate winrm/config/listener` shows where WinRM listens.',
    });
  }
  const { name, fits } = WANTED[access.authentication];
  if (offer.schemes.some((scheme) => fits.includes(scheme.toLowerCase())))
    return passed('service', `WinRM offers ${offer.schemes.join(', ')}`);
  return failed('service', {
    code: 'scheme-not-offered',
    message: `WinRM offers ${offer.schemes.join(', ')}; ${access.authentication} needs ${name}`,
    help: `On the host: \`winrm set winrm/config/service/auth @{${name}="true"}\`.`,
  });
}

/** What an authentication needs to be offered, and how it may be called there. */
const WANTED: Readonly<
  Record<WinrmAccess['authentication'], { readonly name: string; readonly fits: readonly string[] }>
> = {
  ntlm: { name: 'Negotiate', fits: ['negotiate'] },
  kerberos: { name: 'Kerberos', fits: ['kerberos', 'negotiate'] },
  basic: { name: 'Basic', fits: ['basic'] },
};

function noReply(code: string, { scheme }: WinrmAccess, port: number): Check {
  if (code === 'TIMED-OUT' || code === 'CONNECT-TIMED-OUT') {
    return failed('service', {
      code: 'timed-out',
      message: `port ${port} takes the connection and says nothing`,
      help: 'Restart the WinRM service of the host (`net stop winrm`, `net start winrm`), or check what else listens there.',
    });
  }
  return failed('service', {
    code: 'other-service',
    message: `port ${port} does not answer over ${scheme} (${code})`,
    help: 'Check `port` and `scheme` in the access: WinRM speaks http on 80 and 5985, https on 443 and 5986.',
  });
}
