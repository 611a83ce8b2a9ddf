/** What Markdown, HTML, a table or GitHub (mentions, issue numbers) would take for more than text. */
const SPECIAL = /[&<>|`*_~[\]\\#@$]/g;

/** A text as Markdown that shows exactly this text, on one line, also in a table; mentions nobody. */
export function escapeMarkdown(text: string): string {
  // An entity keeps Markdown away; the empty comment keeps GitHub from finding a mention or an issue in what is shown.
  return toLine(text).replace(SPECIAL, (found) =>
    found === '@' || found === '#' ? `${entity(found)}<!-- -->` : entity(found),
  );
}

/** A text in the type of code; any character may be in it. What needs no care is written in the short way. */
export function codeMarkdown(text: string): string {
  if (/^[\w.:[\]()-]+(?: [\w.:[\]()-]+)*$/.test(text)) return `\`${text}\``;
  return `<code>${toLine(text).replace(SPECIAL, entity)}</code>`;
}

/** Text of ours, in which commands and names stand in `backticks`. */
export function proseMarkdown(text: string): string {
  return text
    .split('`')
    .map((part, index, parts) => {
      const isCode = index % 2 === 1 && index < parts.length - 1;
      if (isCode) return codeMarkdown(part);
      return index % 2 === 1 ? escapeMarkdown(`\`${part}`) : escapeMarkdown(part);
    })
    .join('');
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** Line breaks would end a table row or a heading; other control characters show nothing. */
function toLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  return text.replace(/[\r\n\t]+/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
}
