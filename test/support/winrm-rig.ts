import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { WinrmAccess } from '../../src/model/host.ts';
import type { TransportSettings } from '../../src/transports/transport-settings.ts';
import { winrmTransport } from '../../src/transports/winrm/winrm.ts';
import { FakePrograms, readTree } from './fake-programs.ts';
import { CannotPlay, type Rig, settingsFor } from './fake-rigs.ts';
import { hostSpec, OLD_KEY } from './fake-spec.ts';
import type { Scene } from './fake-windows.ts';
import { putKey, type SimulatedWindows, simulatedWindows } from './simulated-windows.ts';
import { type Mischief, startWsman, type WsmanSimulator } from './wsman-simulator.ts';

export const PASSWORD = 'correct horse æøå';
const USER = String.raw`PLANT\svc-vlk`;
/** Made up; it ends as the key of every fake host does. */
const FIRST_KEY = 'BBBBB-CCCCC-DDDDD-FFFFF-RRRRR';
/** The broadcast address of the loopback network: nothing can be connected to it, and the system says so at once. */
const NOWHERE = '127.255.255.255';

/** The rig, with the service of the host and everything that reached it. */
export interface WinrmRig extends Rig {
  readonly simulator: WsmanSimulator;
  /** Every byte that came to the host. */
  wire(): Buffer;
}

/** A host with a WinRM service in this process. */
export async function winrmRig(changed: Partial<TransportSettings> = {}): Promise<WinrmRig> {
  const programs = await FakePrograms.create([], () => []);
  const windows = simulatedWindows(FIRST_KEY, { ServicePackMajorVersion: 0 });
  putKey(windows, FIRST_KEY, OLD_KEY.productId);
  const wire: Buffer[] = [];
  const listening = { user: USER, password: PASSWORD, tap: (bytes: Buffer) => void wire.push(bytes) };
  const simulator = await startWsman(windows, listening);
  const hanging = watchHanging();
  let name = simulator.address;
  return {
    simulator,
    wire: () => Buffer.concat(wire),
    transport: winrmTransport(settingsFor(programs, { readPassword: () => Promise.resolve(PASSWORD), ...changed })),
    get host() {
      return { ...hostSpec(accessTo(simulator)), name };
    },
    programs,
    begun: () => simulator.counts.requests,
    nextHang: hanging.next,
    endHanging: hanging.end,
    play: async (scene) => {
      const mischief = MISCHIEF[scene.kind];
      if (mischief === undefined) throw new CannotPlay(scene.kind);
      name = scene.kind === 'switched-off' ? NOWHERE : simulator.address;
      windows.setProductKey = () => (scene.kind === 'refuses-key' ? { fault: 0x8004_1001 } : 'takes');
      simulator.mischief = { ...mischief(windows), onHang: hanging.add };
    },
    leftBehind: () => [...readTree(programs.temporaryFolder).keys(), ...tracesIn(windows)],
    written: () => [...readTree(join(programs.bin, '..')).values(), ...writesOf(simulator)].join('\n'),
    [Symbol.asyncDispose]: async () => {
      await simulator[Symbol.asyncDispose]();
      await programs[Symbol.asyncDispose]();
    },
  };
}

function accessTo({ port }: WsmanSimulator): WinrmAccess {
  const account = { username: USER, password: { env: 'UNUSED' } };
  const trust = { by: 'system' } as const;
  return { kind: 'winrm', scheme: 'http', authentication: 'ntlm', port, ...account, trust, sealing: 'demanded' };
}

const nothing = (): Mischief => ({});

/** How each scene is played; it hits the request that everything depends on. */
const MISCHIEF: Readonly<Partial<Record<Scene['kind'], (windows: SimulatedWindows) => Mischief>>> = {
  well: nothing,
  'refuses-key': nothing,
  'switched-off': nothing,
  'dies-in-change': () => ({ hangUpBefore: (soap) => soap.includes('SetProductKey_INPUT') }),
  'breaks-off': (windows) => ({ breakOffIn: (soap) => isDecisive(soap, windows) }),
  hangs: (windows) => ({ hangAt: (soap) => isDecisive(soap, windows) }),
};

/** In a change, which has left its mark before, the one that sets the key; else the one that reads it. */
function isDecisive(soap: string, windows: SimulatedWindows): boolean {
  const isChanging = tracesIn(windows).some((path) => path.includes(String.raw`\busy`));
  return soap.includes(isChanging ? 'SetProductKey_INPUT' : 'DigitalProductId');
}

/** Registry keys of this product on the host. */
function tracesIn({ registry }: SimulatedWindows): readonly string[] {
  return [...registry.keys()].filter((path) => path.includes('vlkctl'));
}

/** Whatever was to be written into the registry; SetProductKey is the one call that may have the key. */
function writesOf({ soaps }: WsmanSimulator): readonly string[] {
  return soaps.filter((soap) => !soap.includes('SetProductKey_INPUT'));
}

/** Longer than a connection takes to end on a busy machine. */
const PATIENCE_MS = 2000;

function watchHanging(): {
  readonly add: (socket: Socket) => void;
  readonly next: Rig['nextHang'];
  readonly end: Rig['endHanging'];
} {
  const sockets: Socket[] = [];
  const waiting: (() => void)[] = [];
  return {
    add: (socket) => {
      sockets.push(socket);
      for (const resolve of waiting.splice(0)) resolve();
    },
    next: () => new Promise((resolve) => void waiting.push(resolve)),
    end: async () => {
      const ends = await Promise.all(sockets.map(endsByItself));
      for (const socket of sockets) socket.destroy();
      return ends.every(Boolean) ? 'ended' : 'left alone';
    },
  };
}

async function endsByItself(socket: Socket): Promise<boolean> {
  if (socket.destroyed) return true;
  return once(socket, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    () => true,
    () => false,
  );
}
