import { createSecureContext } from 'node:tls';
import { openLine } from '../winrm/http-exchange.ts';
import type { TlsCheck } from '../winrm/tls-check.ts';

/** Where WS-Management may be listening. */
export interface Listener {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
}

/** How a web service answers somebody it does not know. */
export interface Offer {
  readonly status: number;
  /** Ways to log on, in the words of the service: `Negotiate`, `Kerberos`, `Basic`. */
  readonly schemes: readonly string[];
  /** What it calls itself, such as `Microsoft-HTTPAPI/2.0`; empty when it does not say. */
  readonly server: string;
  /** What it says its time is; empty when it does not. */
  readonly date: string;
}

const MAX_REPLY_BYTES = 256 * 1024;
/** RFC 7235, RFC 4559, MS-NTHT; with CredSSP all that WinRM has ever offered. */
const SCHEMES = /(?:^|,)\s*(Negotiate|Kerberos|NTLM|Basic|Digest|CredSSP)(?=\s|,|$)/gi;

/**
 * Posts nothing to /wsman, without an account: what WinRM answers to that is 401 and the list of what it offers. Answers
 * the code of the failure when there is no reply (`TIMED-OUT`, `ECONNRESET`).
 */
export async function askOffer(listener: Listener, limitMs: number, signal: AbortSignal): Promise<Offer | string> {
  const bounds = { connectTimeoutMs: limitMs, maxReplyBytes: MAX_REPLY_BYTES };
  using line = openLine(
    { ...listener, path: '/wsman' },
    bounds,
    listener.scheme === 'https' ? anyCertificate() : undefined,
  );
  const ending = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    const headers = { 'Content-Type': 'application/soap+xml;charset=UTF-8' };
    const reply = await line.post({ headers, body: Buffer.alloc(0) }, ending);
    return {
      status: reply.status,
      schemes: readSchemes(reply.headers['www-authenticate'] ?? ''),
      server: printable(reply.headers['server'] ?? ''),
      date: reply.headers.date ?? '',
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}

/** To be told what is offered any certificate will do: nothing of ours is sent. Whether it is the host's, the logon tells. */
function anyCertificate(): TlsCheck {
  const secureContext = createSecureContext();
  return { options: { secureContext, rejectUnauthorized: false }, isRight: () => true };
}

/** `Negotiate, Basic realm="WSMAN", CredSSP` to the three names. */
export function readSchemes(header: string): readonly string[] {
  return [...header.matchAll(SCHEMES)].map(([, scheme = '']) => scheme);
}

/** Whether this is how WinRM answers: other web servers have no /wsman, and say so. */
export function isWinrm({ status, schemes }: Offer): boolean {
  return status === 401 && schemes.length > 0;
}

/** A few words of a service about itself, fit to be shown. */
export function printable(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 60);
}
