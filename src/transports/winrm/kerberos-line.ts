import { TransportError } from '../../model/fault.ts';
import type { HttpLine } from './http-exchange.ts';
import { boundLine, PLAIN_BODIES, type SoapLine } from './soap-line.ts';

/** What is used of the optional package `kerberos`. */
export interface Kerberos {
  readonly GSS_MECH_OID_SPNEGO: number;
  initializeClient(service: string, options: { readonly mechOID: number }): Promise<KerberosClient>;
}

interface KerberosClient {
  /** Takes the service's token in base64 (empty at first) and gives ours, or null when there is none to send. */
  step(token: string): Promise<string | null>;
}

/** Kerberos over HTTPS (RFC 4559), with the ticket of whoever runs vlkctl. */
export function kerberosLine(line: HttpLine, host: string, load: () => Promise<Kerberos> = loadKerberos): SoapLine {
  return boundLine(line, async () => ({
    authorization: `Negotiate ${await makeToken(host, await load())}`,
    bodies: PLAIN_BODIES,
  }));
}

async function loadKerberos(): Promise<Kerberos> {
  // Not a literal: the package is no dependency, and the compiler would look for it.
  const name = 'kerberos';
  try {
    const module: { readonly default: Kerberos } = await import(name);
    return module.default;
  } catch {
    throw new TransportError(NOT_INSTALLED);
  }
}

async function makeToken(host: string, kerberos: Kerberos): Promise<string> {
  try {
    const client = await kerberos.initializeClient(`HTTP@${host}`, { mechOID: kerberos.GSS_MECH_OID_SPNEGO });
    return (await client.step('')) ?? '';
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new TransportError({ ...NO_TICKET, message: `${NO_TICKET.message}: ${said}` });
  }
}

const NOT_INSTALLED = {
  code: 'program-missing',
  message: 'the package for Kerberos is not installed',
  help: 'Run `npm install kerberos` beside vlkctl.',
} as const;

const NO_TICKET = {
  code: 'auth-denied',
  message: 'Kerberos gave no ticket for this host',
  help: 'Run `kinit`, look with `klist`, and check that the host is written with its full name.',
} as const;
