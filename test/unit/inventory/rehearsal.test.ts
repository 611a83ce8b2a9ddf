import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/inventory/load.ts';
import { identityOf } from '../../../src/keys/evidence.ts';
import { parseProductKey } from '../../../src/keys/product-key.ts';
import { OS_LEVELS } from '../../../src/model/os-level.ts';

describe('the rehearsal inventory', async () => {
  const loaded = await loadInventory([join(import.meta.dirname, '../../../inventories/rehearsal.yaml')], {
    today: '2026-11-22',
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const { hosts, keys, simulation } = loaded.value;

  it('is a simulation with every OS level of XP and Server 2003', () => {
    expect(simulation).toBe(true);
    const levels = OS_LEVELS.map(({ level }) => level).filter((level) => !level.includes('x64'));
    expect(new Set(hosts.map(({ os }) => os))).toEqual(new Set(levels));
  });

  it('has mostly hosts without trouble, some of them in order already', () => {
    const plain = hosts.filter(({ access }) => access.kind === 'simulated' && access.fault === undefined);
    expect(plain.length).toBeGreaterThanOrEqual(15);
    expect(hosts.length - plain.length).toBe(3);
    const inOrder = hosts.filter(({ access }) => access.kind === 'simulated' && access.startsWith === 'desired-key');
    expect(inOrder.length).toBeGreaterThanOrEqual(3);
  });

  it('declares the identities of the keys that lie beside it', () => {
    for (const { secret, identity, product } of keys.values()) {
      const parsed = parseProductKey('file' in secret ? readFileSync(secret.file, 'utf8') : '');
      expect(parsed.ok && identityOf(parsed.value, product)).toEqual(identity);
    }
  });
});
