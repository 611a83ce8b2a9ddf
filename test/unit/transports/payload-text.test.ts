import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RefusalReason, WriteCall } from '../../../src/model/call.ts';
import { CALLS_HEADER } from '../../../src/transports/encode-calls.ts';
import { bodyOfFunction, codeLines, namesOfFunctions, SCRIPT_RULES, withoutTexts } from '../../support/script-rules.ts';

const FILE = join(import.meta.dirname, '../../../src/payload/vlk-host.vbs');
const BYTES = readFileSync(FILE);

/** Lines without comments, white space at their ends, and emptiness; continued lines are one. */
const LINES: readonly string[] = codeLines(BYTES.toString('latin1'));
/** The same with nothing between quotation marks. */
const CODE: readonly string[] = withoutTexts(LINES);

/** One line of a broken payload for each of them: a check that finds nothing passes everything. */
const SEEDED: readonly string[] = [
  'text = Join(parts, "-")',
  'code = AscW(text)',
  'code = AscB(text)',
  'parts = Filter(parts, "x")',
  'days = DateDiff("d", a, b)',
  'Execute text',
  'text = String(5, "x")',
  'number = Round(1.25, 1)',
  'SetLocale 1033',
  'If TypeName(item) = "Object" Then count = 1',
  'Erase parts',
  'Dim parts()',
  'WScript.Sleep 100',
  'WScript.StdOut.Write text',
  'text = WScript.Arguments.Named("x")',
  'path = item.Path_.Path',
  'text = Err.Description',
  'Err.Number = 5',
  'MsgBox text',
  'shell.Run "cmd"',
  'shell.RegDelete "HKLM"',
  'last = Split(text, "-")(1)',
];

/** Exhaustive by their types. */
const REASONS: Readonly<Record<RefusalReason, true>> = {
  'com-error': true,
  'return-value': true,
  registry: true,
  'slot-held': true,
  'slot-incomplete': true,
  'not-xp-rtm': true,
  'class-missing': true,
  'key-missing': true,
};
const CALLS: Readonly<Record<WriteCall['kind'], true>> = {
  'save-oobe-timer': true,
  'delete-oobe-timer': true,
  'set-product-key': true,
  settle: true,
  'restore-oobe-timer': true,
  'drop-undo': true,
};

describe('the file of the payload', () => {
  it('is ASCII, without a byte order mark and without control characters', () => {
    expect([...BYTES].filter((byte) => byte > 126 || (byte < 32 && byte !== 10 && byte !== 13))).toEqual([]);
  });

  it('ends each of its lines with CRLF', () => {
    const text = BYTES.toString('latin1');
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('is read whole by this test', () => {
    expect(CODE.length).toBeGreaterThan(400);
    expect(CODE[0]).toBe('Option Explicit');
    expect(functionNames().length).toBeGreaterThan(30);
  });
});

describe('the code of the payload', () => {
  it.each(SCRIPT_RULES)('has no %s: %s', (what) => {
    expect(CODE.filter((line) => what.test(line))).toEqual([]);
  });

  it.each(SEEDED.map((line, index) => [line, index] as const))('would be found with: %s', (line, index) => {
    const [seeded = ''] = withoutTexts(codeLines(line));
    expect(SCRIPT_RULES[index]?.[0].test(seeded)).toBe(true);
    expect(SEEDED).toHaveLength(SCRIPT_RULES.length);
  });

  it('echoes once, with an argument, as the last thing that Main does', () => {
    expect(CODE.filter((line) => /\bEcho\b/i.test(line))).toEqual(['WScript.Echo answers']);
    expect(bodyOf('Main').at(-1)).toBe('WScript.Echo answers');
  });

  it('ends through Main, or at once when it is not run by cscript', () => {
    expect(CODE.filter((line) => /\bQuit\b/i.test(line))).toEqual([
      'If InStr(1, WScript.FullName, "", 1) = 0 Then WScript.Quit 2',
      'WScript.Quit Main()',
    ]);
  });

  it('takes its arguments by number, and the one about a lock only for another host', () => {
    const uses = CODE.flatMap((line) => line.match(/\bArguments\.(?:Count|\w+\(\d\)|.*)/g) ?? []);
    const counts = Array.from({ length: 3 }, () => 'Arguments.Count');
    expect(uses.toSorted(byCode)).toEqual([...counts, 'Arguments.Item(0)', 'Arguments.Item(1)']);
    expect(functionsWith(/Arguments\.Item\(1\)/)).toEqual(['LockPath']);
  });

  it('makes no objects but the shell for its environment, the file system and WMI', () => {
    expect(LINES.flatMap((line) => line.match(/\b(?:CreateObject|GetObject)\(.*\)/g) ?? [])).toEqual([
      'CreateObject("WScript.Shell")',
      'CreateObject("Scripting.FileSystemObject")',
      String.raw`GetObject(host & "\root\cimv2")`,
      String.raw`GetObject(host & "\root\default:StdRegProv")`,
    ]);
    expect(bodyOf('Connect').filter((line) => /\bhost = /.test(line))).toEqual([
      String.raw`host = "winmgmts:{impersonationLevel=impersonate}!\\."`,
      String.raw`host = "winmgmts:{impersonationLevel=impersonate,authenticationLevel=pktPrivacy}!\\" & target`,
    ]);
    const uses = LINES.flatMap((line) => line.match(/\bshell\.\w+(?:\("\w+"\))?/gi) ?? []);
    expect(new Set(uses)).toEqual(new Set(['shell.Environment("PROCESS")']));
  });

  it('takes its target from the calls file only, checked, and opens nothing before', () => {
    expect(LINES.filter((line) => /\btarget = [^"]*$/.test(line))).toEqual(['target = Mid(line, 8)']);
    expect(LINES[LINES.indexOf('target = Mid(line, 8)') + 1]).toBe('If Not IsName(target) Then Exit Function');
    expect(functionsWith(/\bConnect\(\)/)).toEqual(['RunCalls']);
    const body = bodyOf('RunCalls');
    const guards = [
      'If target = "" And (markName <> "" Or WScript.Arguments.Count <> 1) Then Exit Function',
      'If target <> "" And (markSeconds < 1 Or WScript.Arguments.Count <> 2) Then Exit Function',
      'RunCalls = Connect()',
      'If callLines(0) = "observe" Then',
    ].map((line) => body.indexOf(line));
    expect(guards).not.toContain(-1);
    expect(guards).toEqual(guards.toSorted((a, b) => a - b));
  });

  it('lets nothing into a moniker or a path but letters, digits, dots, hyphens and underscores', () => {
    expect(bodyOf('IsName')).toEqual([
      'Dim i',
      'IsName = False',
      'If Len(text) < 1 Or Len(text) > 255 Then Exit Function',
      'If InStr(LETTERS_AND_DIGITS, Left(text, 1)) = 0 Then Exit Function',
      'For i = 1 To Len(text)',
      'If InStr(LETTERS_AND_DIGITS & ".-_", Mid(text, i, 1)) = 0 Then Exit Function',
      'Next',
      'IsName = True',
    ]);
    const known = LINES.flatMap(
      (line) => /^Const LETTERS_AND_DIGITS = "(?<all>\w+)"$/.exec(line)?.groups?.['all'] ?? [],
    );
    expect(known).toHaveLength(1);
    expect(known[0]).toMatch(/^[a-zA-Z0-9]{62}$/);
    expect(new Set(known[0]).size).toBe(62);
  });

  it('guards each loop over a collection of WMI, which runs once when the collection fails', () => {
    const loops = CODE.flatMap((line, index) => {
      const item = /^For Each (?<item>\w+) In\b/.exec(line)?.groups?.['item'];
      return item === undefined ? [] : [{ item, next: CODE[index + 1] }];
    });
    expect(loops.length).toBeGreaterThan(0);
    for (const { item, next } of loops) expect(next).toMatch(new RegExp(`^If IsObject\\(${item}\\) Then`));
  });

  it('resizes no array that is not declared', () => {
    const resized = CODE.flatMap((line) => /^ReDim (?:Preserve )?(?<name>\w+)/i.exec(line)?.groups?.['name'] ?? []);
    for (const name of resized)
      expect(CODE.some((line) => new RegExp(`^Dim\\b.*\\b${name}\\b`, 'i').test(line))).toBe(true);
  });
});

describe('what the payload does to a host', () => {
  it('deletes one value only: OOBETimer, on Windows XP without a service pack, once it is saved', () => {
    const deleting = LINES.filter((line) => /\bDeleteValue\b/i.test(line));
    expect(deleting).toEqual(['code = registry.DeleteValue(HKLM, WPA_EVENTS, OOBE_TIMER)']);
    const body = bodyOf('DeleteOobeTimer').join('\n');
    const guards = [
      'If os.Version <> "5.1.2600" Or os.ServicePackMajorVersion <> 0 Or os.ProductType <> 1 Then',
      'If Not IsComplete(name) Then',
      deleting[0] ?? '',
    ].map((line) => body.indexOf(line));
    expect(guards).not.toContain(-1);
    expect(guards).toEqual(guards.toSorted((a, b) => a - b));
  });

  it('writes to the registry below its own key only, but for OOBETimer itself', () => {
    const writes = LINES.flatMap((line) => {
      const match = /\bregistry\.(?<method>(?:Create|Delete|Set)\w+)[ (]HKLM, (?<path>[^,)]+)/i.exec(line);
      return match?.groups === undefined ? [] : [`${match.groups['method']} ${match.groups['path']?.trim()}`];
    });
    const foreign = new Set(
      writes.filter((write) => !/ (?:path|PRODUCT_ROOT|(?:UNDO|MARK)_ROOT(?: & "\\" & name)?)$/.test(write)),
    );
    expect(foreign).toEqual(new Set(['DeleteValue WPA_EVENTS', 'SetBinaryValue WPA_EVENTS']));
    expect(bodyOf('FillSlot')).toContain(String.raw`path = UNDO_ROOT & "\" & name`);
    expect(bodyOf('WriteMark')).toContain(String.raw`path = MARK_ROOT & "\" & markName`);
    expect(functionsWith(/registry\.(?:Create|Delete|Set)\w+[ (]HKLM, path\b/)).toEqual([
      'FillSlot',
      'SaveTimer',
      'WriteMark',
    ]);
    expect(functionsWith(/SetBinaryValue\(HKLM, WPA_EVENTS/)).toEqual(['RestoreOobeTimer']);
  });

  it('writes to no key but those it names as its own and WPAEvents', () => {
    const constants = LINES.filter((line) => /^Const \w+ = "(?:SOFTWARE|SYSTEM|HK)/i.test(line));
    expect(constants).toEqual([
      String.raw`Const CURRENT_VERSION = "SOFTWARE\Microsoft\Windows NT\CurrentVersion"`,
      String.raw`Const WPA_EVENTS = "SOFTWARE\Microsoft\Windows NT\CurrentVersion\WPAEvents"`,
      String.raw`Const PRODUCT_ROOT = "SOFTWARE\vlkctl"`,
      String.raw`Const UNDO_ROOT = "SOFTWARE\vlkctl\Undo"`,
      String.raw`Const MARK_ROOT = "SOFTWARE\vlkctl\Busy"`,
    ]);
  });

  it('touches the key where it is taken, checked and set, and answers nothing there', () => {
    expect(functionsWith(/VLK_KEY|\bheldKey\b/)).toEqual(['KeyText']);
    expect(functionsWith(/\bKeyText\b/)).toEqual(['SetProductKey', 'KeyText', 'KeyProblem']);
    for (const name of ['SetProductKey', 'KeyText', 'KeyProblem'])
      expect(bodyOf(name).filter((line) => /^Answer\b/.test(line))).toEqual([]);
  });

  it('reads DigitalProductId where it reduces it to evidence, and answers no bytes', () => {
    expect(functionsWith(/"DigitalProductId"/)).toEqual(['ReadEvidence']);
    const bytes = /^Answer [^,]+, (?:"" & )?(?:bytes|timer|saved|today|work|digits)\b/;
    expect(LINES.filter((line) => bytes.test(line))).toEqual([]);
  });
});

describe('the words of the payload', () => {
  it('begin with the first line of a calls file', () => {
    expect(LINES.filter((line) => line.includes(`"${CALLS_HEADER}"`))).toHaveLength(1);
  });

  it('have each write there is, and no other', () => {
    const cases = bodyOf('RunWrite').flatMap((line) => /^Case "(?<call>[^"]+)"$/.exec(line)?.groups?.['call'] ?? []);
    expect(cases.toSorted(byCode)).toEqual(Object.keys(CALLS).toSorted(byCode));
  });

  it('have each reason for a refusal there is, and no other', () => {
    const reasons = LINES.flatMap((line) =>
      [...line.matchAll(/"refused (?<reason>\S+) /g)].map((match) => match.groups?.['reason'] ?? ''),
    );
    expect([...new Set(reasons)].toSorted(byCode)).toEqual(Object.keys(REASONS).toSorted(byCode));
  });

  it('say of each refusal whether it is for certain', () => {
    const refusals = LINES.filter((line) => line.includes('"refused '));
    expect(refusals.filter((line) => !/ (?:definite|unsure)"$|Sureness\(\w+\)$/.test(line))).toEqual([]);
  });
});

function functionNames(): readonly string[] {
  return namesOfFunctions(LINES);
}

/** The lines of a function, without its first and last. */
function bodyOf(name: string): readonly string[] {
  return bodyOfFunction(LINES, name);
}

function functionsWith(what: RegExp): readonly string[] {
  return functionNames().filter((name) => bodyOf(name).some((line) => what.test(line)));
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : 1;
}
