import type { Document } from 'yaml';
import { explainSlip } from './explain-slip.ts';
import type { Problem } from './make-diagnostic.ts';
import { rangeOf, type SourceFile } from './source.ts';
import { findDashMarkers, typographyProblem } from './typography.ts';
import { TAG, YAML_TEXTS } from './yaml-texts.ts';

/** One slip makes many errors further down; the first ones tell. */
export const MAX_ERRORS = 5;
/** A tag stands right before its value. */
const LOOKED_BACK = 200;

/** Reports what the yaml package found, a second document, and unknown directives, in our own words. */
export function yamlProblems(file: SourceFile, documents: readonly Document.Parsed[]): readonly Problem[] {
  const [first, second] = documents;
  if (first === undefined) return [];
  const errors = onePerLine(file, first.errors).map((error) => explainSlip(file, error));
  const directive = first.warnings.find(({ code }) => code === 'BAD_DIRECTIVE');
  // After a directive YAML wants `---`, which nobody forgot who wanted no directive.
  const problems = directive === undefined ? errors : [explainSlip(file, directive)];
  return second === undefined ? problems : [...problems, secondDocument(file, second)];
}

/** The first problems of a file from top to bottom, without those that come of another one. */
export function firstProblems(
  file: SourceFile,
  problems: readonly Problem[],
  open: Problem | undefined,
): readonly Problem[] {
  if (problems.length === 0 && open === undefined) return [];
  const markers = [...findDashMarkers(file.text)].map((found) => typographyProblem(file, found.start, found));
  const [dash] = markers;
  // Whatever stands after a quote that is not closed, or below a list without hyphens, is read as something else.
  const roots = dash === undefined ? [] : markers;
  const first = Math.min(...[open, dash].map((each) => (each === undefined ? Infinity : startOf(each))));
  const own = problems.filter((problem) => startOf(problem) < first);
  const all = [...own, ...(open === undefined ? [] : [open]), ...roots].toSorted((a, b) => startOf(a) - startOf(b));
  return all.slice(0, MAX_ERRORS);
}

/** Refuses what is nested so deeply that composing it could exhaust the stack. */
export function tooDeep(file: SourceFile, start: number, maxDepth: number): Problem {
  return {
    code: 'unsupported-yaml',
    message: `This is nested more than ${maxDepth} levels deep.`,
    help: 'Make the tree of groups flatter.',
    at: { file, start, end: start + 1 },
  };
}

/** Refuses a tag, whatever it stands for. */
export function tagRefused(file: SourceFile, [start, end]: readonly [number, number, ...unknown[]]): Problem {
  const from = Math.max(0, start - LOOKED_BACK);
  // !tag &anchor value
  const tag = /(?<tag>!\S*)\s+(?:&\S+\s+)?$/.exec(file.text.slice(from, start));
  const length = tag?.groups?.['tag']?.length;
  if (tag === null || length === undefined) return { ...TAG, at: { file, start, end } };
  return { ...TAG, at: { file, start: from + tag.index, end: from + tag.index + length } };
}

function onePerLine(file: SourceFile, errors: Document.Parsed['errors']): Document.Parsed['errors'] {
  const lines = new Set<number>();
  const kept: Document.Parsed['errors'] = [];
  for (const error of errors) {
    const { line } = rangeOf({ file, start: error.pos[0], end: error.pos[0] });
    if (!lines.has(line)) kept.push(error);
    lines.add(line);
    if (kept.length === MAX_ERRORS) break;
  }
  return kept;
}

function startOf({ at }: Problem): number {
  return at?.start ?? 0;
}

function secondDocument(file: SourceFile, { range }: Document.Parsed): Problem {
  const marker = file.text.lastIndexOf('---', range[0]);
  return { ...YAML_TEXTS.MULTIPLE_DOCS, at: { file, start: marker, end: marker + 3 } };
}
