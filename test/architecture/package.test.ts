import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Everything that may be in the package. Source maps are not: the sources they point to are not in it either. */
const MEANT: readonly RegExp[] = [
  /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/(?:[a-z-]+\/)*[a-z0-9-]+\.(?:js|d\.ts)$/,
  /^dist\/compiled\/inventory-schema\.cjs$/,
  /^dist\/program\/(?:vlkctl|[a-z-]+-[\w-]{8})\.js$/,
  /^schema\/[a-z-]+\.schema\.json$/,
  /^src\/payload\/[a-z-]+\.(?:vbs|cmd)$/,
  /^inventories\/(?:rehearsal\.yaml|rehearsal-keys\/[a-z-]+\.key|example\/[a-z-]+\.yaml)$/,
];

describe('the package', () => {
  const files = packedFiles();

  it('holds nothing but what is meant: no tests, no source maps, no state', () => {
    expect(files.filter((file) => !MEANT.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  it.each([
    ['schema', /\.json$/],
    ['src/payload', /./],
    ['inventories/rehearsal-keys', /./],
  ])('holds all of %s', (folder, kind) => {
    const wanted = readdirSync(join(ROOT, folder))
      .filter((file) => kind.test(file))
      .map((file) => `${folder}/${file}`);
    expect(files.filter((file) => file.startsWith(`${folder}/`)).toSorted()).toEqual(wanted.toSorted());
    expect(wanted).not.toEqual([]);
  });

  it('holds what was built of every file in src/, the program in one bundle', () => {
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('cli'))
      .map((file) => file.replaceAll('\\', '/').replace(/\.ts$/, ''));
    const wanted = sources.flatMap((file) => [`dist/${file}.js`, `dist/${file}.d.ts`]);
    expect(wanted.filter((file) => !files.includes(file))).toEqual([]);
    expect(sources.length).toBeGreaterThan(30);
    expect(files).toContain('dist/program/vlkctl.js');
    expect(files.filter((file) => file.startsWith('dist/cli/'))).toEqual([]);
  });
});

it('what names files of the package lies two folders deep, as the bundle of the program does', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const naming = sources.filter((file) => readFileSync(join(ROOT, 'src', file), 'utf8').includes('import.meta.url'));
  expect(naming.filter((file) => file.split(/[\\/]/).length !== 2)).toEqual([]);
  expect(naming.length).toBeGreaterThan(3);
});

it('the schema of the inventory was compiled by the build as it is now, so that no run does', () => {
  const schema = readFileSync(join(ROOT, 'schema/inventory.schema.json'));
  const compiled = readFileSync(join(ROOT, 'dist/compiled/inventory-schema.cjs'), 'utf8');
  const digest = createHash('sha256').update(schema).digest('hex');
  expect(compiled.split('\n').at(-2)).toBe(`exports.digest = '${digest}';`);
});

describe('what the package calls vlkctl', () => {
  it.each(['--version', '-V'])('answers %s', (flag) => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(vlkctl(flag)).toBe(`${version}\n`);
  });

  it('hands everything else to the command line', () => {
    expect(vlkctl('--help')).toContain('vlkctl rehearse');
    expect(vlkctl('validate', '--help')).toContain('vlkctl validate');
  });
});

function vlkctl(...args: readonly string[]): string {
  const { bin }: { bin: { vlkctl: string } } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return execFileSync(process.execPath, [join(ROOT, bin.vlkctl), ...args], { encoding: 'utf8' });
}

function packedFiles(): readonly string[] {
  const json = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32', // npm is a .cmd file there
  });
  const [packed]: { files: { path: string }[] }[] = JSON.parse(json);
  return packed?.files.map(({ path }) => path) ?? [];
}
