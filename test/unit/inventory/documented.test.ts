import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/inventory/load.ts';
import { secretKind } from '../../../src/model/secret.ts';
import { memoryIo } from '../../support/memory-io.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../../docs/secrets.md'), 'utf8');
const PIECES = [...TEXT.matchAll(/^```yaml\n(?<yaml>.*?)^```$/gms)].map(({ groups }) => groups?.['yaml'] ?? '');

/** What a piece leaves out. */
const REST: Readonly<Record<string, string>> = {
  keys: 'keys: { xp-da: { product: windows-xp-professional, secret: { env: VLK }, identity: { lastFive: 7K3QT } } }\n',
  access: 'access: { ssh: { kind: ssh } }\n',
};

describe('the page about secrets', () => {
  it.each(PIECES)('shows what loads without a word:\n%s', async (piece) => {
    expect(await load(piece)).toMatchObject({ ok: true, value: { warnings: [] } });
  });

  it('shows every source', async () => {
    const kinds = new Set<string>();
    for (const piece of PIECES) {
      const loaded = await load(piece);
      if (loaded.ok) for (const { secret } of loaded.value.keys.values()) kinds.add(secretKind(secret));
    }
    expect([...kinds].toSorted()).toEqual(['age', 'command', 'env', 'file', 'sops']);
  });
});

function load(piece: string): ReturnType<typeof loadInventory> {
  const rest = Object.entries(REST).flatMap(([section, text]) => (piece.includes(`${section}:\n`) ? [] : [text]));
  const access = piece.includes('winrm:') ? 'winrm' : 'ssh';
  const hosts = `defaults: { key: xp-da, os: windows-xp-sp3, access: ${access} }\nhosts: { gate-07.b.example: }\n`;
  const text = `version: 1\n${rest.join('')}${piece}${hosts}`;
  return loadInventory(['plant.yaml'], { today: '2026-11-22', io: memoryIo({ 'plant.yaml': text }) });
}
