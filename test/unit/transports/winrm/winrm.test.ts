import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../../../src/model/fault.ts';
import type { HostSpec } from '../../../../src/model/host.ts';
import type { Transport } from '../../../../src/model/transport.ts';
import { preSp1 } from '../../../../src/strategies/pre-sp1.ts';
import { winrmTransport } from '../../../../src/transports/winrm/winrm.ts';
import { winrmAccess } from '../../../support/builders.ts';
import { hostSpec, INTENT, journaled, KEY, NEW_KEY } from '../../../support/fake-spec.ts';
import { OOBE_BYTES, simulatedWindows } from '../../../support/simulated-windows.ts';
import { winrmSettings } from '../../../support/winrm-settings.ts';
import { startWsman, type WsmanSimulator } from '../../../support/wsman-simulator.ts';

const ACCOUNT = { user: 'PLANT\\svc-vlk', password: 'correct horse' };
const OLD = 'BBBBB-CCCCC-DDDDD-FFFFF-KKKKK';
const WPA_EVENTS = String.raw`software\microsoft\windows nt\currentversion\wpaevents`;

let simulator: WsmanSimulator;

beforeEach(async () => {
  simulator = await startWsman(simulatedWindows(OLD, { ServicePackMajorVersion: 0 }), ACCOUNT);
});
afterEach(() => simulator[Symbol.asyncDispose]());

describe('observing over winrm', () => {
  it('reads what the payload would, with one connection and one authentication', async () => {
    await using session = await transport().openRead(spec(), noSignal());
    const first = await session.observe(noSignal());
    expect(first).toMatchObject({
      os: { csName: 'GATE-07', version: '5.1.2600', servicePack: 0, productType: 1, suiteMask: 256, osLanguage: 1033 },
      activation: { state: 'present', value: { required: false } },
      key: { state: 'present', value: { state: 'present', lastFive: 'KKKKK', channel: 'volume' } },
      oobeTimer: { state: 'present', value: true },
      undoSlots: [],
      changeInProgress: false,
      hostTime: '2026-11-22T16:15:30+00:00',
    });
    await session.observe(noSignal());
    expect(simulator.counts).toMatchObject({ sockets: 1, authentications: 1 });
  });

  it('authenticates again when the service has closed the idle connection', async () => {
    await using session = await transport().openRead(spec(), noSignal());
    await session.observe(noSignal());
    simulator.closeIdle();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await session.observe(noSignal());
    expect(simulator.counts).toMatchObject({ sockets: 2, authentications: 2 });
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, 'auth-denied'],
    ['a port where nothing listens', { port: 1 }, 'connection-refused'],
    ['a name that does not exist', { name: 'no-such-host.invalid' }, 'name-not-resolved'],
  ])('%s is told as it is', async (_title, wrong, code) => {
    expect(await faultOf(() => observeOnce(wrong))).toMatchObject({ code });
  });

  it('a wrong clock is suspected where the host says another time', async () => {
    simulator.mischief = { date: 'Sun, 22 Nov 2026 16:21:00 GMT' };
    expect(await faultOf(() => observeOnce({ password: 'wrong' }))).toMatchObject({ code: 'clock-skew' });
  });

  it('a changed answer is not believed', async () => {
    simulator.mischief = { tamper: true };
    expect(await faultOf(() => observeOnce())).toMatchObject({ code: 'connection-lost' });
  });
});

describe('changing over winrm', () => {
  it('sets the key as the strategy of Windows XP without a service pack does', async () => {
    await using session = await transport().openWrite(spec(), noSignal());
    const before = await session.observe(noSignal());
    const calls = preSp1.writes(INTENT, { lastFive: KEY.lastFive });
    const answer = await session.change(
      { intent: journaled(), expect: { os: before.os }, calls, key: KEY },
      noSignal(),
    );
    expect(answer).toMatchObject({
      status: 'ran',
      calls: calls.map(({ kind }) => ({ call: kind, outcome: { status: 'done' } })),
    });
    const after = await session.observe(noSignal());
    expect(after.key).toMatchObject({ value: { lastFive: NEW_KEY.state === 'present' ? NEW_KEY.lastFive : '' } });
    expect(after.oobeTimer).toEqual({ state: 'absent' });
    expect(after.undoSlots).toMatchObject([{ intent: INTENT, complete: true, oobeTimer: 'gone' }]);
    expect(after.changeInProgress).toBe(false);
    const back = [
      { kind: 'restore-oobe-timer', intent: INTENT },
      { kind: 'drop-undo', intent: INTENT },
    ] as const;
    await session.change({ intent: journaled(), expect: { os: before.os }, calls: back }, noSignal());
    expect(simulator.windows.registry.get(WPA_EVENTS)?.get('OOBETimer')).toEqual(OOBE_BYTES);
    expect([...simulator.windows.registry.keys()].filter((path) => path.includes('vlkctl'))).toEqual([]);
  });

  it('never repeats a SetProductKey whose answer was lost, and shows that it may still come', async () => {
    simulator.mischief = { hangUpAfter: (soap) => soap.includes('SetProductKey_INPUT') };
    await using session = await transport().openWrite(spec(), noSignal());
    const { os } = await session.observe(noSignal());
    const calls = preSp1.writes(INTENT, { lastFive: KEY.lastFive });
    const change = session.change({ intent: journaled(), expect: { os }, calls, key: KEY }, noSignal());
    expect(await faultOf(() => change)).toMatchObject({ code: 'connection-lost' });
    expect(simulator.windows.calls.filter((call) => call === 'SetProductKey')).toHaveLength(1);
    expect(await session.observe(noSignal())).toMatchObject({ changeInProgress: true });
    simulator.windows.os = { ...simulator.windows.os, LocalDateTime: '2026-11-22T16:25:30+00:00' };
    expect(await session.observe(noSignal())).toMatchObject({ changeInProgress: false });
  });
});

function transport(): Transport {
  return winrmTransport(winrmSettings('correct horse'));
}

function spec(wrong: { readonly port?: number; readonly name?: string } = {}): HostSpec {
  const { port = simulator.port, name = '127.0.0.1' } = wrong;
  const access = winrmAccess({ port, username: ACCOUNT.user });
  return { ...hostSpec(access), name };
}

async function observeOnce(
  wrong: { readonly password?: string; readonly port?: number; readonly name?: string } = {},
): Promise<unknown> {
  await using session = await winrmTransport(winrmSettings(wrong.password ?? ACCOUNT.password)).openRead(
    spec(wrong),
    noSignal(),
  );
  return await session.observe(noSignal());
}

function noSignal(): AbortSignal {
  return new AbortController().signal;
}

async function faultOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TransportError) return error.fault;
    throw error;
  }
}
