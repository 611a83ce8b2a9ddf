import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type IDependency, type IModule } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';

interface Layer {
  /** Folders and files directly under src/ that this one may import, beside itself. */
  readonly src: readonly string[];
  /** npm packages and node: modules that it may import; `node:*` is all of them. */
  readonly external: readonly string[];
}

const PURE = ['model', 'keys', 'strategies', 'plan', 'reporters', 'receipts'];
const EVERYTHING_BELOW_CLI = [...PURE, 'inventory', 'secrets', 'transports', 'repository', 'engine', 'runtime.ts'];

/** Who may import whom. inventory, secrets, strategies, plan, reporters and transports never import each other. */
const LAYERS: Readonly<Record<string, Layer>> = {
  model: { src: [], external: [] },
  keys: { src: ['model'], external: ['node:crypto'] },
  strategies: { src: ['model', 'keys'], external: [] },
  plan: { src: ['model', 'keys'], external: ['node:crypto'] },
  doctor: { src: ['model', 'plan'], external: [] },
  explain: { src: ['model'], external: [] },
  reporters: { src: ['model', 'explain'], external: ['node:util'] },
  runbook: { src: ['model', 'keys', 'reporters'], external: [] },
  inventory: {
    src: ['model', 'keys'],
    external: ['yaml', 'ajv', 'croner', 'node:crypto', 'node:fs', 'node:module', 'node:path', 'node:url'],
  },
  secrets: { src: ['model', 'keys'], external: ['age-encryption', 'node:fs', 'node:path'] },
  lab: { src: ['model', 'keys'], external: [] },
  answers: { src: ['model', 'keys'], external: [] },
  bundle: { src: ['model', 'keys'], external: [] },
  schedule: { src: ['model'], external: ['yaml'] },
  receipts: { src: ['model', 'keys', 'answers'], external: ['node:crypto'] },
  transports: { src: ['model', 'keys', 'answers', 'receipts'], external: ['execa', 'saxes', 'node:*'] },
  repository: { src: ['model', 'keys', 'transports'], external: ['node:fs', 'node:path'] },
  engine: {
    src: ['model', 'keys', 'plan', 'doctor', 'receipts'],
    external: ['ajv', 'node:events', 'node:fs', 'node:path', 'node:os', 'node:crypto'],
  },
  'runtime.ts': { src: EVERYTHING_BELOW_CLI, external: ['node:*'] },
  cli: {
    src: [
      'runtime.ts',
      'inventory',
      'engine',
      'repository',
      'reporters',
      'explain',
      'lab',
      'bundle',
      'runbook',
      'schedule',
      'keys',
      'model',
    ],
    external: ['commander', 'node:*'],
  },
  'index.ts': { src: EVERYTHING_BELOW_CLI, external: [] },
};

/** Folders of src/ without TypeScript. */
const NOT_TYPESCRIPT = ['payload'];

/** A cruise that read fewer files than this read the wrong place: a checker that reads nothing passes everything. */
const FEWEST_MODULES = 30;

/** Clock, randomness and surroundings come in through these files only; `vlkctl.ts` answers `--version` and nothing else. */
const AMBIENT_OWNERS = ['src/cli/main.ts', 'src/cli/vlkctl.ts', 'src/runtime.ts'];
const AMBIENT: readonly RegExp[] = [
  /(?<![-\w/])process\s*(?:\?\.|\.(?=[a-zA-Z])|\[)/g, // process.env; not './run-process.ts'
  /(?:=\s*|node:)process\b/g, // const { env } = process; import from 'node:process'
  /\bDate\.now\b/g,
  /\bnew Date\b(?!\s*\(\s*[^\s)])/g, // new Date(), new Date; not new Date(text)
  /\bMath\.random\b/g,
  /\b(?:randomUUID|randomBytes|randomInt|getRandomValues)\b/g,
  /\bperformance\.now\b/g,
];

const root = join(import.meta.dirname, '../..');

describe('the layers of src/', () => {
  let modules: readonly IModule[] = [];

  beforeAll(async () => {
    const { output } = await cruise(['src'], {
      baseDir: root,
      tsPreCompilationDeps: true, // else type imports do not count
      doNotFollow: { path: 'node_modules' },
      ruleSet: { forbidden: [{ name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } }] },
      validate: true,
    });
    if (typeof output === 'string') throw new TypeError('cruise() answered with text instead of modules');
    modules = output.modules.filter((module) => module.source.startsWith('src/'));
  });

  it('are all read', () => {
    const files = sourceFiles();
    expect(modules.map((module) => module.source).toSorted()).toEqual(files);
    expect(files.length).toBeGreaterThanOrEqual(FEWEST_MODULES);
  });

  it('are all in the table', () => {
    const entries = readdirSync(join(root, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
      .map((entry) => entry.name);
    expect(entries.toSorted()).toEqual([...Object.keys(LAYERS), ...NOT_TYPESCRIPT].toSorted());
  });

  it('import only what the table allows', () => {
    expect(modules.flatMap(forbiddenImports)).toEqual([]);
  });

  it('have no cycles', () => {
    const cycles = modules.flatMap((module) =>
      module.dependencies
        .filter((dependency) => dependency.circular)
        .map((dependency) => `${module.source} -> ${dependency.cycle?.map((step) => step.name).join(' -> ')}`),
    );
    expect(cycles).toEqual([]);
  });

  it('leave the process through one file: execa is imported by src/transports/run-process.ts alone', () => {
    const importers = modules.filter((module) => module.dependencies.some((each) => externalName(each) === 'execa'));
    expect(importers.map((module) => module.source)).toEqual(['src/transports/run-process.ts']);
  });

  it('take clock, randomness and environment as arguments', () => {
    const found = sourceFiles()
      .filter((file) => !AMBIENT_OWNERS.includes(file))
      .flatMap(ambientUses);
    expect(found).toEqual([]);
  });

  it('keep TypeScript out of the payload', () => {
    expect(sourceFiles().filter((file) => NOT_TYPESCRIPT.includes(layerOf(file)))).toEqual([]);
  });
});

describe('the search for clock, randomness and environment', () => {
  it.each([
    'process.env.HOME',
    'globalThis.process.exit()',
    'process?.env',
    'const { env } = process;',
    "import { env } from 'node:process';",
    'Date.now()',
    'new Date()',
    'new Date;',
    'Math.random()',
    'crypto.randomUUID()',
    'randomBytes(4)',
  ])('finds %j', (text) => {
    expect(findAmbient(text)).not.toEqual([]);
  });

  it.each([
    "import { runProcess } from './run-process.ts';",
    'new Date(text)',
    'new Date(\n  text,\n)',
    '// calls Date.now() only in runtime.ts',
    '/** Never reads process.env. */',
    'return `the process`;',
  ])('does not find %j', (text) => {
    expect(findAmbient(text)).toEqual([]);
  });
});

function sourceFiles(): string[] {
  if (!existsSync(join(root, 'src'))) return [];
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .toSorted();
}

/** `src/plan/diff.ts` -> `plan`; `src/runtime.ts` -> `runtime.ts`. */
function layerOf(file: string): string {
  return file.split('/')[1] ?? '';
}

function forbiddenImports(module: IModule): string[] {
  const layer = layerOf(module.source);
  return module.dependencies
    .filter((dependency) => !isAllowed(layer, dependency))
    .map((dependency) => `${module.source} -> ${externalName(dependency) ?? dependency.resolved}`);
}

function isAllowed(layer: string, dependency: IDependency): boolean {
  const rule = LAYERS[layer];
  if (rule === undefined) return false;
  const external = externalName(dependency);
  if (external !== undefined) {
    return rule.external.includes(external) || (external.startsWith('node:') && rule.external.includes('node:*'));
  }
  const target = layerOf(dependency.resolved);
  return dependency.resolved.startsWith('src/') && (target === layer || rule.src.includes(target));
}

/** `node:fs`, or the package of `ajv/dist/2020.js`, or undefined for a file of this project. */
function externalName(dependency: IDependency): string | undefined {
  if (dependency.coreModule) return `node:${dependency.module.replace(/^node:/, '').split('/')[0]}`;
  if (dependency.module.startsWith('.')) return undefined;
  const [first = '', second = ''] = dependency.module.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function ambientUses(file: string): string[] {
  return findAmbient(readFileSync(join(root, file), 'utf8')).map(({ line, text }) => `${file}:${line}: ${text}`);
}

function findAmbient(source: string): { line: number; text: string }[] {
  const code = withoutComments(source);
  return AMBIENT.flatMap((pattern) => [...code.matchAll(pattern)]).map((match) => ({
    line: code.slice(0, match.index).split('\n').length,
    text: match[0],
  }));
}

/** Blanks comments and keeps line numbers. A `//` counts only after a space or at the start of a line (so not in URLs). */
function withoutComments(source: string): string {
  return source
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
    .replaceAll(/(?<=^|\s)\/\/.*$/gm, '');
}
