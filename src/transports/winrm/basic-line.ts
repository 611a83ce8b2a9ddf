import type { HttpLine } from './http-exchange.ts';
import type { Account } from './ntlm.ts';
import { type Admit, NotAuthenticated, PLAIN_BODIES, SOAP_CONTENT_TYPE, type SoapLine } from './soap-line.ts';

/**
 * Basic authentication (RFC 7617): the password travels with every request, so the line must be TLS; the inventory
 * refuses anything else.
 */
export function basicLine(line: HttpLine, { domain, user, password }: Account, admit: Admit): SoapLine {
  const name = domain === '' ? user : `${domain}\\${user}`;
  const authorization = `Basic ${Buffer.from(`${name}:${password}`, 'utf8').toString('base64')}`;
  return {
    post: (soap, signal) =>
      admit(async () => {
        const headers = { Authorization: authorization, 'Content-Type': SOAP_CONTENT_TYPE };
        const reply = await line.post({ headers, body: Buffer.from(soap, 'utf8') }, signal);
        if (reply.status === 401) throw new NotAuthenticated('denied', reply.headers.date);
        return { status: reply.status, soap: PLAIN_BODIES.unwrap(reply) };
      }, signal),
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}
