import { composeDocument } from './compose.ts';
import { makeConverter } from './convert.ts';
import { findPlaintextKeys } from './find-plaintext-keys.ts';
import type { Problem } from './make-diagnostic.ts';
import type { SourceFile } from './source.ts';
import type { Written } from './written.ts';

/** A parsed file. Without `root` the file is no YAML or uses parts of YAML that inventories do not. */
export interface Parsed {
  readonly root?: Written;
  readonly problems: readonly Problem[];
}

/** Enough at a time to be quick, little enough to be let go while it is young. */
const PIECE_SIZE = 100;

/**
 * Turns the text of a file into a tree with places, aliases and merge keys resolved. Tags and second documents are
 * refused, product keys in clear reported. Takes time and space in proportion to the text, whatever it is; `pieceSize` changes nothing but that.
 */
export function parseYaml(file: SourceFile, pieceSize: number = PIECE_SIZE): Parsed {
  const { take, finish } = makeConverter(file);
  const { document, problems } = composeDocument(file, { pieceSize, take });
  const keys = [...findPlaintextKeys(file), ...findControlCharacter(file)];
  if (document === undefined || problems.length > 0) return { problems: [...keys, ...problems] };
  const converted = finish(document.contents);
  const all = [...keys, ...converted.problems];
  return converted.isWhole ? { root: converted.root, problems: all } : { problems: all };
}

/** Tab and the ends of lines are the only control characters of YAML (YAML 1.2.2, 5.1). */
// oxlint-disable-next-line no-control-regex -- exactly the characters that are not allowed
const CONTROL = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function findControlCharacter(file: SourceFile): readonly Problem[] {
  const found = CONTROL.exec(file.text);
  if (found === null) return [];
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return [
    {
      code: 'invalid-yaml',
      message: `An invisible control character stands here (0x${code}).`,
      help: 'Delete it; it often comes from copying out of a terminal or a PDF.',
      at: { file, start: found.index, end: found.index + 1 },
    },
  ];
}
