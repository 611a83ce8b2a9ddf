import type { Fault } from '../model/fault.ts';

/** ERROR_ACCESS_DENIED, WBEM_E_ACCESS_DENIED, E_ACCESSDENIED. */
const ACCESS_DENIED: ReadonlySet<number> = new Set([5, 0x80041003, 0x80070005]);

/** Whether a WinError, WMI or HRESULT code says that the account has no right. */
export function isAccessDenied(code: number): boolean {
  return ACCESS_DENIED.has(code);
}

/** Why one thing of a host cannot be read while others can; `code` is undefined where the host gave none. */
export function unreadFault(what: string, code: number | undefined): Fault {
  const isDenied = code !== undefined && isAccessDenied(code);
  return {
    code: isDenied ? 'access-denied' : 'provider-failed',
    message: `${what} cannot be read${code === undefined ? '' : ` (0x${code.toString(16)})`}`,
    help: isDenied
      ? 'Use an account that is an administrator of the host; a denied WPAEvents is a sign of tampering.'
      : 'Check WMI on the host.',
    ...(code !== undefined && { hresult: code }),
  };
}
