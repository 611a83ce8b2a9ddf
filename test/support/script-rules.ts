/** What must not occur in a script that hosts run, and why. What is between quotation marks does not count. */
export const SCRIPT_RULES: readonly (readonly [what: RegExp, why: string])[] = [
  [/\bJoin\b/i, 'Wine 8 has none'],
  [/\b(?:AscW|ChrW)\b/i, 'Wine 8 has none'],
  [/\b(?:Asc|Chr|InStr|Left|Len|Mid|Right)B\b/i, 'Wine 8 has no functions on bytes'],
  [/\b(?:Filter|Escape|Unescape)\b/i, 'Wine 8 has none'],
  [/\b(?:DateDiff|DatePart|IsDate)\b/i, 'Wine 8 has none'],
  [/\b(?:GetRef|Eval|Execute|ExecuteGlobal)\b/i, 'nothing is made code at run time'],
  [/\bString\s*\(/i, 'Wine 8 has no String(n, code)'],
  [/\bRound\b/i, 'Wine 8 rounds to whole numbers only'],
  [/\b(?:GetLocale|SetLocale)\b/i, 'nothing depends on the language of the host'],
  [/\bTypeName\b/i, 'objects have other type names under Wine'],
  [/\bErase\b/i, 'Wine 8 has none'],
  [/\bDim\b.*\(\s*\)/i, 'Wine 8 cannot fill an array without a size'],
  [/\bSleep\b/i, 'Wine 8 has none'],
  [/\bStd(?:In|Out|Err)\b/i, 'Wine 8 has none, and Windows fails without a console'],
  [/\bArguments\s*\.\s*(?:Named|Unnamed)\b/i, 'Wine 8 has none'],
  [/\b(?:Methods_|Path_|SWbemLocator|OSArchitecture)\b/i, 'not on every host'],
  [/\bErr\s*\.\s*(?:Description|Source)\b/i, 'decisions are made by number: texts are localised'],
  [/(?:^|\bThen |: )Err\s*\.\s*\w+\s*=/i, 'fields of Err are not set'],
  [/\b(?:MsgBox|InputBox|Popup)\b/i, 'nobody is there to click'],
  [/\.\s*(?:Run|Exec)\b/i, 'it starts no program'],
  [/\.\s*Reg(?:Read|Write|Delete)\b/i, 'WScript.Shell cannot write 12 bytes'],
  [/\b(?:Split|Array)\s*\([^()]*\)\s*\(/i, 'a result is put into a variable before it is indexed'],
];

/**
 * The lines of a script without comments, white space at their ends, and emptiness; continued lines are one. A comment starts at
 * an apostrophe outside quotation marks.
 */
export function codeLines(text: string): readonly string[] {
  return text
    .replaceAll(/ _\r\n\s*/g, ' ')
    .split('\r\n')
    .map((line) => /^(?:"[^"]*"|[^'"])*/.exec(line)?.[0].trim() ?? '')
    .filter((line) => line !== '');
}

/** The same lines with nothing between quotation marks. */
export function withoutTexts(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replaceAll(/"[^"]*"/g, '""'));
}

export function namesOfFunctions(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /^(?:Function|Sub) (?<name>\w+)/.exec(line)?.groups?.['name'] ?? []);
}

/** The lines of a function, without its first and last. */
export function bodyOfFunction(lines: readonly string[], name: string): readonly string[] {
  const start = lines.findIndex((line) => new RegExp(`^(?:Function|Sub) ${name}\\b`).test(line));
  const end = lines.findIndex((line, index) => index > start && /^End (?:Function|Sub)$/.test(line));
  if (start === -1 || end === -1) throw new Error(`The script has no ${name}`);
  return lines.slice(start + 1, end);
}
