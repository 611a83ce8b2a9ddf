import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { HostSpec, SimulatedFault } from '../../src/model/host.ts';
import type { Transport } from '../../src/model/transport.ts';
import { localTransport } from '../../src/transports/local.ts';
import { simulatedTransport } from '../../src/transports/simulated.ts';
import { sshTransport } from '../../src/transports/ssh.ts';
import type { TransportSettings } from '../../src/transports/transport-settings.ts';
import { wmiTransport } from '../../src/transports/wmi.ts';
import { FakePrograms, isRunning, readTree } from './fake-programs.ts';
import { HOST_NAME, hostSpec, NOW, simulatedSpec } from './fake-spec.ts';
import { FakeSshServer } from './fake-ssh-server.ts';
import { FakeWindows, type Scene } from './fake-windows.ts';

export const PAYLOAD: string = join(import.meta.dirname, '../../src/payload/vlk-host.vbs');
export const RUN_NAME = 'r20261122161530x3kq';

/** The transports that the contract is asked of. */
export type ContractKind = 'ssh' | 'local' | 'simulated' | 'wmi' | 'winrm';

/** One host, the transport that reaches it, and a view on everything the transport does. */
export interface Rig extends AsyncDisposable {
  readonly transport: Transport;
  readonly host: HostSpec;
  readonly programs: FakePrograms;
  /** What happens from now on. Throws CannotPlay where the transport has no such thing. */
  play(scene: Scene): Promise<void>;
  /** How many programs were started, or requests carried out. */
  begun(): number;
  /** Ends when something hangs: a program of this controller, or a request on its connection. */
  nextHang(): Promise<void>;
  /** What became of everything that hangs; ends it. */
  endHanging(): Promise<'ended' | 'left alone' | 'dying'>;
  /** Files and folders that are still there, on the controller and on the host. */
  leftBehind(): readonly string[];
  /** Everything that is or ever was in a file, on the controller and on the host. */
  written(): string;
}

/** The transport has no such thing: `contract/transport.contract.ts` says why. */
export class CannotPlay extends Error {
  override readonly name = 'CannotPlay';
}

export function settingsFor(programs: FakePrograms, changed: Partial<TransportSettings> = {}): TransportSettings {
  return {
    childEnvironment: { PATH: programs.bin, LC_ALL: 'C' },
    payload: PAYLOAD,
    scriptHost: 'cscript',
    temporaryFolder: programs.temporaryFolder,
    canShareConnections: true,
    now: () => NOW,
    runName: RUN_NAME,
    stateFolder: join(programs.bin, '..', 'state'),
    timeoutMs: 60_000,
    readPassword: () => Promise.reject(new Error('no access here has a password')),
    readReported: () => Promise.resolve(new Map()),
    drawBytes: randomBytes,
    newUuid: randomUUID,
    simulationFolder: join(programs.bin, '..', 'simulation'),
    ...changed,
  };
}

/** What a rig says of what it started, where that is programs. */
function programsOf(programs: FakePrograms): Pick<Rig, 'programs' | 'begun' | 'nextHang' | 'endHanging'> {
  return {
    programs,
    begun: () => programs.started.length,
    nextHang: () => programs.nextHang(),
    endHanging: async () => {
      const running = programs.started.filter(({ pid }) => isRunning(pid));
      const hanging = await programs.countHanging();
      for (const { pid } of running.filter((start) => isRunning(start.pid))) process.kill(pid, 'SIGKILL');
      if (running.length === 0) return 'ended';
      return running.length === hanging ? 'left alone' : 'dying';
    },
  };
}

const SIMULATED_FAULTS: ReadonlyMap<Scene['kind'], SimulatedFault | undefined> = new Map([
  ['well', undefined],
  ['refuses-key', 'refuses-key'],
  ['dies-in-change', 'dies-in-change'],
  ['switched-off', 'unreachable'],
]);

export async function simulatedRig(): Promise<Rig> {
  const programs = await FakePrograms.create([], () => []);
  const settings = settingsFor(programs);
  let host = simulatedSpec();
  return {
    transport: simulatedTransport(settings),
    get host() {
      return host;
    },
    ...programsOf(programs),
    play: async ({ kind }) => {
      if (!SIMULATED_FAULTS.has(kind)) throw new CannotPlay(kind);
      host = simulatedSpec(SIMULATED_FAULTS.get(kind));
    },
    leftBehind: () => [...readTree(programs.temporaryFolder).keys()],
    written: () => [...readTree(join(programs.bin, '..')).values()].join('\n'),
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  };
}

export async function localRig(): Promise<Rig & { readonly windows: FakeWindows }> {
  const windows = new FakeWindows();
  const programs = await FakePrograms.create(['cscript'], ({ args, env, files }) => {
    const [option, payload, callsFile = ''] = args;
    if (option !== '//Nologo' || payload !== PAYLOAD) throw new Error(`cscript is asked: ${args.join(' ')}`);
    const calls = files.get(callsFile.slice(programs.temporaryFolder.length + 1));
    if (calls === undefined) throw new Error(`No calls file: ${callsFile}`);
    const { orders, broke } = windows.run(calls, env['VLK_KEY']);
    return broke ? [...orders, { do: 'die' }] : orders;
  });
  return {
    windows,
    transport: localTransport(settingsFor(programs)),
    host: hostSpec({ kind: 'local' }),
    ...programsOf(programs),
    play: async (scene) => {
      if (scene.kind === 'switched-off') throw new CannotPlay(scene.kind);
      if (scene.kind === 'program-missing') await programs.remove();
      windows.scene = scene;
    },
    leftBehind: () => [...readTree(programs.temporaryFolder).keys()],
    written: () => programs.started.flatMap(({ files }) => [...files.values()]).join('\n'),
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  };
}

/** What the payload is told beside its calls when a host is reached over DCOM. */
const AIM = `target ${HOST_NAME}\r\nmark ${RUN_NAME} 120\r\n`;
/** RPC_S_SERVER_UNAVAILABLE, as the payload says it. */
const NOBODY_THERE = 'error=connect 800706BA\r\n';

export async function wmiRig(
  changed: Partial<TransportSettings> = {},
): Promise<Rig & { readonly windows: FakeWindows }> {
  const windows = new FakeWindows();
  const programs = await FakePrograms.create(['cscript'], ({ args, env, files }) => {
    const [option, payload, callsFile = '', lockFile] = args;
    if (
      option !== '//Nologo' ||
      payload !== PAYLOAD ||
      lockFile !== join(programs.bin, '..', 'state', `busy-${HOST_NAME}`)
    )
      throw new Error(`cscript is asked: ${args.join(' ')}`);
    const [before, calls, ...more] = files.get(callsFile.slice(programs.temporaryFolder.length + 1))?.split(AIM) ?? [];
    if (before === undefined || calls === undefined || more.length > 0)
      throw new Error(`Aimed at another: ${callsFile}`);
    const { orders, broke } = windows.run(before + calls, env['VLK_KEY']);
    return broke ? [...orders, { do: 'die' }] : orders;
  });
  return {
    windows,
    transport: wmiTransport(settingsFor(programs, changed)),
    host: hostSpec({ kind: 'wmi' }),
    ...programsOf(programs),
    play: async (scene) => {
      if (scene.kind === 'program-missing') await programs.remove();
      const isOff = scene.kind === 'switched-off';
      windows.scene = isOff ? { kind: 'says', stdout: NOBODY_THERE, exitCode: 1 } : scene;
    },
    leftBehind: () => [
      ...readTree(programs.temporaryFolder).keys(),
      ...readTree(join(programs.bin, '..', 'state')).keys(),
    ],
    written: () => programs.started.flatMap(({ files }) => [...files.values()]).join('\n'),
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  };
}

export async function sshRig(
  changed: Partial<TransportSettings> = {},
): Promise<Rig & { readonly server: FakeSshServer }> {
  const windows = new FakeWindows();
  const server = new FakeSshServer(windows);
  const programs = await FakePrograms.create(['ssh', 'sftp'], (started) => server.answer(started));
  return {
    server,
    transport: sshTransport(settingsFor(programs, changed)),
    host: hostSpec({ kind: 'ssh', user: 'PLANT\\svc-vlk', port: 2222 }),
    ...programsOf(programs),
    play: async (scene) => {
      if (scene.kind === 'program-missing') await programs.remove();
      const isOff = scene.kind === 'switched-off';
      server.saysItself = isOff ? 'ssh: connect to host gate-07.b.example port 2222: No route to host' : undefined;
      windows.scene = scene;
    },
    leftBehind: () => [...readTree(programs.temporaryFolder).keys(), ...server.disk.keys()],
    written: () =>
      [...programs.started.flatMap(({ files }) => [...files.values()]), ...server.disk.values()].join('\n'),
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  };
}
