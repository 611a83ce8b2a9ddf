import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeScript } from '../../../src/bundle/compose-script.ts';
import { bodyOfFunction, codeLines, namesOfFunctions, SCRIPT_RULES, withoutTexts } from '../../support/script-rules.ts';

const FOLDER = join(import.meta.dirname, '../../../src/payload');
const [PAYLOAD = '', PART = '', BATCH = ''] = ['vlk-host.vbs', 'start.vbs', 'vlkctl-start.cmd'].map((name) =>
  readFileSync(join(FOLDER, name), 'latin1'),
);
const SCRIPT = composeScript(PAYLOAD, PART, {});
/** The part alone, and the script it is part of; the payload has tests of its own. */
const OWN = codeLines(PART);
const WHOLE = codeLines(SCRIPT);

/** Its few values beside the payload's are texts, and have to be read where WMI is broken. */
const USES_SHELL = ['StartValue', 'KeepStartValue'];

describe('the start-up script', () => {
  it('is ASCII, ends each line with CRLF, and is begun by saying what it is', () => {
    expect(SCRIPT).not.toMatch(/[^\r\n\x20-\x7e]/);
    expect(SCRIPT.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(SCRIPT.endsWith('\r\n')).toBe(true);
    expect(SCRIPT.startsWith("' vlkctl-start.vbs - ")).toBe(true);
  });

  it('is the part and all of the payload: each function once, one entry', () => {
    const names = namesOfFunctions(WHOLE).map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(namesOfFunctions(codeLines(PAYLOAD)).length + namesOfFunctions(OWN).length);
    expect(WHOLE.filter((line) => /\bQuit\b/.test(line))).toEqual([
      'If InStr(1, WScript.FullName, "cscript", 1) = 0 Then WScript.Quit 2',
      'WScript.Quit RunAtStart()',
    ]);
  });

  it.each(SCRIPT_RULES)('has no %s: %s', (what) => {
    const found = namesOfFunctions(OWN)
      .filter((name) => !(USES_SHELL.includes(name) && what.test('shell.RegWrite')))
      .flatMap((name) => withoutTexts(bodyOfFunction(OWN, name)))
      .filter((line) => what.test(line));
    expect(found).toEqual([]);
  });

  it('echoes nothing: the one Echo is that of the payload, in a function it never calls', () => {
    expect(WHOLE.filter((line) => /\bEcho\b/i.test(line))).toEqual(['WScript.Echo answers']);
    expect(bodyOfFunction(WHOLE, 'Main')).toContain('WScript.Echo answers');
    expect(WHOLE.filter((line) => /\bMain\b/.test(line) && !/^(?:Function Main\(\)|Main = \d)$/.test(line))).toEqual(
      [],
    );
    expect(OWN.filter((line) => /\bRunCalls\b/.test(line))).toEqual([]);
  });

  it('holds the key from its file to the end of the change, and puts it into no text', () => {
    const holders = namesOfFunctions(WHOLE).filter((name) =>
      bodyOfFunction(WHOLE, name).some((line) => /\bheldKey\b/.test(line)),
    );
    expect(holders).toEqual(['ChangeByFile', 'TakeKey', 'ChangeToHeldKey', 'KeyText']);
    const uses = WHOLE.filter((line) => /\b(?:heldKey|KeyText\(\))(?!\w)/.test(line));
    expect(uses.filter((line) => /&|\bAnswer\b|\bConclude\b|\bWrite|expectLines|callLines/.test(line))).toEqual([]);
    expect(bodyOfFunction(OWN, 'ChangeByFile').at(-1)).toBe('heldKey = ""');
    expect(withoutTexts(bodyOfFunction(OWN, 'TakeKey')).filter((line) => /\bkey\b/.test(line))).toEqual([
      'Dim file, path, first, key, code, size',
      'key = ""',
      'key = file.ReadLine',
      'heldKey = UCase(Replace(Trim(key), "", ""))',
      'key = ""',
    ]);
  });

  it('writes to the registry through the payload, but for values of its own', () => {
    expect(OWN.filter((line) => /\bregistry\.(?!Get|Enum)/.test(line))).toEqual([]);
    expect(OWN.filter((line) => /\bReg(?:Read|Write|Delete)\b/.test(line))).toEqual([
      'StartValue = "" & shell.RegRead(START_VALUES & name)',
      'shell.RegWrite START_VALUES & name, text, "REG_SZ"',
    ]);
    expect(OWN).toContain(String.raw`Const START_VALUES = "HKLM\SOFTWARE\vlkctl\Start\"`);
  });

  it('deletes no file but receipts of its own', () => {
    const deleting = namesOfFunctions(OWN).filter((name) =>
      bodyOfFunction(OWN, name).some((line) => /\bDelete(?:File|Folder)\b/.test(line)),
    );
    expect(deleting).toEqual(['SaveByRename', 'RemoveOldReceipts']);
  });
});

describe('the batch file of the start', () => {
  it('is ASCII with CRLF, and runs the script without boxes', () => {
    expect(BATCH).not.toMatch(/[^\r\n\x20-\x7e]/);
    expect(BATCH.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(BATCH).toContain(String.raw`"%SystemRoot%\System32\cscript.exe" //B //Nologo "%~dp0vlkctl-start.vbs"`);
  });

  it('waits for less than the 600 seconds that Windows gives to all start-up scripts', () => {
    const loop = /\(1,1,(?<times>\d+)\) do if exist "[^"]+" ping -n 2 127\.0\.0\.1 >nul\r\n/.exec(BATCH);
    expect(Number(loop?.groups?.['times'])).toBeLessThanOrEqual(480);
  });
});
