import { styleText } from 'node:util';
import type { DiagnosticStyle } from './render-diagnostic.ts';

/** What a piece of text is; how that looks is decided here and nowhere else. */
export type Tone = 'bad' | 'warn' | 'plan' | 'good' | 'place' | 'dim';

/** Makes text stand out. Applied after everything is laid out: what it adds takes no column. */
export type Style = (tone: Tone, text: string) => string;

const FORMATS = {
  bad: ['bold', 'red'],
  warn: ['bold', 'yellow'],
  plan: ['bold', 'cyan'],
  good: ['bold', 'green'],
  place: ['cyan'],
  dim: ['dim'],
} as const satisfies Record<Tone, readonly string[]>;

/** Leaves text as it is. */
const plainStyle: Style = (_tone, text) => text;

/** Whether there is a terminal that may be coloured is the caller's business, so Node's own guess is switched off. */
export function makeStyle(hasColour: boolean): Style {
  if (!hasColour) return plainStyle;
  return (tone, text) => styleText([...FORMATS[tone]], text, { validateStream: false });
}

/** The same style for the parts of a diagnostic. */
export function diagnosticStyle(hasColour: boolean): DiagnosticStyle {
  const style = makeStyle(hasColour);
  const as = (tone: Tone) => (text: string) => style(tone, text);
  return { error: as('bad'), warning: as('warn'), code: (text) => text, place: as('place'), dim: as('dim') };
}
