import { describe, expect, it } from 'vitest';
import { credentialGate } from '../../../../src/transports/winrm/credential-gate.ts';
import { type Admit, NotAuthenticated, type SoapReply } from '../../../../src/transports/winrm/soap-line.ts';

const REPLY: SoapReply = { status: 200, soap: '<a/>' };
const accepts = (): Promise<SoapReply> => Promise.resolve(REPLY);
const refuses = (): Promise<SoapReply> => Promise.reject(new NotAuthenticated('denied'));

describe('an account in one run', () => {
  it('is not tried a third time once two hosts have refused it', async () => {
    const admit = credentialGate().admitterOf('PLANT\\svc');
    expect(await ends(admit, [refuses, refuses, accepts])).toEqual(['denied', 'denied', 'credential-suspended']);
  });

  it('is one account however it is written', async () => {
    const gate = credentialGate();
    const admits = [gate.admitterOf('PLANT\\svc'), gate.admitterOf('plant\\SVC'), gate.admitterOf('Plant\\Svc')];
    const found = [];
    for (const admit of admits) found.push(await endOf(admit, refuses));
    expect(found).toEqual(['denied', 'denied', 'credential-suspended']);
  });

  it('that a host has accepted is not suspended by others: its password is right, and nothing locks it', async () => {
    const admit = credentialGate().admitterOf('PLANT\\svc');
    const found = await ends(admit, [accepts, refuses, refuses, refuses, accepts]);
    expect(found).toEqual([REPLY, 'denied', 'denied', 'denied', REPLY]);
  });

  it('is tried by one host while the others wait', async () => {
    const admit = credentialGate().admitterOf('PLANT\\svc');
    let tried = 0;
    const first = endOf(admit, async () => {
      tried += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return refuses();
    });
    const others = [1, 2, 3].map(() =>
      endOf(admit, () => {
        tried += 1;
        return refuses();
      }),
    );
    await Promise.resolve();
    expect(tried).toBe(1);
    expect([await first, ...(await Promise.all(others))]).toEqual([
      'denied',
      'denied',
      'credential-suspended',
      'credential-suspended',
    ]);
    expect(tried).toBe(2);
  });
});

async function ends(admit: Admit, exchanges: readonly (() => Promise<SoapReply>)[]): Promise<readonly unknown[]> {
  const found = [];
  for (const exchange of exchanges) found.push(await endOf(admit, exchange));
  return found;
}

async function endOf(admit: Admit, exchange: () => Promise<SoapReply>): Promise<unknown> {
  try {
    return await admit(exchange, new AbortController().signal);
  } catch (error) {
    if (error instanceof NotAuthenticated) return error.why;
    return error instanceof Error && 'fault' in error ? Object(error.fault).code : error;
  }
}
