/** A document as JSON, for people too: indented, and with a line feed at its end. */
export function renderJson(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
