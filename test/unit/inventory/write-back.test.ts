import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rewrite } from '../../../src/inventory/rewrite.ts';
import { writeBack } from '../../../src/inventory/write-back.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writing back', () => {
  it('names what is written already when a later file cannot be', async () => {
    const [first, second] = [await make('a.yaml', 'old'), await make('b.yaml', 'old')];
    const link = join(folder, 'link.yaml');
    await symlink(second, link);
    // The new text of one file cannot take its place twice.
    const written = await writeBack(
      [first, second, link].map((path) => rewrite(path, 'old', 'new')),
      7,
    );
    expect(written).toMatchObject({
      ok: false,
      error: {
        message: `${link} cannot be written: there is no such file; written already: ${first}, ${second}`,
        help: 'Check the permissions of the file and of its folder, then run again for what is left.',
      },
    });
    expect(await readFile(first, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a.yaml', 'b.yaml', 'link.yaml']);
  });

  it('replaces a file, keeps its mode and leaves nothing else behind', async () => {
    const path = await make('plant.yaml', 'old');
    await chmod(path, 0o640);
    expect(await writeBack([rewrite(path, 'old', 'new')], 7)).toEqual({ ok: true, value: undefined });
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['plant.yaml']);
  });

  it('writes to what a link points to', async () => {
    await mkdir(join(folder, 'inner'));
    const place = await make('inner/plant.yaml', 'old');
    const link = join(folder, 'plant.yaml');
    await symlink(place, link);
    expect((await writeBack([rewrite(link, 'old', 'new')], 7)).ok).toBe(true);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(place, 'utf8')).toBe('new');
  });

  it('writes none of two files when one of them was changed meanwhile', async () => {
    const [a, b] = [await make('a.yaml', 'old'), await make('b.yaml', 'changed')];
    const written = await writeBack([rewrite(a, 'old', 'new'), rewrite(b, 'old', 'new')], 7);
    expect(written).toMatchObject({ ok: false, error: { message: expect.stringContaining('b.yaml was changed') } });
    expect(await readFile(a, 'utf8')).toBe('old');
    expect(await readFile(b, 'utf8')).toBe('changed');
    expect(await readdir(folder)).toEqual(['a.yaml', 'b.yaml']);
  });

  it('writes none when one of them is gone', async () => {
    const a = await make('a.yaml', 'old');
    const written = await writeBack([rewrite(a, 'old', 'new'), rewrite(join(folder, 'b.yaml'), 'old', 'new')], 7);
    expect(written).toMatchObject({
      ok: false,
      error: { message: `${join(folder, 'b.yaml')} cannot be written: there is no such file; nothing was written` },
    });
    expect(await readFile(a, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.yaml']);
  });
});

async function make(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

function rewrite(path: string, before: string, after: string): Rewrite {
  const encoder = new TextEncoder();
  return { path, before: encoder.encode(before), after: encoder.encode(after), diff: '' };
}
