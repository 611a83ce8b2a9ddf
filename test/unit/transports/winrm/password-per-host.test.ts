import { expect, it } from 'vitest';
import type { HostSpec } from '../../../../src/model/host.ts';
import { simulatedWindows } from '../../../support/simulated-windows.ts';
import { PASSWORD, winrmRig } from '../../../support/winrm-rig.ts';
import { startWsman } from '../../../support/wsman-simulator.ts';

const OWN = { command: ['get-password', '{host}'] } as const;
const USER = 'Administrator';
const RIGHT = '127.0.0.4';

it('hosts with wrong passwords of their own do not suspend one with the right one', async () => {
  const asked: string[] = [];
  await using rig = await winrmRig({
    readPassword: async (_ref, host) => {
      asked.push(host);
      return host === RIGHT ? PASSWORD : 'wrong';
    },
  });
  const observe = async (address: string): Promise<string> => {
    const windows = simulatedWindows('BBBBB-CCCCC-DDDDD-FFFFF-RRRRR', {});
    await using simulator = await startWsman(windows, { user: USER, password: PASSWORD, address });
    const access = { ...rig.host.access, port: simulator.port, username: USER, password: OWN };
    const host: HostSpec = { ...rig.host, name: address, access: access.kind === 'winrm' ? access : rig.host.access };
    const { signal } = new AbortController();
    await using session = await rig.transport.openRead(host, signal);
    try {
      await session.observe(signal);
      return 'observed';
    } catch (error) {
      return JSON.stringify(error);
    }
  };
  const hosts = ['127.0.0.2', '127.0.0.3', RIGHT];
  const answers: string[] = [];
  for (const host of hosts) answers.push(await observe(host));
  expect(answers).toEqual([
    expect.stringContaining('"auth-denied"'),
    expect.stringContaining('"auth-denied"'),
    'observed',
  ]);
  expect(asked).toEqual(hosts);
});
