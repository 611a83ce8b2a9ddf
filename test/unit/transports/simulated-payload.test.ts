import { describe, expect, it } from 'vitest';
import type { WriteCall } from '../../../src/model/call.ts';
import { encodeChange } from '../../../src/transports/encode-calls.ts';
import type { SimulatedState } from '../../../src/transports/simulated-host.ts';
import { runSimulatedPayload, SimulatedDeath } from '../../../src/transports/simulated-payload.ts';
import { INTENT, journaled, KEY, NOW, parsedKey, simulatedSpec } from '../../support/fake-spec.ts';
import { broken, DELETE, DELETED, PATHS, SAVE, SET, XP_RTM, XP_SP3 } from './payload-paths.ts';

describe('the simulated payload, as the payload does,', () => {
  it.each(PATHS.map((each) => [each.what, each] as const))(
    '%s',
    (_what, { before, calls, said, after, withoutKey }) => {
      const run = runSimulatedPayload(simulatedSpec(), before, changeOf(calls, before), {
        ...(withoutKey !== true && { key: KEY.reveal() }),
        now: NOW,
      });
      const outcomes = calls.map(({ kind }, index) => `call.${index + 1}=${kind} ${said[index]}`);
      expect(run.stdout.split('\r\n')).toEqual(['change=ran', ...outcomes, 'end=ok', '']);
      expect(run.state).toEqual(after);
    },
  );

  it('touches nothing after a key that was not refused and cannot be read back', () => {
    const unreadable = parsedKey('BBBBB-BBBBB-BBBBB-BBBBB-BBBBB').reveal();
    const calls = changeOf([SET, { kind: 'settle', intent: INTENT }], DELETED);
    const run = runSimulatedPayload(simulatedSpec(), DELETED, calls, { key: unreadable, now: NOW });
    expect(run.stdout).toContain('call.2=settle done');
    expect(run.state).toEqual({ ...DELETED, key: 'withheld - -' });
  });

  it('says what is not as expected first, and writes nothing', () => {
    const calls = changeOf([SAVE]).replace('producttype 1', 'producttype 3').replace('servicepack 0', 'servicepack 2');
    const run = runSimulatedPayload(simulatedSpec(), XP_RTM, calls, { key: KEY.reveal(), now: NOW });
    expect(run.stdout).toBe('change=not-as-expected servicepack\r\nend=ok\r\n');
    expect(run.state).toBe(XP_RTM);
  });

  it('dies while it sets the key, with everything done that came before', () => {
    const before = broken(XP_RTM, 'dies-in-change');
    const death = thrownBy(() =>
      runSimulatedPayload(simulatedSpec(), before, changeOf([SAVE, DELETE, SET]), { key: KEY.reveal(), now: NOW }),
    );
    expect(death).toBeInstanceOf(SimulatedDeath);
    expect(death).toMatchObject({ fault: { code: 'connection-lost' }, state: DELETED });
  });

  it.each(['', 'call observe\r\n', 'vlkctl-calls 2\r\ncall observe\r\n'])(
    'reads no calls file that begins with %j',
    (calls) => {
      expect(() => runSimulatedPayload(simulatedSpec(), XP_RTM, calls, { now: NOW })).toThrow('no header');
    },
  );

  it('knows no other call', () => {
    expect(() =>
      runSimulatedPayload(simulatedSpec(), XP_RTM, 'vlkctl-calls 1\r\ncall format\r\n', { now: NOW }),
    ).toThrow('format');
  });

  it('keeps no key, only what is read of it', () => {
    const run = runSimulatedPayload(simulatedSpec(), XP_SP3, changeOf([SET], XP_SP3), { key: KEY.reveal(), now: NOW });
    expect(JSON.stringify(run)).not.toContain(KEY.reveal().slice(0, 5));
  });
});

/** The calls file of a change that expects the host as it is. */
function changeOf(
  calls: readonly WriteCall[],
  { csName, version, servicePack, productType }: SimulatedState = XP_RTM,
): string {
  const os = { csName, version, servicePack, productType };
  return encodeChange({ intent: journaled(), expect: { os }, calls });
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
