import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diskIo, type InventoryIo, readSourceFiles } from '../../../src/inventory/read.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { memoryIo } from '../../support/memory-io.ts';

describe('reading files', () => {
  it('never reads a file that is too large', async () => {
    const io: InventoryIo = {
      ...memoryIo({}),
      stat: async () => ({ kind: 'file', bytes: 64 * 1024 * 1024 + 1 }),
      readFile: async () => Promise.reject(new Error('was read')),
    };
    const [problem] = await diagnose(['x.yaml'], io);
    expect(problem?.code).toBe('file-too-large');
    expect(problem?.message).toBe('x.yaml has 65 MB; at most 64 MB are read.');
  });

  it('reads one that is just as large as allowed', async () => {
    const io: InventoryIo = { ...memoryIo({ 'x.yaml': 'a: 1' }), stat: async () => ({ kind: 'file', bytes: 2 ** 26 }) };
    expect((await readSourceFiles(['x.yaml'], io)).ok).toBe(true);
  });

  it('says of 100 MB on a real disk that it is too large, without taking them into memory', async () => {
    const path = join(makeFolder(), 'large.yaml');
    writeFileSync(path, '');
    truncateSync(path, 100 * 1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    expect((await diagnose([path], diskIo)).map(({ code }) => code)).toEqual(['file-too-large']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  });

  it('suggests the name that was probably meant', async () => {
    const io = memoryIo({ 'inv/plant.yaml': '', 'inv/keys.yaml': '' });
    const [problem] = await diagnose(['inv/plnat.yaml'], io);
    expect(problem?.help).toBe("Did you mean 'plant.yaml'?");
  });

  it('reports a path that is named twice once', async () => {
    expect(await diagnose(['x.yaml', './x.yaml'], memoryIo({}))).toHaveLength(1);
    expect(await diagnose(['inv', './inv'], memoryIo({ 'inv/notes.txt': '' }))).toHaveLength(1);
  });

  it('reads the files of a folder that is named twice once', async () => {
    const read = await readSourceFiles(['inv', 'inv/.', 'inv/a.yaml'], memoryIo({ 'inv/a.yaml': '', 'inv/b.yml': '' }));
    expect(read.ok && read.value.files).toHaveLength(2);
  });

  it.each([
    ['a circle of links', (folder: string) => symlinkSync('x.yaml', join(folder, 'x.yaml')), 'lead in a circle'],
    ['a file for a folder', (folder: string) => writeFileSync(join(folder, 'x.yaml'), ''), 'is a file, not a folder'],
  ])('has words for %s', async (_what, make, words) => {
    const folder = makeFolder();
    make(folder);
    const path = words.includes('circle') ? join(folder, 'x.yaml') : join(folder, 'x.yaml', 'y.yaml');
    expect((await diagnose([path], diskIo))[0]?.message).toContain(words);
  });

  it('names the folders that would have been meant', async () => {
    const folder = makeFolder();
    for (const name of ['b', 'a', '.git', 'docs']) mkdirSync(join(folder, name));
    for (const name of ['a/x.yaml', 'b/x.yml', '.git/x.yaml', 'docs/x.md', 'notes.txt']) {
      writeFileSync(join(folder, name), '');
    }
    const [problem] = await diagnose([folder], diskIo);
    expect(problem?.message).toContain('and a, b would have some');
    expect(problem?.help).toContain(join(folder, 'a'));
  });
});

async function diagnose(paths: readonly string[], io: InventoryIo): Promise<readonly Diagnostic[]> {
  const read = await readSourceFiles(paths, io);
  return read.ok ? [] : read.error;
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vlkctl-read-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
