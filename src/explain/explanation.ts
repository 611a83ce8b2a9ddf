/** What one code means, for a person who met it at night. Plain text; `backticks` mark what is typed or written. */
export interface Explanation {
  /** A few words. */
  readonly title: string;
  readonly meaning: string;
  /** The reason in Windows or in this product. */
  readonly why: string;
  /** What to do, in order; each an imperative sentence. */
  readonly todo: readonly string[];
  /** Commands to run next; words in capitals are to be filled in. */
  readonly run?: readonly string[];
}

/** An explanation that shows how it is written wrong and right: fragments of an inventory. */
export interface WrittenExplanation extends Explanation {
  readonly wrong: string;
  readonly right: string;
}

/** A piece of YAML as it is to be shown: without the indentation of the source it stands in. */
export function yaml({ raw }: TemplateStringsArray): string {
  const lines = (raw[0] ?? '').split('\n').slice(1, -1);
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}
