import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drift } from '../../src/engine/run.ts';
import type { RunContext } from '../../src/engine/run-context.ts';
import type { HostDrift } from '../../src/model/drift.ts';
import type { FaultCode } from '../../src/model/fault.ts';
import type { HostSpec } from '../../src/model/host.ts';
import { chooseStrategy } from '../../src/strategies/choose-strategy.ts';
import { winrmTransport } from '../../src/transports/winrm/winrm.ts';
import { host, inventory, winrmAccess } from '../support/builders.ts';
import { NOW } from '../support/fake-spec.ts';
import { ELSEWHERE, HOSTILITIES, type HostileService, startHostile } from '../support/hostile-services.ts';
import { runSurroundings } from '../support/run-surroundings.ts';
import { simulatedWindows } from '../support/simulated-windows.ts';
import { winrmSettings } from '../support/winrm-settings.ts';
import { startWsman, type WsmanSimulator } from '../support/wsman-simulator.ts';

const ACCOUNT = { user: String.raw`PLANT\svc-vlk`, password: 'correct horse' };
const DEADLINE_MS = 7000;
/** For a machine that is busy with other tests. */
const SLACK_MS = 3000;
/** What the kernel keeps for a connection on top of the megabyte that is read of an answer. */
const MOST_TAKEN = 32 * 1024 * 1024;
const MOST_MEMORY = 200 * 1024 * 1024;

/** What each costs: the fault of its own host. */
const CODES: Readonly<Record<keyof typeof HOSTILITIES, FaultCode>> = {
  silent: 'timed-out',
  'closes at once': 'connection-lost',
  'resets the connection': 'connection-lost',
  'half-closes and waits': 'connection-lost',
  'breaks off in the head': 'connection-lost',
  'breaks off in the body': 'connection-lost',
  'slow, a letter at a time': 'timed-out',
  'slow, a chunk at a time': 'timed-out',
  'endless body': 'connection-lost',
  'a gigabyte': 'connection-lost',
  'a gigabyte until it closes': 'connection-lost',
  'endless headers': 'connection-lost',
  'a header that does not end': 'connection-lost',
  'endless "100 Continue"': 'timed-out',
  garbage: 'connection-lost',
  'an SSH server': 'connection-lost',
  'a web page': 'auth-denied',
  'switches protocols': 'connection-lost',
  redirects: 'auth-denied',
  'asks for Basic': 'auth-denied',
  'a challenge that is none': 'auth-denied',
  'a challenge without a seal': 'auth-denied',
  'a challenge of 40 bits': 'auth-denied',
  'refuses everybody': 'auth-denied',
  'a challenge, then nothing': 'timed-out',
  'a challenge, then another protocol': 'connection-lost',
  'a challenge, then it closes': 'host-unreachable',
  'a challenge, then an answer in clear': 'unreadable-answer',
  'a challenge with the answer to what was not asked yet': 'host-unreachable',
};

const GIGABYTES = [
  'endless body',
  'a gigabyte',
  'a gigabyte until it closes',
  'endless headers',
  'a header that does not end',
];

/** Among hostile ones, in the order of a run: the first host is the one that says nothing, the last one is honest. */
const NAMES = Object.keys(HOSTILITIES);
const HONEST = `127.0.3.${NAMES.length + 10}`;

describe('hostile services among honest ones', () => {
  let honest: WsmanSimulator;
  let elsewhere: HostileService;
  const services = new Map<string, HostileService>();
  let drifts: readonly HostDrift[];
  const tookMs = new Map<string, number>();
  let memory = 0;

  beforeAll(async () => {
    const windows = simulatedWindows('BBBBB-CCCCC-DDDDD-FFFFF-KKKKK', { CSName: 'HONEST' });
    honest = await startWsman(windows, { ...ACCOUNT, address: HONEST });
    elsewhere = await startHostile(() => undefined, ELSEWHERE, honest.port);
    for (const [name, hostility] of Object.entries(HOSTILITIES)) {
      services.set(name, await startHostile(hostility, addressOf(name), honest.port));
    }
    const before = process.memoryUsage().rss;
    const watch = setInterval(() => (memory = Math.max(memory, process.memoryUsage().rss - before)), 50);
    ({ drifts } = await drift(contextOf(honest.port, tookMs)));
    clearInterval(watch);
    for (const service of services.values()) await service[Symbol.asyncDispose]();
  }, 60_000);
  afterAll(async () => {
    await elsewhere[Symbol.asyncDispose]();
    await honest[Symbol.asyncDispose]();
  });

  it('cost their own host a fault, each the one that fits', () => {
    const codes = drifts.filter(({ spec }) => spec.name !== HONEST).map((each) => [nameOf(each), codeOf(each)]);
    expect(Object.fromEntries(codes)).toEqual(CODES);
  });

  it('cost no other host anything, even if they come first', () => {
    expect(drifts.find(({ spec }) => spec.name === HONEST)).toMatchObject({ status: 'drifted' });
  });

  it('cost no more than the deadline', () => {
    expect([...tookMs.values()].filter((ms) => ms > DEADLINE_MS + SLACK_MS)).toEqual([]);
    expect(tookMs.size).toBe(NAMES.length + 1);
  });

  it.each(GIGABYTES)('%s is not taken in', (name) => {
    expect(services.get(name)?.counts.written).toBeGreaterThan(1024 * 1024);
    expect(services.get(name)?.counts.written).toBeLessThan(MOST_TAKEN);
  });

  it('cost no memory', () => {
    expect(memory).toBeLessThan(MOST_MEMORY);
  });

  it('send nobody elsewhere', () => {
    expect(services.get('redirects')?.counts.sockets).toBe(1);
    expect(elsewhere.counts.sockets).toBe(0);
  });
});

function addressOf(name: string): string {
  return `127.0.3.${NAMES.indexOf(name) + 10}`;
}

function nameOf({ spec }: HostDrift): string {
  return NAMES[Number(spec.name.split('.').at(-1)) - 10] ?? spec.name;
}

function codeOf(drifted: HostDrift): string {
  return drifted.status === 'unknown' ? drifted.fault.code : drifted.status;
}

/** One run over all of them at once, with one account. */
function contextOf(port: number, tookMs: Map<string, number>): RunContext {
  const access = { ...winrmAccess({ port, username: ACCOUNT.user }), label: 'lan' };
  const hosts: readonly HostSpec[] = [
    ...NAMES.map((name) => host({ name: addressOf(name), access })),
    host({ name: HONEST, computerName: 'HONEST', access }),
  ];
  const transport = winrmTransport(winrmSettings(ACCOUNT.password, { timeoutMs: DEADLINE_MS }));
  const started = performance.now();
  return {
    inventory: inventory(hosts),
    hosts,
    transportFor: () => transport,
    strategyFor: chooseStrategy,
    revealKey: () => Promise.reject(new Error('drift needs no key')),
    ...runSurroundings('/nowhere', inventory(hosts), NOW),
    newIntentId: () => {
      throw new Error('drift writes nothing');
    },
    concurrency: hosts.length,
    timeoutMs: DEADLINE_MS,
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type === 'host-observed') tookMs.set(event.host, performance.now() - started);
    },
  };
}
