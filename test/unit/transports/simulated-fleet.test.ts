import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostSpec, SimulatedFault } from '../../../src/model/host.ts';
import { openFleet } from '../../../src/transports/simulated-fleet.ts';
import { initialState, type SimulatedState } from '../../../src/transports/simulated-host.ts';
import { simulatedSpec } from '../../support/fake-spec.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlk-fleet-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a simulated fleet', () => {
  it('begins as the inventory says and remembers what happened to a host', () => {
    const host = named('a.example');
    expect(openFleet(folder).get(host)).toEqual(initialState(host));
    remember(host, { servicePack: 2 });
    expect(openFleet(folder).get(host).servicePack).toBe(2);
    expect(openFleet(folder).get(named('b.example')).servicePack).toBe(0);
  });

  it('is read at the first use only: who takes a lock first sees the latest', () => {
    const host = named('a.example');
    const fleet = openFleet(folder);
    remember(host, { servicePack: 2 });
    expect(fleet.get(host).servicePack).toBe(2);
  });

  it('makes its folder where there is none, and no file where nothing happened', () => {
    const inner = join(folder, 'state', 'simulation');
    const host = named('a.example');
    openFleet(inner).set(new Map());
    expect(() => readFileSync(join(inner, 'fleet.jsonl'))).toThrow('ENOENT');
    openFleet(inner).set(new Map([[host, initialState(host)]]));
    expect(readFileSync(join(inner, 'fleet.jsonl'), 'utf8')).toContain('a.example');
  });

  it('forgets some hosts, or all', () => {
    for (const name of ['a.example', 'b.example', 'c.example']) remember(named(name), { servicePack: 2 });
    openFleet(folder).forget([named('b.example')]);
    expect(levels()).toEqual([2, 0, 2]);
    openFleet(folder).forget();
    expect(levels()).toEqual([0, 0, 0]);
  });

  it('takes a line that was never finished for none, and writes the next one whole', () => {
    remember(named('a.example'), { servicePack: 2 });
    appendFileSync(file(), '["b.example",{"slo');
    remember(named('c.example'), { servicePack: 2 });
    expect(levels()).toEqual([2, 0, 2]);
  });

  it('begins anew where the file is of another version', () => {
    writeFileSync(file(), `${JSON.stringify(['a.example', { slots: {}, licence: 3, servicePack: 2 }])}\n`);
    expect(levels()).toEqual([0, 0, 0]);
  });

  it('puts a long history together, and loses nothing', () => {
    const fleet = openFleet(folder);
    for (let round = 1; round <= 3000; round += 1) {
      const host = named(`${'abc'.charAt(round % 3)}.example`);
      fleet.set(new Map([[host, { ...initialState(host), servicePack: round }]]));
    }
    expect(levels()).toEqual([3000, 2998, 2999]);
    expect(lines()).toBeLessThan(1010);
  });

  it('lets a history grow with the fleet', () => {
    const hosts = Array.from({ length: 1200 }, (_, index) => named(`h-${index}.example`));
    for (let round = 0; round < 2; round += 1) {
      openFleet(folder).set(new Map(hosts.map((host) => [host, initialState(host)])));
    }
    expect(lines()).toBe(2400);
  });
});

describe('a fault', () => {
  it('that was mended stays mended although the inventory still declares it', () => {
    const host = named('a.example', 'unreachable');
    remember(host, { fault: null });
    expect(openFleet(folder).get(host).fault).toBeNull();
  });

  it.each([
    ['declared since', undefined, 'oem-media'],
    ['declared in place of another', 'unreachable', 'oem-media'],
    ['taken out', 'unreachable', undefined],
  ] as const)('counts when it is %s, and nothing else is lost', (_what, before, after) => {
    remember(named('a.example', before), { fault: 'refuses-key', servicePack: 2 });
    const now = openFleet(folder).get(named('a.example', after));
    expect(now).toMatchObject({ fault: after ?? null, servicePack: 2 });
  });
});

function named(name: string, fault?: SimulatedFault): HostSpec {
  return { ...simulatedSpec(fault), name };
}

function remember(host: HostSpec, changed: Partial<SimulatedState>): void {
  openFleet(folder).set(new Map([[host, { ...initialState(host), ...changed }]]));
}

function levels(): readonly number[] {
  return ['a.example', 'b.example', 'c.example'].map((name) => openFleet(folder).get(named(name)).servicePack);
}

function file(): string {
  return join(folder, 'fleet.jsonl');
}

function lines(): number {
  return readFileSync(file(), 'utf8').split('\n').length - 1;
}
