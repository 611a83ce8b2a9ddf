/** Wider commands put what they do on the next line, so that help fits 80 columns. */
const WIDEST = 44;

/** The examples at the end of a help text: commands, and what each does. */
export function examples(what: Readonly<Record<string, string>>): string {
  const rows = Object.entries(what);
  const width = Math.max(...rows.map(([command]) => (command.length > WIDEST ? 0 : command.length)));
  const lines = rows.map(([command, text]) =>
    command.length > WIDEST ? `  ${command}\n  ${' '.repeat(width)}  ${text}` : `  ${command.padEnd(width)}  ${text}`,
  );
  return `\nExamples:\n${lines.join('\n')}`;
}
