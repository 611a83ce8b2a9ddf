import { appendFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptHosts } from '../../../src/cli/actions/adopt-hosts.ts';
import { type AdoptOsFlags, adoptOs } from '../../../src/cli/actions/adopt-os.ts';
import { type Answer, commandLine } from '../../support/command-line.ts';
import { fakeIo } from '../../support/fake-io.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-adopt-'));
  file = join(folder, 'plant.yaml');
  await writeFile(file, TEXT);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const TEXT = `version: 1
simulation: true
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: 7K3QT } }
access:
  sim: { kind: simulated, starts: other-key }
  patched: { kind: simulated, starts: other-key, fault: other-os-level }
  off: { kind: simulated, starts: other-key, fault: unreachable }
defaults: { key: xp, os: windows-xp-sp2, access: sim }
groups:
  line-a:
    hosts:
      a-[1:3].example: # three
      a-2.example: { access: patched } # two
  line-b: # nobody yet
    tags: [b]
    hosts: { b.example: }
`;

describe('adopt os', () => {
  it('writes what was found, once, and the host is well from then on', async () => {
    const answer = await adopt('os', '--yes');
    expect(answer).toMatchObject({ code: 0, err: '' });
    expect(answer.out).toContain(
      '-      a-2.example: { access: patched } # two\n+      a-2.example: { access: patched, os: windows-xp-sp3 } # two\n',
    );
    expect(answer.out).toContain(
      '1 host with another OS level than declared: written\n  1  windows-xp-sp2 -> windows-xp-sp3  set on the host\n',
    );
    expect(await text()).toBe(
      TEXT.replace('access: patched }', 'access: patched, os: windows-xp-sp3 }').replace(
        'patched, os: windows-xp-sp3 }\n  off',
        'patched }\n  off',
      ),
    );
    expect((await adopt('os', '--yes')).out).toBe('No OS level to write.\n');
    expect((await run('drift', '-i', file)).out).not.toContain('os-level-mismatch');
  });

  it('only shows it with --dry-run', async () => {
    const answer = await adopt('os', '--dry-run');
    expect(answer).toMatchObject({ code: 0, err: '' });
    expect(answer.out).toContain('Nothing was written (--dry-run).');
    expect(await text()).toBe(TEXT);
    expect((await run('drift', '-i', file)).out).toContain('os-level-mismatch');
  });

  it('writes nothing where nobody can be asked', async () => {
    const answer = await adopt('os');
    expect(answer).toMatchObject({ code: 64, out: '' });
    expect(answer.err).toContain('nobody is here to ask');
  });

  it('asks, and takes no for an answer', async () => {
    const asked: string[] = [];
    const answers = [false, true];
    const { surroundings } = fakeIo();
    const io = fakeIo({
      canAsk: true,
      ask: async (question) => {
        asked.push(question);
        return answers.shift() === true;
      },
      surroundings: { ...surroundings, folder },
    });
    const flags: AdoptOsFlags = { inventory: [file], output: 'text' };
    expect(await adoptOs(flags, io)).toBe(1);
    expect(asked).toEqual([`Write the OS level of 1 host into ${file}? Type yes: `]);
    expect(io.written.err).toContain('Nothing was written.\n');
    expect(await text()).toBe(TEXT);
    expect(await adoptOs(flags, io)).toBe(0);
    expect(await text()).not.toBe(TEXT);
  });

  it('leaves alone what it could not read, and says so', async () => {
    await writeFile(file, TEXT.replace('b.example:', 'b.example: { access: off }'));
    const answer = await adopt('os', '--yes', '--output', 'json');
    expect(answer.code).toBe(5);
    const document: unknown = JSON.parse(answer.out);
    expect(document).toMatchObject({
      formatVersion: 1,
      command: 'adopt os',
      status: 'written',
      hosts: [{ host: 'a-2.example', from: 'windows-xp-sp2', to: 'windows-xp-sp3', where: 'host' }],
      skipped: [{ host: 'b.example', code: 'host-unreachable' }],
      files: [{ path: file }],
    });
  });

  it('looks at the selected hosts only', async () => {
    expect((await adopt('os', '--yes', '--on', '@line-b')).out).toBe('No OS level to write.\n');
    expect(await text()).toBe(TEXT);
  });

  it('changes no line that counts for another host too', async () => {
    const shared = '      a-1.example: &one { tags: [x] }\n      b-1.example: *one\n';
    await writeFile(file, TEXT.replace(/ {6}a-\[1:3\][^]*# two\n/, shared));
    const before = await text();
    await run('lab', 'break', 'a-1.example', '--service-pack', '-i', file);
    const answer = await adopt('os', '--yes');
    expect(answer).toMatchObject({ code: 1, out: '' });
    expect(answer.err).toContain(
      "'b-1.example' would be declared in another way than is meant. Nothing was written.\n",
    );
    expect(await text()).toBe(before);
  });

  it('says it once where all of a range or all of the inventory changed', async () => {
    await run('lab', 'break', '--on', '@line-b', '--service-pack', '-i', file);
    await run('lab', 'break', '--on', 'a-*', '--service-pack', '-i', file);
    await run('lab', 'mend', '--on', '*', '-i', file);
    expect((await adopt('os', '--yes')).out).toContain('  4  windows-xp-sp2 -> windows-xp-sp3  set in `defaults`\n');
    expect(await text()).toBe(TEXT.replace('os: windows-xp-sp2', 'os: windows-xp-sp3'));
  });
});

describe('adopt after Ctrl-C', () => {
  it.each([
    ['os', { yes: true }],
    ['os', { dryRun: true }],
    ['hosts', { yes: true }],
  ] as const)('%s with %j writes nothing and ends with 130', async (what, given) => {
    await list('name\nz.example\n');
    const interruption = new AbortController();
    const { surroundings } = fakeIo();
    // Pressed when the diff is on the screen: the last moment before the file.
    const io = fakeIo({
      signal: interruption.signal,
      out: () => interruption.abort(),
      surroundings: { ...surroundings, folder },
    });
    const flags = { inventory: [file], output: 'text', ...given } as const;
    const code = what === 'os' ? await adoptOs(flags, io) : await adoptHosts('pcs.csv', flags, io);
    expect(code).toBe(130);
    expect(io.written.err).toContain('Interrupted: nothing was written.\n');
    expect(await text()).toBe(TEXT);
  });

  it('does not call an inventory in order that was only read in part', async () => {
    const { surroundings } = fakeIo();
    const io = fakeIo({ signal: AbortSignal.abort(), surroundings: { ...surroundings, folder } });
    expect(await adoptOs({ inventory: [file], output: 'text', yes: true }, io)).toBe(130);
    expect(io.written.out).toBe('');
    expect(await text()).toBe(TEXT);
  });
});

describe('an inventory that somebody else changes meanwhile', () => {
  it.each(['os', 'hosts'])('is left alone by adopt %s, which says so', async (what) => {
    await writeFile(file, TEXT.replace('lastFive: 7K3QT }', 'lastFive: 7K3QT }, seats: 1'));
    await list('name\nz.example\n');
    const { surroundings } = fakeIo();
    let err = '';
    const io = fakeIo({
      // The first word on stderr is the warning about the seats, which comes when the files have just been loaded.
      err: (words) => {
        if (err === '') appendFileSync(file, '# mine\n');
        err += words;
      },
      surroundings: { ...surroundings, folder },
    });
    const flags = { inventory: [file], output: 'text', yes: true } as const;
    const code = what === 'os' ? await adoptOs(flags, io) : await adoptHosts('pcs.csv', flags, io);
    expect(code).toBe(1);
    expect(err).toContain(
      'The inventory was changed by somebody else meanwhile. Nothing was written.\n  -> Run again.',
    );
    expect(await text()).toMatch(/# mine\n$/);
  });
});

describe('adopt hosts', () => {
  it('adds the hosts of a list to the end of their groups', async () => {
    await list(
      '\uFEFFname;os;tags;group\r\nc.example;windows-xp-sp1;x y;\r\na-2.example;;;line-a\r\n0042;;;line-a\r\nd.example;;;\r\n',
    );
    const answer = await adopt('hosts', join(folder, 'pcs.csv'), '--group', 'line-b', '--yes');
    expect(answer).toMatchObject({ code: 0, err: '' });
    expect(answer.out).toContain('3 hosts added, 1 declared already\n');
    expect(await text()).toBe(
      TEXT.replace('# two\n', '# two\n      "0042":\n').replace(
        '{ b.example: }',
        '{ b.example:, c.example: { os: windows-xp-sp1, tags: [x, "y"] }, d.example: }',
      ),
    );
    expect((await run('validate', '-i', file)).code).toBe(0);
  });

  it('makes a section of hosts where there is none', async () => {
    await list('name\nz.example\n');
    expect((await adopt('hosts', 'pcs.csv', '--yes', '--access', 'off', '--key', 'xp')).code).toBe(0);
    expect(await text()).toBe(`${TEXT}\nhosts:\n  z.example: { key: xp, access: "off" }\n`);
  });

  it('adds to a group and to the groups in it at one place', async () => {
    const inner = '    groups:\n      inner:\n        hosts:\n          i.example:\n';
    const plain = TEXT.replace('    tags: [b]\n    hosts: { b.example: }\n', inner);
    await writeFile(file, plain);
    await list('name,group\nx.example,line-b\ny.example,inner\n');
    expect(await adopt('hosts', 'pcs.csv', '--yes')).toMatchObject({ code: 0 });
    expect((await text()).slice(plain.length - 1)).toBe('\n          y.example:\n    hosts:\n      x.example:\n');
  });

  it('reports everything that is wrong with the list and writes nothing', async () => {
    await list('name,os,key\na b,windows-xp-sp3,xp\nc.example,windows-xp,xp\nc.example,,xq\n');
    const answer = await adopt('hosts', 'pcs.csv', '--yes');
    expect(answer).toMatchObject({ code: 1, out: '' });
    expect(answer.err).toMatch(/pcs\.csv:2:1/);
    expect(answer.err).toMatch(/pcs\.csv:3:11/);
    expect(answer.err).toMatch(/pcs\.csv:4:1/);
    expect(answer.err).toMatch(/pcs\.csv:4:12/);
    expect(answer.err).toContain('The list cannot be used: 4 errors. Nothing was written.\n');
    expect(await text()).toBe(TEXT);
  });

  it('writes nothing that would not load', async () => {
    await writeFile(
      file,
      TEXT.replace('os: windows-xp-sp2, ', '')
        .replace('line-a:\n', 'line-a:\n    os: windows-xp-sp2\n')
        .replace('tags: [b]', 'os: windows-xp-sp2'),
    );
    const before = await text();
    await list('name\nz.example\n');
    const answer = await adopt('hosts', 'pcs.csv', '--yes');
    expect(answer).toMatchObject({ code: 1, out: '' });
    expect(answer.err).toContain('missing-property');
    expect(answer.err).toContain('Nothing was written.');
    expect(await text()).toBe(before);
  });

  it.each<[string, string | Uint8Array, readonly string[], string]>([
    ['is not there', '', ['other.csv'], 'other.csv cannot be read: there is no such file'],
    ['is a folder', '', ['.'], '. cannot be read: it is a folder'],
    ['is a workbook', 'PK\u0003\u0004', ['pcs.csv'], 'a workbook, not CSV'],
    ['is Windows-1252', new Uint8Array([0x6e, 0x61, 0x6d, 0x65, 0x0a, 0xe6, 0x0a]), ['pcs.csv'], 'not UTF-8'],
    ['is for an unknown group', 'name\na\n', ['pcs.csv', '--group', 'line-x'], '--group line-x'],
    ['is for an unknown access', 'name\na\n', ['pcs.csv', '--access', 'x'], '--access x'],
    ['is for an unknown key', 'name\na\n', ['pcs.csv', '--key', 'x'], '--key x'],
  ])('refuses a list that %s', async (_what, content, words, message) => {
    await writeFile(join(folder, 'pcs.csv'), content);
    const answer = await adopt('hosts', ...words, '--yes');
    expect(answer).toMatchObject({ code: 64, out: '' });
    expect(answer.err).toContain(message);
  });

  it('names columns that mean nothing, and hosts in JSON', async () => {
    await list('Name,Room,Owner\nz.example,1,x\nb.example,2,y\n');
    const answer = await adopt('hosts', 'pcs.csv', '--dry-run', '--output', 'json');
    const document: unknown = JSON.parse(answer.out);
    expect(document).toMatchObject({
      command: 'adopt hosts',
      status: 'dry-run',
      added: ['z.example'],
      known: ['b.example'],
      ignoredColumns: ['Room', 'Owner'],
    });
    expect((await adopt('hosts', 'pcs.csv', '--dry-run')).out).toContain('columns passed over: Room, Owner\n');
  });
});

function adopt(...words: readonly string[]): Promise<Answer> {
  return run('adopt', ...words, '-i', file);
}

function run(...words: readonly string[]): Promise<Answer> {
  return commandLine(words, { folder, columns: 160 });
}

function text(): Promise<string> {
  return readFile(file, 'utf8');
}

function list(content: string): Promise<void> {
  return writeFile(join(folder, 'pcs.csv'), content);
}
