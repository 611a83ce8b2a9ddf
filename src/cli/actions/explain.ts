import { allCodes, explainCode, FAMILIES } from '../../explain/explain.ts';
import { nearest } from '../../inventory/nearest.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderCodes, renderExplanation } from '../../reporters/explanation-text.ts';
import { renderJson } from '../../reporters/json.ts';
import { type Io, UsageError } from '../io.ts';

export interface ExplainFlags {
  readonly output: 'text' | 'json';
}

/** Explains a code, or lists all of them. */
export function explainCommand(word: string | undefined, { output }: ExplainFlags, io: Io): number {
  if (word === undefined) {
    io.out(output === 'json' ? toJson({ families: FAMILIES }) : renderCodes(FAMILIES));
    return EXIT.ok;
  }
  const code = word.trim().toLowerCase();
  const explained = explainCode(code);
  if (explained.length === 0) throw unknownCode(word, code);
  io.out(output === 'json' ? toJson({ code, explanations: explained }) : renderExplanation(explained));
  return EXIT.ok;
}

function toJson(content: Readonly<Record<string, unknown>>): string {
  return renderJson({ formatVersion: 1, ...content });
}

function unknownCode(word: string, code: string): UsageError {
  const codes = allCodes();
  const meant = nearest(code, codes) ?? codes.find((each) => code !== '' && each.includes(code));
  return new UsageError(
    `There is no code '${word}'`,
    meant === undefined ? '`vlkctl explain` lists them.' : `Did you mean '${meant}'? \`vlkctl explain\` lists all.`,
  );
}
