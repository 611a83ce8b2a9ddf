const ENTRY = /^' ---- entry: .*\r\n(?:.*\r\n)*?' ---- end of the entry -+\r\n/m;
const LEADING_COMMENT = /^(?:'.*\r\n)*/;
/** Names that a script may declare once: functions, constants, and variables outside functions. */
const DECLARATION = /^(?:(?:Function|Sub|Const) (?<name>\w+)|Dim (?<names>[^'\r\n]+))/gim;

/**
 * Makes one script of the payload's functions and a part that uses them: what the part says of itself, the payload
 * with the constants and the part in place of its entry, CRLF throughout. Within one process the part so has the
 * payload's own lock, settling and evidence, and the key is in no command line.
 *
 * Windows Script Host ends a script that declares a name twice without a word to anybody at start-up, and reads other
 * characters than ASCII by the code page of the host, so both throw here, as does a payload without an entry.
 */
export function composeScript(payload: string, part: string, constants: Readonly<Record<string, string>>): string {
  const [head, body] = splitComment(withCrLf(part));
  const entry = `${constantLines(constants)}${body}`;
  const text = withCrLf(payload);
  if (!ENTRY.test(text)) throw new Error('The payload has no marked entry.');
  const script = `${head}'\r\n${text.replace(ENTRY, () => entry)}`;
  checkScript(script);
  return script;
}

function withCrLf(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n');
}

function splitComment(text: string): readonly [comment: string, rest: string] {
  const comment = LEADING_COMMENT.exec(text)?.[0] ?? '';
  return [comment, text.slice(comment.length)];
}

function constantLines(constants: Readonly<Record<string, string>>): string {
  return Object.entries(constants)
    .map(([name, value]) => `Const ${name} = "${value.replaceAll('"', '""')}"\r\n`)
    .join('');
}

function checkScript(script: string): void {
  const strange = /[^\r\n\x20-\x7e]/.exec(script)?.[0];
  if (strange !== undefined) throw new Error(`A script is ASCII; this one has ${JSON.stringify(strange)}.`);
  const seen = new Set<string>();
  for (const name of declaredNames(script)) {
    if (seen.has(name)) throw new Error(`The script declares ${name} twice.`);
    seen.add(name);
  }
}

/** In lower case: to VBScript `Answer` and `answer` are one. */
function declaredNames(script: string): readonly string[] {
  return [...script.matchAll(DECLARATION)].flatMap(({ groups }) => {
    const { name, names } = groups ?? {};
    const all = name ?? names ?? '';
    return all.split(',').map((each) => each.replace(/\(.*$/, '').trim().toLowerCase());
  });
}
