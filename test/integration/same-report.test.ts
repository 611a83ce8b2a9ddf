import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DriftRun, drift } from '../../src/engine/run.ts';
import type { RunContext } from '../../src/engine/run-context.ts';
import { identityOf } from '../../src/keys/evidence.ts';
import type { Access, HostSpec, SimulatedFault } from '../../src/model/host.ts';
import type { Product } from '../../src/model/key.ts';
import type { OsLevel } from '../../src/model/os-level.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Report } from '../../src/model/report.ts';
import type { Transport } from '../../src/model/transport.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { driftReport } from '../../src/reporters/build-report.ts';
import { chooseStrategy } from '../../src/strategies/choose-strategy.ts';
import { localTransport } from '../../src/transports/local.ts';
import { simulatedTransport } from '../../src/transports/simulated.ts';
import { openFleet } from '../../src/transports/simulated-fleet.ts';
import { initialState, type SimulatedState } from '../../src/transports/simulated-host.ts';
import { sshTransport } from '../../src/transports/ssh.ts';
import type { TransportSettings } from '../../src/transports/transport-settings.ts';
import { winrmTransport } from '../../src/transports/winrm/winrm.ts';
import { wmiTransport } from '../../src/transports/wmi.ts';
import { inventory, keySpec } from '../support/builders.ts';
import { FakePrograms, type Started } from '../support/fake-programs.ts';
import { settingsFor } from '../support/fake-rigs.ts';
import { hostSpec, KEY, NOW } from '../support/fake-spec.ts';
import { FakeSshServer } from '../support/fake-ssh-server.ts';
import { FakeWindows } from '../support/fake-windows.ts';
import { runSurroundings } from '../support/run-surroundings.ts';
import { windowsFrom } from '../support/same-state.ts';
import { winrmSettings } from '../support/winrm-settings.ts';
import { startWsman, type WsmanSimulator } from '../support/wsman-simulator.ts';

const ACCOUNT = { user: String.raw`PLANT\svc-vlk`, password: 'correct horse' };
const INTENT = 'i20261122110000-0badcafe';

/** A host of the fleet: what is declared, what it is, and what every transport has to say of it. */
interface Case {
  readonly os: OsLevel;
  readonly fault?: SimulatedFault;
  readonly now?: (state: SimulatedState) => Partial<SimulatedState>;
  readonly status: string;
  readonly code?: string;
}

const IN_ORDER = (): Partial<SimulatedState> => ({ key: carried('windows-xp-professional') });

const CASES: Readonly<Record<string, Case>> = {
  'xp rtm, wrong key': { os: 'windows-xp-rtm', status: 'drifted' },
  'xp rtm, in order': { os: 'windows-xp-rtm', now: IN_ORDER, status: 'in-order' },
  'xp rtm, interrupted before the key': {
    os: 'windows-xp-rtm',
    now: (state) => ({ ...slotOf(state), oobeTimer: null }),
    status: 'interrupted',
    code: 'interrupted-change',
  },
  'xp rtm, interrupted after the key': {
    os: 'windows-xp-rtm',
    now: (state) => ({ ...slotOf(state), ...IN_ORDER(), oobeTimer: null }),
    status: 'interrupted',
    code: 'interrupted-change',
  },
  'xp rtm, a slot that saved no OOBETimer': {
    os: 'windows-xp-rtm',
    now: (state) => ({ ...slotOf({ ...state, oobeTimer: null }), oobeTimer: null }),
    status: 'interrupted',
    code: 'interrupted-change',
  },
  'xp rtm, a slot of another OOBETimer': {
    os: 'windows-xp-rtm',
    now: (state) => ({ ...slotOf(state), oobeTimer: 'ffffffffffffffffffffffff' }),
    status: 'blocked',
    code: 'unsettled',
  },
  'xp sp1, key withheld': { os: 'windows-xp-sp1', fault: 'key-withheld', status: 'blocked', code: 'key-withheld' },
  'xp sp2, class missing': { os: 'windows-xp-sp2', fault: 'class-missing', status: 'blocked', code: 'class-missing' },
  'xp sp3, wrong key': { os: 'windows-xp-sp3', status: 'drifted' },
  'xp sp3, activation pending': {
    os: 'windows-xp-sp3',
    now: () => ({ activationRequired: true }),
    status: 'drifted',
  },
  'xp sp3, OEM media': { os: 'windows-xp-sp3', fault: 'oem-media', status: 'blocked', code: 'wrong-channel' },
  'xp sp3, another name': { os: 'windows-xp-sp3', fault: 'other-name', status: 'blocked', code: 'other-host' },
  'xp sp3, in truth sp2': {
    os: 'windows-xp-sp3',
    fault: 'other-os-level',
    status: 'blocked',
    code: 'os-level-mismatch',
  },
  'xp sp3, another edition': {
    os: 'windows-xp-sp3',
    fault: 'other-edition',
    status: 'blocked',
    code: 'edition-mismatch',
  },
  'xp x64 sp2, wrong key': { os: 'windows-xp-x64-sp2', status: 'drifted' },
  '2003 rtm, wrong key': { os: 'windows-server-2003-rtm', status: 'drifted' },
  '2003 sp2, in order': {
    os: 'windows-server-2003-sp2',
    now: () => ({ key: carried('windows-server-2003-standard') }),
    status: 'in-order',
  },
};

const FLEET = Object.values(CASES).map((each, index) => ({ ...each, spec: specOf(each, index), index }));

let folder: string;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-same-'));
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await rm(folder, { recursive: true, force: true });
});

describe('one fleet', () => {
  it('is told of as it is', async () => {
    const { report } = await reportOver('simulated', simulated);
    const found = report.hosts.map(({ host, status, code }) => [
      titleOf(host),
      { status, ...(code !== undefined && { code }) },
    ]);
    const expected = Object.entries(CASES).map(([title, { status, code }]) => [
      title,
      { status, ...(code !== undefined && { code }) },
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  it.each([
    ['winrm', winrm],
    ['wmi', wmi],
    ['local', local],
    ['ssh', ssh],
  ] as const)('is reported over %s as it is in a rehearsal, word for word', async (kind, make) => {
    expect(await reportOver(kind, make)).toEqual(await reportOver('simulated', simulated));
  });
});

/** How one kind of transport reaches the fleet. */
interface Reach {
  readonly transport: Transport;
  readonly access: Access;
  /** Told before a host is looked at, where nothing else says which one is meant. */
  readonly turnTo?: (name: string) => void;
}

/** The report of a drift over the whole fleet, and the plan that would be made of it. */
async function reportOver(
  kind: Access['kind'],
  make: () => Promise<Reach>,
): Promise<{ readonly report: Report; readonly plan: Plan }> {
  const { transport, access, turnTo } = await make();
  expect(transport.kind).toBe(kind);
  const hosts = FLEET.map(({ spec }): HostSpec => ({ ...spec, access: { ...access, label: 'lan' } }));
  const all = inventory(hosts);
  const context = contextOf(transport, hosts);
  const turns = turnTo === undefined ? [hosts] : hosts.map((host) => [host]);
  const drifts: DriftRun['drifts'][number][] = [];
  for (const turn of turns) {
    turnTo?.(turn[0]?.name ?? '');
    drifts.push(...(await drift({ ...context, hosts: turn })).drifts);
  }
  const head = { command: 'drift', inventory: all, generatedAt: NOW, undeclared: [], interrupted: false } as const;
  return { report: driftReport(head, drifts), plan: makePlan(all, drifts, chooseStrategy) };
}

function contextOf(transport: Transport, hosts: readonly HostSpec[]): RunContext {
  return {
    inventory: inventory(hosts),
    hosts,
    transportFor: () => transport,
    strategyFor: chooseStrategy,
    revealKey: () => Promise.resolve(KEY),
    ...runSurroundings(join(folder, 'journal'), inventory(hosts), NOW),
    newIntentId: () => {
      throw new Error('drift writes nothing');
    },
    concurrency: 4,
    timeoutMs: 30_000,
    signal: new AbortController().signal,
    emit: () => undefined,
  };
}

function simulated(): Promise<Reach> {
  const simulationFolder = join(folder, 'simulation');
  const access = { kind: 'simulated', startsWith: 'other-key' } as const;
  openFleet(simulationFolder).set(
    new Map(FLEET.map((each) => [{ ...each.spec, access: { ...access, label: 'lan' } }, stateOf(each)])),
  );
  return Promise.resolve({ transport: simulatedTransport({ ...bareSettings(), simulationFolder }), access });
}

async function winrm(): Promise<Reach> {
  const services: WsmanSimulator[] = [];
  ends.push(() => Promise.all(services.map((service) => service[Symbol.asyncDispose]())));
  for (const each of FLEET) {
    const [first] = services;
    const where = { address: each.spec.name, ...(first !== undefined && { port: first.port }) };
    services.push(await startWsman(windowsFrom(stateOf(each), NOW), { ...ACCOUNT, ...where }));
  }
  const port = services[0]?.port ?? 0;
  const account = { username: ACCOUNT.user, password: { env: 'UNUSED' } };
  const trust = { by: 'system' } as const;
  return {
    transport: winrmTransport(bareSettings()),
    access: { kind: 'winrm', scheme: 'http', authentication: 'ntlm', port, ...account, trust, sealing: 'demanded' },
  };
}

async function wmi(): Promise<Reach> {
  const hosts = fakeHosts();
  const programs = await programsThat(['cscript'], (started) => {
    const calls = callsOf(started, programs);
    const name = /^target (?<name>\S+)$/m.exec(calls)?.groups?.['name'] ?? '';
    return demandHost(hosts, name).run(calls.replace(/target \S+\r\nmark \S+ \d+\r\n/, ''), undefined).orders;
  });
  return { transport: wmiTransport(settingsFor(programs)), access: { kind: 'wmi' } };
}

async function local(): Promise<Reach> {
  const hosts = fakeHosts();
  let here = '';
  const programs = await programsThat(
    ['cscript'],
    (started) => demandHost(hosts, here).run(callsOf(started, programs), undefined).orders,
  );
  const turnTo = (name: string): void => void (here = name);
  return { transport: localTransport(settingsFor(programs)), access: { kind: 'local' }, turnTo };
}

async function ssh(): Promise<Reach> {
  const servers = new Map([...fakeHosts()].map(([name, windows]) => [name, new FakeSshServer(windows)]));
  const programs = await programsThat(['ssh', 'sftp'], (started) =>
    demandHost(servers, started.args[started.args.indexOf('--') + 1] ?? '').answer(started),
  );
  return { transport: sshTransport(settingsFor(programs)), access: { kind: 'ssh' } };
}

async function programsThat(...made: Parameters<typeof FakePrograms.create>): Promise<FakePrograms> {
  const programs = await FakePrograms.create(...made);
  ends.push(() => programs[Symbol.asyncDispose]());
  return programs;
}

function callsOf({ args, files }: Started, programs: FakePrograms): string {
  const calls = files.get((args[2] ?? '').slice(programs.temporaryFolder.length + 1));
  if (calls === undefined) throw new Error(`No calls file: ${args.join(' ')}`);
  return calls;
}

function fakeHosts(): ReadonlyMap<string, FakeWindows> {
  return new Map(
    FLEET.map((each) => {
      const windows = new FakeWindows();
      windows.state = stateOf(each);
      return [each.spec.name, windows];
    }),
  );
}

function demandHost<T>(hosts: ReadonlyMap<string, T>, name: string): T {
  const host = hosts.get(name);
  if (host === undefined) throw new Error(`There is no host ${name}`);
  return host;
}

function stateOf({ spec, fault, now }: Case & { readonly spec: HostSpec }): SimulatedState {
  const access = { kind: 'simulated', startsWith: 'other-key', label: 'lan' } as const;
  const first = initialState({ ...spec, access });
  return { ...first, ...now?.(first), fault: fault ?? null };
}

/** The slot of a change of an hour ago. */
function slotOf(state: SimulatedState): Pick<SimulatedState, 'slots'> {
  const { csName, version, servicePack, productType, activationRequired } = state;
  const [, newLastFive = '', newProductId = ''] = carried('windows-xp-professional').split(' ');
  const slot = {
    of: { csName, version, servicePack, productType, activationRequired },
    old: state.key,
    newLastFive,
    newProductId,
    oobeTimer: state.oobeTimer,
    savedAt: '20261122151530.000000+000',
  };
  return { slots: { [INTENT]: slot } };
}

/** What a host shows that carries the key of its product. */
function carried(product: Product): string {
  const { lastFive, productId } = identityOf(KEY, product);
  return `present ${lastFive} ${productId ?? '-'}`;
}

/** Every host has an address of its own, which is its name. */
function specOf({ os }: Case, index: number): HostSpec {
  const product = productOf(os);
  const identity = identityOf(KEY, product);
  const key = keySpec({ label: product, product, identity });
  const name = `127.0.2.${index + 1}`;
  return { ...hostSpec({ kind: 'local' }), name, computerName: `HOST-${index + 1}`, os, key };
}

function productOf(os: OsLevel): Product {
  if (os.startsWith('windows-xp-x64')) return 'windows-xp-professional-x64';
  return os.startsWith('windows-xp') ? 'windows-xp-professional' : 'windows-server-2003-standard';
}

function titleOf(host: string): string {
  return Object.keys(CASES)[Number(host.split('.').at(-1)) - 1] ?? '';
}

/** For transports that start no program. */
function bareSettings(): TransportSettings {
  return winrmSettings(ACCOUNT.password, {
    temporaryFolder: folder,
    runName: 'r20261122161530x3kq',
    stateFolder: join(folder, 'journal'),
    timeoutMs: 30_000,
  });
}
