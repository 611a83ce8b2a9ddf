import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { bundlePlan, SCRIPTS } from '../../support/bundle-builders.ts';
import { type Finished, runToEnd } from '../../wine/run-to-end.ts';
import { missing } from '../acceptors/programs.ts';

/** Code that nobody here wrote: Samba's own parsers of group policies, through python3-samba. */
const PYTHON = '/usr/bin/python3';
const NO_SAMBA = missing(PYTHON, '/usr/lib/python3/dist-packages/samba/netcmd/gpo.py');
const READER = join(import.meta.dirname, 'samba-policy.py');
const SCRIPTS_INI = 'Machine/Scripts/scripts.ini';

let folder: string;

beforeEach((context) => context.skip(NO_SAMBA !== undefined, NO_SAMBA));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-policy-'));
  for (const { path, bytes } of makeBundle(bundlePlan(), SCRIPTS)) {
    if (!path.startsWith('gpo/')) continue;
    const file = join(folder, path.slice('gpo/'.length));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the policy of a bundle, as Samba reads it', () => {
  it('runs one start-up script, and has version 1 of the machine part', async () => {
    const { exitCode, stdout, stderr } = await read();
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      gpt: { parser: 'GPTIniParser', sections: { General: { Version: '1' } } },
      version: 1,
      scripts: {
        parser: 'GPScriptsIniParser',
        sections: { Startup: { '0CmdLine': 'vlkctl-start.cmd', '0Parameters': '' } },
      },
    });
  });

  it.each<[string, string, (bytes: Buffer) => Buffer]>([
    ['scripts.ini in UTF-8', SCRIPTS_INI, (bytes) => Buffer.from(bytes.toString('utf16le').slice(1))],
    ['scripts.ini that is torn', SCRIPTS_INI, (bytes) => bytes.subarray(0, -1)],
    ['scripts.ini without its section', SCRIPTS_INI, (bytes) => utf16(bytes, '[Startup]', '')],
    ['scripts.ini with a line that says nothing', SCRIPTS_INI, (bytes) => utf16(bytes, '=', ' ')],
    ['gpt.ini without its section', 'gpt.ini', (bytes) => bytes.subarray('[General]'.length)],
  ])('is not read with %s', async (_what, path, breakIt) => {
    const file = join(folder, path);
    await writeFile(file, breakIt(await readFile(file)));
    const { exitCode, stdout } = await read();
    expect({ failed: exitCode !== 0, stdout }).toEqual({ failed: true, stdout: '' });
  });
});

function utf16(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('utf16le').replaceAll(from, to), 'utf16le');
}

function read(): Promise<Finished> {
  return runToEnd(PYTHON, [READER, folder]);
}
