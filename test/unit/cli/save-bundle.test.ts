import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BundleFile } from '../../../src/bundle/bundle.ts';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { findBundleProblem, saveBundle } from '../../../src/cli/save-bundle.ts';
import { OTHER_KEY } from '../../support/builders.ts';
import { bundlePlan, SCRIPTS } from '../../support/bundle-builders.ts';

const FILES = makeBundle(bundlePlan(), SCRIPTS);

const ALIVE = 5;
const run = (id: number): Parameters<typeof saveBundle>[2] => ({ id, isAlive: (other) => other === ALIVE });

let root = '';
let out = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vlkctl-bundle-'));
  out = join(root, 'out');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a bundle on disk', () => {
  it('has every file with its bytes', () => {
    saveBundle(out, FILES, run(7));
    for (const { path, bytes } of FILES) expect(readFileSync(join(out, path))).toEqual(Buffer.from(bytes));
    expect(readdirSync(root)).toEqual(['out']);
  });

  it.runIf(process.platform !== 'win32')('shows its private part to nobody else', () => {
    saveBundle(out, FILES, run(7));
    const modes = ['private', 'private/keys', 'private/keys/GATE-07.key', 'private/set-rights.cmd'].map(
      (path) => statSync(join(out, path)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
  });

  it('takes the place of an older one whole, but keeps its receipts', () => {
    saveBundle(out, [...FILES, { path: 'public/gone.txt', bytes: Buffer.from('x') }], run(7));
    mkdirSync(join(out, 'receipts'));
    writeFileSync(join(out, 'receipts', 'a.txt'), 'receipt');
    saveBundle(out, FILES, run(8));
    expect(readdirSync(join(out, 'public'))).not.toContain('gone.txt');
    expect(readFileSync(join(out, 'receipts', 'a.txt'), 'utf8')).toBe('receipt');
    expect(readdirSync(root)).toEqual(['out']);
  });

  it('is not begun where it cannot end, and the older one stays', () => {
    saveBundle(out, FILES, run(7));
    const twice = [...FILES, ...FILES];
    expect(() => saveBundle(out, twice, run(8))).toThrow(/EEXIST/);
    expect(readdirSync(root)).toEqual(['out']);
    expect(readdirSync(join(out, 'private', 'keys'))).toEqual(['GATE-07.key']);
  });
});

describe('a bundle in a git repository', () => {
  it('has no key in what git takes', () => {
    execFileSync('git', ['init', '--quiet', root]);
    saveBundle(out, FILES, run(7));
    const taken = execFileSync('git', ['-C', root, 'ls-files', '--others', '--exclude-standard'], { encoding: 'utf8' });
    expect(taken).toContain('out/public/hosts.txt');
    expect(taken).not.toContain('private/keys');
  });
});

describe('a run that was killed while it wrote', () => {
  const DEAD = 4;

  it('leaves a draft with keys to the next run, which removes it', () => {
    const draft = `${out}.vlkctl-${DEAD}.tmp`;
    saveBundle(draft, FILES, run(7));
    saveBundle(out, FILES, run(8));
    expect(readdirSync(root)).toEqual(['out']);
  });

  it('leaves the older bundle aside: its receipts come back, its keys go', () => {
    saveBundle(out, FILES, run(7));
    mkdirSync(join(out, 'receipts'));
    writeFileSync(join(out, 'receipts', 'a.txt'), 'receipt');
    renameSync(out, `${out}.vlkctl-${DEAD}.old`);
    saveBundle(out, FILES, run(8));
    expect(readFileSync(join(out, 'receipts', 'a.txt'), 'utf8')).toBe('receipt');
    expect(readdirSync(root)).toEqual(['out']);
  });

  it('may have been used since: no receipt is lost', () => {
    saveBundle(out, FILES, run(7));
    mkdirSync(join(out, 'receipts', 'GATE-07'), { recursive: true });
    writeFileSync(join(out, 'receipts', 'GATE-07', 'a.txt'), 'first');
    cpSync(out, `${out}.vlkctl-${DEAD}.old`, { recursive: true });
    renameSync(join(out, 'receipts', 'GATE-07', 'a.txt'), join(out, 'receipts', 'GATE-07', 'b.txt'));
    saveBundle(out, FILES, run(8));
    expect(readdirSync(join(out, 'receipts', 'GATE-07'))).toEqual(['a.txt', 'b.txt']);
    expect(readdirSync(root)).toEqual(['out']);
  });

  it('is told from one that still runs, and from folders of others', () => {
    const others = [`out.vlkctl-${ALIVE}.tmp`, 'out.2024.old', `out-2.vlkctl-${DEAD}.tmp`];
    for (const name of others) mkdirSync(join(root, name));
    saveBundle(out, FILES, run(8));
    expect(readdirSync(root).toSorted()).toEqual(['out', ...others].toSorted());
  });
});

describe('the one door past the mask', () => {
  it.each([
    'public/keys.txt',
    'README.txt',
    'private/GATE-07.key',
    'private/keys/GATE-07.txt',
    'private/keys/a/GATE-07.key',
    'gpo/private/keys/a.key',
  ])('is shut for %s', (path) => {
    for (const encoding of ['latin1', 'utf16le'] as const) {
      const file: BundleFile = { path, bytes: Buffer.from(`key=${OTHER_KEY}\r\n`, encoding) };
      expect(() => saveBundle(out, [...FILES, file], run(7))).toThrow(`${path} would hold a key`);
    }
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('a folder for a bundle', () => {
  it('may be missing, empty, or hold an older bundle', () => {
    expect(findBundleProblem(out)).toBeUndefined();
    mkdirSync(out);
    expect(findBundleProblem(out)).toBeUndefined();
    saveBundle(out, FILES, run(7));
    expect(findBundleProblem(out)).toBeUndefined();
  });

  it('may not hold anything else', () => {
    saveBundle(out, FILES, run(7));
    writeFileSync(join(out, 'thesis.doc'), '');
    expect(findBundleProblem(out)).toBe('it holds thesis.doc, which is no part of a bundle');
  });

  it('may not hold folders that only have the names', () => {
    mkdirSync(join(out, 'public'), { recursive: true });
    expect(findBundleProblem(out)).toBe('it holds no bundle of vlkctl');
    writeFileSync(join(out, 'public', 'bundle.txt'), 'vlkctl-bundle 1');
    expect(findBundleProblem(out)).toBe('it holds no bundle of vlkctl');
  });

  it('is no file', () => {
    writeFileSync(out, '');
    expect(findBundleProblem(out)).toBe('what should hold it is not a folder');
  });
});
