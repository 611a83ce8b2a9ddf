import type { Diagnostic, DiagnosticCode } from '../model/diagnostic.ts';
import { makeDiagnostic, type Problem } from './make-diagnostic.ts';
import type { SourceFile } from './source.ts';

/** Nobody reads more at once, and a file with thousands is most likely not the one that was meant. */
const MAX_PER_FILE = 200;

/** What is wrong with a word as a whole: whatever else is wrong with it does not matter any more. */
const TELLS_ALL: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(['plaintext-key', 'typographic-dash']);

/**
 * Puts what was found in the order of the files, from top to bottom, nothing twice, and nothing about a key in clear but
 * that it is one. Of a file with very many problems the last one says how many were left out; errors go before warnings.
 */
export function tidyProblems(found: readonly Problem[], files: readonly SourceFile[]): readonly Diagnostic[] {
  const byFile = new Map<string | undefined, Problem[]>(files.map(({ path }) => [path, []]));
  for (const problem of found) {
    const path = problem.at?.file.path ?? files[0]?.path;
    const known = byFile.get(path);
    if (known === undefined) byFile.set(path, [problem]);
    else known.push(problem);
  }
  return [...byFile.values()].flatMap((each) => atMost(inOrder(each)));
}

/** Of one file, from top to bottom. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const telling = new Set(problems.filter(({ code }) => TELLS_ALL.has(code)).map(startOf));
  const seen = new Set<string>();
  const kept = problems.filter((problem) => {
    const { code, message, at } = problem;
    if (!TELLS_ALL.has(code) && at !== undefined && telling.has(at.start)) return false;
    const identity = `${code} ${at?.start} ${at?.end} ${message}`;
    return !seen.has(identity) && seen.add(identity);
  });
  return kept.toSorted((a, b) => startOf(a) - startOf(b));
}

function startOf({ at }: Problem): number {
  return at?.start ?? -1;
}

function atMost(sorted: readonly Problem[]): readonly Diagnostic[] {
  if (sorted.length <= MAX_PER_FILE) return sorted.map(makeDiagnostic);
  const errors = sorted.filter((each) => !isWarning(each)).slice(0, MAX_PER_FILE);
  const warnings = sorted.filter(isWarning).slice(0, MAX_PER_FILE - errors.length);
  const kept = new Set([...errors, ...warnings]);
  const left = sorted.filter((each) => !kept.has(each));
  const next = left.find((each) => !isWarning(each)) ?? left[0];
  const shown = sorted.filter((each) => kept.has(each));
  return [...shown, ...(next === undefined ? [] : [more(next, left.length)])].map(makeDiagnostic);
}

function isWarning({ severity }: Problem): boolean {
  return severity === 'warning';
}

/** Stands for what was left out, at the place of its first. An error stands for errors, so that none is overlooked. */
function more(next: Problem, count: number): Problem {
  const { code, at, severity } = next;
  return {
    code,
    message: `${count} more in this file, the next of them here, are not shown.`,
    help: 'Mend those above first, then validate again.',
    ...(at !== undefined && { at }),
    ...(severity !== undefined && { severity }),
  };
}
