import type { Diagnostic, SourceRange } from '../model/diagnostic.ts';
import type { Inventory } from '../model/inventory.ts';
import { err, ok, type Result } from '../model/result.ts';
import { claimHosts } from './claim-hosts.ts';
import { findDeclarations } from './declare.ts';
import { findPlaintextKeys } from './find-plaintext-keys.ts';
import { makeDiagnostic } from './make-diagnostic.ts';
import { parseYaml } from './parse.ts';
import { diskIo, type InventoryIo, type ReadFiles, readSourceFiles } from './read.ts';
import { resolveInventory } from './resolve.ts';
import { checkRules } from './rules.ts';
import type { SourceFile } from './source.ts';
import { validateFile } from './validate.ts';
import type { Written } from './written.ts';

/**
 * Loads files and folders as one inventory, or reports all problems at once, in the order of the files. Warnings come
 * with the inventory. Takes time in proportion to the size of the files.
 */
export async function loadInventory(
  paths: readonly string[],
  io: InventoryIo = diskIo,
): Promise<Result<Inventory, readonly Diagnostic[]>> {
  const read = await readSourceFiles(paths, io);
  return read.ok ? buildInventory(read.value) : read;
}

function buildInventory({ files, digest }: ReadFiles): Result<Inventory, readonly Diagnostic[]> {
  const checked = files.map(checkFile);
  const found = checked.flatMap(({ diagnostics }) => diagnostics);
  const roots = checked.flatMap(({ root }) => root ?? []);
  // What one file lacks may stand in a file that could not be parsed: no rule that looks across files runs then.
  if (roots.length < files.length) return err(tidy(found, files));
  const declarations = findDeclarations(roots);
  const { hosts, problems } = claimHosts(declarations.hosts);
  const claimed = [...hosts.values()];
  const ruled = [...declarations.problems, ...problems, ...checkRules({ declarations, hosts: claimed })];
  const diagnostics = tidy([...found, ...ruled.map(makeDiagnostic)], files);
  if (diagnostics.some(({ severity }) => severity === 'error')) return err(diagnostics);
  if (hosts.size === 0) return err([...diagnostics, withoutHosts(files)]);
  return ok({
    files: files.map(({ path }) => path),
    digest,
    simulation: declarations.simulation !== undefined,
    ...resolveInventory(declarations, claimed),
    windows: new Map(),
    waivers: [],
    rollout: {},
    warnings: diagnostics,
  });
}

function checkFile(file: SourceFile): { root?: Written; diagnostics: readonly Diagnostic[] } {
  const { root, diagnostics } = parseYaml(file);
  const all = [...diagnostics, ...findPlaintextKeys(file, root)];
  return root === undefined ? { diagnostics: all } : { root, diagnostics: [...all, ...validateFile(root)] };
}

function withoutHosts([file]: readonly SourceFile[]): Diagnostic {
  return makeDiagnostic({
    code: 'empty-inventory',
    message: 'No host is declared.',
    help: 'Declare at least one, under `hosts` or in a group.',
    ...(file !== undefined && { at: { file, start: 0, end: 0 } }),
  });
}

/** In the order of the files, from top to bottom; nothing twice. */
function tidy(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): readonly Diagnostic[] {
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const unique = new Map(diagnostics.map((each) => [JSON.stringify([each.code, each.at, each.message]), each]));
  const fileOf = ({ at }: Diagnostic): number => (at === undefined ? 0 : (order.get(at.file) ?? 0));
  return [...unique.values()].toSorted((a, b) => fileOf(a) - fileOf(b) || comparePlaces(a.at, b.at));
}

function comparePlaces(a: SourceRange | undefined, b: SourceRange | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return a.line - b.line || a.column - b.column;
}
