import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeScript } from '../../../src/bundle/compose-script.ts';

const PAYLOAD = readFileSync(join(import.meta.dirname, '../../../src/payload/vlk-host.vbs'), 'latin1');
const PART = `' part.vbs - what it is.
' In two lines.
Dim own, other(3)
WScript.Quit Run()

Function Run()
  Dim answers
  Run = 0
End Function
`;

describe('a script made of the payload and a part', () => {
  it('begins with what the part says of itself', () => {
    expect(composeScript(PAYLOAD, PART, {})).toMatch(
      /^' part\.vbs - what it is\.\r\n' In two lines\.\r\n'\r\n' vlk-host/,
    );
  });

  it('has the entry of the part instead of that of the payload, and all functions of both', () => {
    const script = composeScript(PAYLOAD, PART, {});
    expect(script).not.toContain('WScript.Quit Main()');
    expect(script.match(/^WScript\.Quit .*$/gm)).toEqual(['WScript.Quit Run()']);
    for (const name of ['Run', 'Main', 'Settle', 'SetProductKey', 'Ascii'])
      expect(script).toMatch(new RegExp(`^Function ${name}\\(`, 'm'));
  });

  it('has its constants before the part, with quotation marks doubled and nothing else taken for a sign', () => {
    const script = composeScript(PAYLOAD, PART, { STRATEGY: 'sp1', SAYS: 'a "b" $& $1' });
    expect(script).toContain('\r\nConst STRATEGY = "sp1"\r\nConst SAYS = "a ""b"" $& $1"\r\nDim own, other(3)\r\n');
  });

  it('ends each line with CRLF, however the files came', () => {
    const script = composeScript(PAYLOAD.replaceAll('\r\n', '\n'), PART, {});
    expect(script).toBe(composeScript(PAYLOAD, PART.replaceAll('\n', '\r\n'), {}));
    expect(script.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it.each([
    ['Function settle(x)\nEnd Function\n', 'settle'],
    ['Const HKLM = 1\n', 'hklm'],
    ['Dim fresh, shell\n', 'shell'],
  ])('refuses a part with %j: VBScript would say nothing and do nothing', (text, name) => {
    expect(() => composeScript(PAYLOAD, `${PART}${text}`, {})).toThrow(`The script declares ${name} twice.`);
  });

  it('refuses what is not ASCII, in a constant too', () => {
    expect(() => composeScript(PAYLOAD, `${PART}' \u00e6\n`, {})).toThrow('A script is ASCII; this one has "\u00e6".');
    expect(() => composeScript(PAYLOAD, PART, { WHERE: 'a\tb' })).toThrow('A script is ASCII');
  });

  it('refuses a payload whose entry it does not find', () => {
    expect(() => composeScript(PAYLOAD.replace(/^' ---- entry/m, "' ----"), PART, {})).toThrow('no marked entry');
  });
});
