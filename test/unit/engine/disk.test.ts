import { appendFileSync } from 'node:fs';
import { link, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { diskAt } from '../../../src/engine/disk.ts';

vi.mock('node:fs/promises', { spy: true });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-disk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function failing(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('a file that must not be there yet', () => {
  it('is made with its text, for its owner only, and made once', async () => {
    const disk = diskAt(folder);
    expect(await disk.create('lock', 'first')).toBe(true);
    expect(await disk.create('lock', 'second')).toBe(false);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe('first');
    expect((await stat(join(folder, 'lock'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['lock']);
  });

  it('is not there at all when the disk is full: a lock that says nothing would keep every later run out', async () => {
    vi.mocked(writeFile).mockImplementationOnce(async (file) => {
      if (typeof file === 'string') appendFileSync(file, '{"pi');
      throw failing('ENOSPC');
    });
    await expect(diskAt(folder).create('lock', '{"pid":1}')).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])('is made all the same where files have one name only (%s)', async (code) => {
    vi.mocked(link).mockRejectedValue(failing(code));
    const disk = diskAt(folder);
    expect(await disk.create('lock', 'first')).toBe(true);
    expect(await disk.create('lock', 'second')).toBe(false);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe('first');
    expect(await readdir(folder)).toEqual(['lock']);
  });
});
