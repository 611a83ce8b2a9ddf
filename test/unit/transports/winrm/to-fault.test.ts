import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, type FaultCode, TransportError } from '../../../../src/model/fault.ts';
import { ExchangeFailed } from '../../../../src/transports/winrm/exchange-failed.ts';
import { RegistryUnreadable } from '../../../../src/transports/winrm/slots.ts';
import { NotAuthenticated } from '../../../../src/transports/winrm/soap-line.ts';
import { toTransportError } from '../../../../src/transports/winrm/to-fault.ts';
import { NOW } from '../../../support/fake-spec.ts';
import { fault } from '../../../support/simulated-windows.ts';
import { type WinrmRig, winrmRig } from '../../../support/winrm-rig.ts';

let rig: WinrmRig;
beforeEach(async () => {
  rig = await winrmRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

/** What a service answers to the question for its operating system, by number of wsmerror.h, WinError or WMI. */
const SAID: readonly (readonly [what: string, code: number, fault: FaultCode, help: RegExp])[] = [
  ['too many operations of one user', 0x8033_81a6, 'quota-exceeded', /MaxConcurrentOperationsPerUser/],
  ['too many shells of one user', 0x8033_81a5, 'quota-exceeded', /Wait/],
  ['an answer larger than an envelope', 0x8033_8048, 'quota-exceeded', /MaxEnvelopeSizekb/],
  ['a service that is busy', 0x8033_803f, 'service-busy', /later/],
  ['a WMI that does not answer in time', 0x8033_8029, 'service-busy', /--timeout/],
  ['an account without rights', 5, 'access-denied', /administrator/],
  ['an account that WMI refuses', 0x8004_1003, 'access-denied', /administrator/],
  ['a class that is missing', 0x8004_1010, 'provider-failed', /WMI/],
  ['a WMI that is broken', 0x8004_1013, 'provider-failed', /WMI/],
];

describe('the fault of what a service says', () => {
  it.each(SAID)('%s', async (_what, number, code, help) => {
    rig.simulator.mischief = { say: () => fault(number).soap };
    expect(await faultOf(observe())).toMatchObject({ code, help: expect.stringMatching(help) });
  });

  it('is the same when it says so of the registry, in the middle of reading', () => {
    for (const [what, number, code] of SAID) {
      const { fault: told } = demandError(toTransportError(new RegistryUnreadable(number), 0));
      expect([what, told.code]).toEqual([what, code]);
    }
  });

  it('tells its number', async () => {
    rig.simulator.mischief = { say: () => fault(0x8004_1013).soap };
    expect(await faultOf(observe())).toMatchObject({
      hresult: 0x8004_1013,
      message: expect.stringContaining('80041013'),
    });
  });
});

describe('the fault of a refusal', () => {
  it.each([
    [
      'an account that is locked or expired: nobody says which',
      new Date(NOW).toUTCString(),
      'auth-denied',
      /locked, expired/,
    ],
    ['a clock that is six minutes ahead', 'Sun, 22 Nov 2026 16:21:31 GMT', 'clock-skew', /Set the clock/],
    ['a clock that is a year behind', 'Sat, 22 Nov 2025 16:15:30 GMT', 'clock-skew', /Set the clock/],
    ['a date that is none', 'yesterday', 'auth-denied', /locked, expired/],
  ] as const)('%s', async (_what, date, code, help) => {
    await using refusing = await winrmRig({ readPassword: () => Promise.resolve('wrong') });
    refusing.simulator.mischief = { date };
    expect(await faultOf(observe(refusing))).toMatchObject({ code, help: expect.stringMatching(help) });
  });
});

describe('the fault of the way to a host', () => {
  it('that resets the connection', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await new Promise<void>((resolve) => server.listen(rig.simulator.port, '127.0.4.1', resolve));
    expect(await faultOf(observe(rig, '127.0.4.1'))).toMatchObject({
      code: 'connection-lost',
      message: expect.stringContaining('ECONNRESET'),
      help: expect.stringContaining('Run again'),
    });
    server.close();
  });

  it('that refuses the connection', async () => {
    expect(await faultOf(observe(rig, '127.0.4.2'))).toMatchObject({
      code: 'connection-refused',
      help: expect.stringContaining('winrm quickconfig'),
    });
  });

  it('that no name service knows', async () => {
    expect(await faultOf(observe(rig, 'no-such-host.invalid'))).toMatchObject({
      code: 'name-not-resolved',
      help: expect.stringMatching(/name service/),
    });
  });

  it.each([
    ['ENOTFOUND', 'name-not-resolved', /spelling/],
    ['EAI_AGAIN', 'name-not-resolved', /name service/],
    ['CONNECT-TIMED-OUT', 'host-unreachable', /switched on/],
    ['EHOSTUNREACH', 'host-unreachable', /routing/],
    ['ENETUNREACH', 'host-unreachable', /firewall/],
    ['NOT-KEPT', 'host-unreachable', /proxy/],
    ['SILENT', 'timed-out', /another service/],
    ['CERT_HAS_EXPIRED', 'certificate-rejected', /certificateAuthorities/],
  ] as const)('by the code %s', (code, expected, help) => {
    const told = demandError(toTransportError(new ExchangeFailed(code, false), 0)).fault;
    expect(told).toMatchObject({ code: expected, help: expect.stringMatching(help) });
  });

  it('once a request was on its way, only leaves open what happened', () => {
    for (const code of ['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ECONNRESET', 'EPIPE', 'TOO-LARGE', 'CLOSED']) {
      expect(demandError(toTransportError(new ExchangeFailed(code, true), 0)).fault.code).toBe('connection-lost');
    }
  });
});

it.each(['EPROTO', 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'ECONNREFUSED', 'CERT_HAS_EXPIRED'])(
  '%s after something was sent leaves open whether it was carried out',
  (code) => {
    const told = demandError(toTransportError(new ExchangeFailed(code, true), 0)).fault;
    expect(told.code).toBe('connection-lost');
  },
);

it('something that does not speak HTTP is not taken for a broken network', () => {
  const told = demandError(toTransportError(new ExchangeFailed('NOT-HTTP', true, 'the head is none'), 0)).fault;
  expect(told).toMatchObject({
    code: 'connection-lost',
    message: expect.stringContaining('does not speak HTTP: the head'),
  });
});

it('what is a bug of ours is no fault of the world', () => {
  const bug = new RangeError('a bug');
  expect(toTransportError(bug, 0)).toBe(bug);
  expect(toTransportError(new NotAuthenticated('tampered'), 0)).toBeInstanceOf(TransportError);
});

async function observe({ transport, host }: WinrmRig = rig, name: string = host.name): Promise<unknown> {
  await using session = await transport.openRead({ ...host, name }, new AbortController().signal);
  return await session.observe(new AbortController().signal);
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  return demandError(
    await work.then(
      () => undefined,
      (error: unknown) => error,
    ),
  ).fault;
}

function demandError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  throw new Error('It was not ended by a TransportError', { cause: error });
}
