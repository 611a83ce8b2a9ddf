import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/inventory/load.ts';
import { identityOf } from '../../../src/keys/evidence.ts';
import { parseProductKey } from '../../../src/keys/product-key.ts';
import { type FleetRequest, type WrittenFleet, writeFleet } from '../../../src/lab/write-fleet.ts';
import { SIMULATED_FAULTS } from '../../../src/model/host.ts';
import type { Inventory } from '../../../src/model/inventory.ts';
import { OS_LEVELS } from '../../../src/model/os-level.ts';
import { containing } from '../../support/builders.ts';
import { memoryIo } from '../../support/memory-io.ts';

describe('a written fleet', () => {
  it.each([1, 2, 3, 9, 29, 30, 60, 499, 3000])(
    'of %d hosts loads without a warning and has that many',
    async (hosts) => {
      for (const seed of [1, 2, 3]) {
        const inventory = await load(fleet({ hosts, seed }));
        expect(inventory.hosts).toHaveLength(hosts);
        expect(inventory.simulation).toBe(true);
        expect(inventory.warnings).toEqual([]);
      }
    },
  );

  it('is the same for the same seed and another for another', () => {
    expect(fleet({ seed: 5 })).toEqual(fleet({ seed: 5 }));
    expect(fleet({ seed: 5 }).yaml).not.toBe(fleet({ seed: 6 }).yaml);
    expect(fleet({ seed: 5 }).keyFiles).not.toEqual(fleet({ seed: 6 }).keyFiles);
  });

  it('has every fault, every level of XP and Server 2003, and canaries with something to change', async () => {
    const { hosts } = await load(fleet({ hosts: 60 }));
    const faults = hosts.flatMap(({ access }) => (access.kind === 'simulated' ? (access.fault ?? []) : []));
    expect(new Set(faults)).toEqual(new Set(SIMULATED_FAULTS));
    const levels = OS_LEVELS.map(({ level }) => level).filter((level) => !level.includes('x64'));
    expect(new Set(hosts.map(({ os }) => os))).toEqual(new Set(levels));
    const canaries = hosts.filter(({ tags }) => tags.includes('canary'));
    expect(canaries).toHaveLength(2);
    expect(canaries.every(({ access }) => access.label === 'plant')).toBe(true);
  });

  it.each([3, 10, 100, 3000])(
    'of %d hosts has mostly sound ones, and at most one that refuses its key',
    async (count) => {
      const { hosts } = await load(fleet({ hosts: count }));
      const faults = hosts.flatMap(({ access }) => (access.kind === 'simulated' ? (access.fault ?? []) : []));
      expect(faults.length).toBeGreaterThan(0);
      expect(faults.length).toBeLessThanOrEqual(count / 3);
      expect(faults.filter((fault) => fault === 'refuses-key').length).toBeLessThanOrEqual(1);
    },
  );

  it('stays short however many hosts there are, and splits ranges that would be too long', () => {
    const { yaml } = fleet({ hosts: 1_000_000 });
    expect(yaml.length).toBeLessThan(40_000);
    expect(yaml).toContain('a-hmi-[10001:20000].plant-a.example:');
  });

  it.each(['my fleet-keys', 'b: #1-keys', 'a, {b}-keys', "it's-keys", 'a"b-keys', '@x-keys', '*-keys', 'värk-keys'])(
    'names its key files also in a folder called %s',
    async (keyFolder) => {
      const { keys } = await load(fleet({ keyFolder }));
      expect(keys.get('srv')?.secret).toMatchObject({ file: containing(`${keyFolder}/srv.key`) });
    },
  );

  it('has seats for all of its hosts', async () => {
    const { hosts, keys } = await load(fleet({ hosts: 3000 }));
    for (const { label, seats } of keys.values()) {
      expect(seats).toBeGreaterThanOrEqual(hosts.filter(({ key }) => key.label === label).length);
    }
  });
});

describe('the keys of a written fleet', () => {
  it('are made up for everybody to see, and what the inventory says of them', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const made = fleet({ seed });
      const { keys } = await load(made);
      const found = [...made.keyFiles].map(([name, text]) => {
        const parsed = parseProductKey(text);
        const key = keys.get(name.replace('.key', ''));
        if (!parsed.ok || key === undefined) throw new Error(`${name} is no key of the inventory`);
        expect(text.startsWith('BBBBB-BBBBB-BBBBB-')).toBe(true);
        expect(identityOf(parsed.value, key.product)).toEqual(key.identity);
        return parsed.value.lastFive;
      });
      expect(new Set(found).size).toBe(3);
      expect([...keys.values()].filter(({ identity }) => identity?.productId !== undefined)).toHaveLength(2);
    }
  });

  it('do not stand in the inventory', () => {
    const made = fleet();
    for (const text of made.keyFiles.values()) expect(made.yaml).not.toContain(text.trim().slice(0, 23));
  });
});

function fleet(request: Partial<FleetRequest> = {}): WrittenFleet {
  return writeFleet({ hosts: 60, seed: 1, schema: 'schema.json', keyFolder: 'lab-keys', ...request });
}

async function load({ yaml }: WrittenFleet): Promise<Inventory> {
  const loaded = await loadInventory(['lab.yaml'], { today: '2026-11-22', io: memoryIo({ 'lab.yaml': yaml }) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}
