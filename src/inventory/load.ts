import type { Diagnostic } from '../model/diagnostic.ts';
import type { Inventory } from '../model/inventory.ts';
import { err, ok, type Result } from '../model/result.ts';
import { claimHosts } from './claim-hosts.ts';
import { findDeclarations } from './declare.ts';
import { makeFacts } from './facts.ts';
import { makeDiagnostic } from './make-diagnostic.ts';
import { type Parsed, parseYaml } from './parse.ts';
import { diskIo, type InventoryIo, type ReadFiles, readSourceFiles } from './read.ts';
import { resolveInventory } from './resolve.ts';
import { checkRules } from './rules.ts';
import type { SourceFile } from './source.ts';
import { tidyProblems } from './tidy-problems.ts';
import { validateFile } from './validate.ts';
import { checkWindows } from './windows.ts';

/** What loading needs to know of the world. */
export interface LoadOptions {
  /** `YYYY-MM-DD`: decides which waivers still hold. */
  readonly today: string;
  /** Where the files are read from; the disk unless told otherwise. */
  readonly io?: InventoryIo;
}

/**
 * Loads files and folders as one inventory, or reports all problems at once, in the order of the files. Warnings come
 * with the inventory. Takes time in proportion to the size of the files.
 */
export async function loadInventory(
  paths: readonly string[],
  { today, io = diskIo }: LoadOptions,
): Promise<Result<Inventory, readonly Diagnostic[]>> {
  const read = await readSourceFiles(paths, io);
  return read.ok ? buildInventory(read.value, today) : read;
}

async function buildInventory(
  { files, digest }: ReadFiles,
  today: string,
): Promise<Result<Inventory, readonly Diagnostic[]>> {
  const checked = await Promise.all(files.map(checkFile));
  const found = checked.flatMap(({ problems }) => problems);
  const roots = checked.flatMap(({ root }) => root ?? []);
  // What one file lacks may stand in a file that could not be parsed: no rule that looks across files runs then.
  if (roots.length < files.length) return err(tidyProblems(found, files));
  const declarations = findDeclarations(roots);
  const claims = claimHosts(declarations.hosts);
  const facts = makeFacts({ declarations, hosts: claims.hosts, today });
  const windows = await checkWindows(declarations.windows, today);
  const ruled = [...declarations.problems, ...claims.problems, ...checkRules(facts), ...windows];
  const diagnostics = tidyProblems([...found, ...ruled], files);
  if (diagnostics.some(({ severity }) => severity === 'error')) return err(diagnostics);
  if (facts.hosts.size === 0) return err([...diagnostics, withoutHosts(files)]);
  const paths = files.map(({ path }) => path);
  return ok({ files: paths, digest, ...resolveInventory(facts), warnings: diagnostics });
}

async function checkFile(file: SourceFile): Promise<Parsed> {
  const { root, problems } = parseYaml(file);
  return root === undefined ? { problems } : { root, problems: [...problems, ...(await validateFile(root))] };
}

function withoutHosts([file]: readonly SourceFile[]): Diagnostic {
  return makeDiagnostic({
    code: 'empty-inventory',
    message: 'No host is declared.',
    help: 'Declare at least one, under `hosts` or in a group.',
    ...(file !== undefined && { at: { file, start: 0, end: 0 } }),
  });
}
