import { putKey, type SimulatedWindows, simulatedWindows } from './simulated-windows.ts';
import { syntheticKey } from './synthetic-key.ts';
import { startWsman, type WsmanSimulator } from './wsman-simulator.ts';

export const USER: string = String.raw`PLANT\svc-vlk`;
/** Carried by every host on its first day. */
const FIRST_KEY: string = syntheticKey(1);

/** Hosts with WinRM at addresses of their own and one port, each with its own password. */
export interface LeakFleet extends AsyncDisposable {
  readonly port: number;
  readonly addresses: readonly string[];
  readonly hosts: readonly WsmanSimulator[];
  /** Every byte that came to any of them. */
  wire(): Buffer;
  /** Back to the first day. */
  reset(): void;
}

/** Starts one host for each password, `HOST-1` and so on, with Windows XP SP3. */
export async function startFleet(passwords: readonly string[]): Promise<LeakFleet> {
  let wire: Buffer[] = [];
  const hosts: WsmanSimulator[] = [];
  for (const [index, password] of passwords.entries()) {
    const address = `127.0.2.${index + 1}`;
    const tap = (bytes: Buffer): void => void wire.push(bytes);
    const port = hosts[0]?.port ?? 0;
    hosts.push(await startWsman(newWindows(index), { user: USER, password, address, port, tap }));
  }
  return {
    port: hosts[0]?.port ?? 0,
    addresses: hosts.map(({ address }) => address),
    hosts,
    wire: () => Buffer.concat(wire),
    reset: () => {
      wire = [];
      for (const { windows } of hosts) putKey(windows, FIRST_KEY);
    },
    [Symbol.asyncDispose]: async () => {
      for (const host of hosts) await host[Symbol.asyncDispose]();
    },
  };
}

function newWindows(index: number): SimulatedWindows {
  const now = `${new Date().toISOString().slice(0, 19)}+00:00`;
  return simulatedWindows(FIRST_KEY, { CSName: `HOST-${index + 1}`, LocalDateTime: now });
}
