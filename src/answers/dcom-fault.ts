import type { Fault } from '../model/fault.ts';

const LOOK_FIRST = 'Run again: what happened on the host is looked at first.';
const FIREWALL =
  'Check that the host is on and its name; on Windows XP SP2 and Server 2003 SP1 and later its firewall must let DCOM in: `netsh firewall set service RemoteAdmin enable` on the host.';
const RIGHTS =
  'Run vlkctl as a user who is an administrator of the host and may activate DCOM objects there. A workgroup XP makes every network logon a guest: set "Sharing and security model for local accounts" to Classic.';
const REPAIR = 'Check the service Windows Management Instrumentation on the host.';

/** Nothing was asked of the host yet when it says one of these; by number, as texts are localised. */
const REFUSALS: ReadonlyMap<number, Pick<Fault, 'code' | 'message' | 'help'>> = new Map([
  [0x8007_06ba, { code: 'host-unreachable', message: 'no RPC server answers there', help: FIREWALL }],
  [0x8007_06d9, { code: 'host-unreachable', message: 'its RPC server knows no WMI', help: FIREWALL }],
  [0x8007_0035, { code: 'host-unreachable', message: 'its network path is not found', help: FIREWALL }],
  [0x8007_0005, { code: 'access-denied', message: 'DCOM denies access', help: RIGHTS }],
  [0x8004_1003, { code: 'access-denied', message: 'the WMI namespace denies access', help: RIGHTS }],
  [0x8007_052e, { code: 'auth-denied', message: 'it does not accept the logon', help: RIGHTS }],
  [0x8004_100e, { code: 'provider-failed', message: 'it has no such WMI namespace', help: REPAIR }],
  [0x8007_0422, { code: 'provider-failed', message: 'its WMI service is disabled', help: REPAIR }],
]);

/** Why no connection to WMI on the host could be made. */
export function connectFault(hresult: number): Fault {
  const known = REFUSALS.get(hresult) ?? {
    code: isConnectionLost(hresult) ? 'connection-lost' : 'provider-failed',
    message: 'the connection failed',
    help: isConnectionLost(hresult) ? LOOK_FIRST : REPAIR,
  };
  return { ...known, message: `WMI cannot be reached over DCOM: ${known.message} (${toHex(hresult)})`, hresult };
}

/** The fault of a call over DCOM that got no answer, after the connection was there. */
export function lostFault(hresult: number): Fault {
  return {
    code: 'connection-lost',
    message: `the DCOM connection to the host broke (${toHex(hresult)})`,
    help: LOOK_FIRST,
    hresult,
  };
}

/** RPC (0x800706xx), COM itself (0x8001xxxx) and WMI's own way to the host: nobody knows what became of the call. */
export function isConnectionLost(hresult: number): boolean {
  return hresult >>> 8 === 0x80_0706 || hresult >>> 16 === 0x8001 || hresult === 0x8004_1015;
}

function toHex(hresult: number): string {
  return `0x${hresult.toString(16)}`;
}
