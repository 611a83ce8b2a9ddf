import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSaveProblem, saveDocument } from '../../../src/cli/save-document.ts';
import { explainSaveError } from '../../../src/model/system-error.ts';

describe('saving a document', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlk-save-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes it whole and leaves nothing beside it', () => {
    saveDocument(join(folder, 'report.md'), 'one\n', 7);
    saveDocument(join(folder, 'report.md'), 'two\n', 7);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('two\n');
    expect(readdirSync(folder)).toEqual(['report.md']);
  });

  it('replaces what a link points to, and keeps the link', () => {
    writeFileSync(join(folder, 'real.md'), 'old');
    symlinkSync('real.md', join(folder, 'link.md'));
    saveDocument(join(folder, 'link.md'), 'new', 7);
    expect(lstatSync(join(folder, 'link.md')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real.md'), 'utf8')).toBe('new');
  });

  it.each([0o600, 0o664, 0o400])('keeps the mode of the file that was there: %i', (mode) => {
    const place = join(folder, 'report.md');
    writeFileSync(place, 'old');
    chmodSync(place, mode);
    saveDocument(place, 'new', 7);
    expect(readFileSync(place, 'utf8')).toBe('new');
    expect(statSync(place).mode & 0o777).toBe(mode);
  });

  it('puts no file into the place of a socket, a pipe or a device', async () => {
    const place = join(folder, 'socket');
    await using server = createServer();
    await once(server.listen(place), 'listening');
    expect(() => saveDocument(place, 'new', 7)).toThrow(/ENXIO|ENODEV|EOPNOTSUPP/);
    expect(lstatSync(place).isSocket()).toBe(true);
  });

  it('leaves the old document as it was when the new one cannot be written', () => {
    writeFileSync(join(folder, 'report.md'), 'old');
    mkdirSync(join(folder, 'report.md.7.tmp'));
    expect(() => saveDocument(join(folder, 'report.md'), 'new', 7)).toThrow(/EISDIR|directory/);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('old');
  });

  it('says in words why it failed', () => {
    expect(explainSaveError(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toBe(
      'no space is left on the disk',
    );
    expect(explainSaveError(new Error('odd'))).toBe('odd');
    expect(explainSaveError('odd')).toBe('odd');
  });

  it('can be known to fail beforehand', () => {
    expect(findSaveProblem(join(folder, 'new.md'))).toBeUndefined();
    expect(findSaveProblem(folder)).toBe('it is a folder');
    expect(findSaveProblem(join(folder, 'none', 'new.md'))).toBe('its folder does not exist');
    writeFileSync(join(folder, 'file'), '');
    expect(findSaveProblem(join(folder, 'file'))).toBeUndefined();
    expect(findSaveProblem(join(folder, 'file', 'new.md'))).toBe('what should hold it is not a folder');
  });
});
