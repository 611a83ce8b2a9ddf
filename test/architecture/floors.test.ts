import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NOTHING } from '../bench/benches.ts';

const FLOORS = join(import.meta.dirname, '../bench/floors');

/**
 * SHA-256 of the programs that `npm run bench` measures against. A target is a multiple of what such a program takes:
 * one that does more, or does it slower, would let a slow vlkctl pass. Whoever changes one has to say in the commit why
 * the old figures can still be compared with the new ones.
 */
const FROZEN: Readonly<Record<string, string>> = {
  'parse-yaml.mjs': 'd5fd3fd751bb20caedc61e5002eb8e8eb2b9f9911382cf1c8fc95bc4b1619693',
  'post-keep-alive.mjs': 'de30cedc84b73d5a062627cae50469c362bb248c0b45b8ea8e063e5f8b32fbf5',
  'read-files.mjs': '94186b128a5ea0601833420d665213795fc7919e8e41fa44c81bd781b2e26c35',
};

describe('the floors of the benches', () => {
  it('are the programs they were when the targets were set', () => {
    const found = readdirSync(FLOORS).map((file) => [file, hashOf(readFileSync(join(FLOORS, file)))]);
    expect(Object.fromEntries(found)).toEqual(FROZEN);
  });

  it('begin with a program that does nothing', () => {
    expect(NOTHING).toEqual(['-e', '0']);
  });
});

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
