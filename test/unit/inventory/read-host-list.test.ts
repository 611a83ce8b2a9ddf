import { describe, expect, it } from 'vitest';
import { type HostList, readHostList } from '../../../src/inventory/read-host-list.ts';
import { makeSourceFile, rangeOf } from '../../../src/inventory/source.ts';

const KNOWN = { keys: ['xp-da', 'srv'], access: ['ssh'], groups: ['line-a', 'line-b'] };

describe('a list of hosts', () => {
  it('may say everything of a host, in any order and any case', () => {
    const text = `Group;OS;NAME;tags;ComputerName;Key;Access;Room
line-a;windows-xp-sp2;a.example;canary; PRESS-1 ;xp-da;ssh;B12
;;b.example;"canary; old, x";;;;
`;
    expect(read(text)).toEqual({
      hosts: [
        {
          name: 'a.example',
          os: 'windows-xp-sp2',
          computerName: 'PRESS-1',
          tags: ['canary'],
          key: 'xp-da',
          access: 'ssh',
          group: 'line-a',
        },
        { name: 'b.example', tags: ['canary', 'old', 'x'] },
      ],
      ignored: ['Room'],
    });
  });

  it('is read with nothing but names', () => {
    expect(read('name\na.example\n10.0.0.7\n').hosts.map(({ name }) => name)).toEqual(['a.example', '10.0.0.7']);
  });

  it.each<[string, string, string]>([
    ['no column name', 'host,os\na,b\n', '1:1 missing-property'],
    ['nothing', '', '1:1 missing-property'],
    ['two columns of one name', 'name,os,OS\na,,\n', '1:9 duplicate-key'],
    ['a line without a name', 'name,os\n,windows-xp-sp3\n', '2:1 missing-property'],
    ['a name that no host has', 'name\na b\n', '2:1 invalid-name'],
    ['a range', 'name\nh-[1:3]\n', '2:1 invalid-name'],
    ['a range that is wrong', 'name\nh-[3:1]\n', '2:1 invalid-range'],
    ['a host twice', 'name\na\nb\nA\n', '4:1 duplicate-host'],
    ['an unknown level', 'name,os\na,Windows XP\n', '2:3 invalid-value'],
    ['an unknown key', 'name,key\na,xp-en\n', '2:3 unknown-key'],
    ['an unknown access', 'name,access\na,winrm\n', '2:3 unknown-access'],
    ['an unknown group', 'name,group\na,line-c\n', '2:3 unknown-label'],
    ['a tag with a slash', 'name,tags\na,x/y\n', '2:3 invalid-value'],
    ['a long computer name', 'name,computerName\na,ABCDEFGHIJKLMNOP\n', '2:3 invalid-value'],
    ['more fields than columns', 'name,os\na,windows-xp-sp3,x\n', '2:18 invalid-value'],
    ['an open quote', 'name\n"a\n', '2:1 invalid-value'],
  ])('with %s is refused', (_what, text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });

  it('reports everything that is wrong with it at once', () => {
    const text = 'name,os,key\na b,windows-xp-sp9,xp\n,windows-xp-sp3,\nc,,\nc,,\n';
    expect(problemsOf(text)).toEqual([
      '2:1 invalid-name',
      '2:5 invalid-value',
      '2:20 unknown-key',
      '3:1 missing-property',
      '5:1 duplicate-host',
    ]);
  });

  it('suggests what was probably meant', () => {
    const result = readHostList(file('name,os\na,windows-xp-sp33\n'), KNOWN);
    expect(result).toMatchObject({ error: [{ help: "Did you mean 'windows-xp-sp3'?" }] });
  });
});

function read(text: string): HostList {
  const result = readHostList(file(text), KNOWN);
  if (!result.ok) throw new Error(JSON.stringify(result.error.map(({ message }) => message)));
  return result.value;
}

function problemsOf(text: string): readonly string[] {
  const result = readHostList(file(text), KNOWN);
  if (result.ok) throw new Error('The list was read');
  return result.error.map(({ code, at }) => {
    if (at === undefined) return code;
    const { line, column } = rangeOf(at);
    return `${line}:${column} ${code}`;
  });
}

function file(text: string): ReturnType<typeof makeSourceFile> {
  return makeSourceFile({ path: 'pcs.csv', folder: '/', text });
}
