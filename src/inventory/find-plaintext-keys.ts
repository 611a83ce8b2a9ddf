import type { Diagnostic } from '../model/diagnostic.ts';
import { findKeyWords, looksLikeKey } from './key-shapes.ts';
import { makeDiagnostic } from './make-diagnostic.ts';
import type { Place, SourceFile } from './source.ts';
import type { Written } from './written.ts';

/**
 * Reports every product key that stands in a file in clear, comments included, and mistyped ones too. With the tree it
 * also finds keys that escapes or line folding hide from the text.
 */
export function findPlaintextKeys(file: SourceFile, root: Written | undefined): readonly Diagnostic[] {
  const inText = [...findKeyWords(file.text)].map((word) => ({ file, ...word }));
  const hidden = root === undefined ? [] : [...inValues(root)].filter((place) => !looksLikeKey(textAt(place)));
  return [...inText, ...hidden].map((at) =>
    makeDiagnostic({
      code: 'plaintext-key',
      message: 'A product key stands here in clear.',
      help: 'Refer to it: `secret: { env: NAME }` or `{ file: PATH }`. Remove it from the history of the repository too.',
      at,
    }),
  );
}

function* inValues(value: Written): Generator<Place> {
  if (value.kind === 'scalar' && typeof value.value === 'string' && looksLikeKey(value.value)) yield value;
  if (value.kind === 'list') for (const item of value.items) yield* inValues(item);
  if (value.kind !== 'map') return;
  for (const entry of value.entries.values()) {
    if (looksLikeKey(entry.name)) yield entry;
    yield* inValues(entry.value);
  }
}

function textAt({ file, start, end }: Place): string {
  return file.text.slice(start, end);
}
