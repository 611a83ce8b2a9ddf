import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeBundle } from '../../src/bundle/make-bundle.ts';
import { bundleHost, bundlePlan, productKey, SCRIPTS } from '../support/bundle-builders.ts';
import { wineMissing } from '../wine/available.ts';
import { WineHost } from '../wine/host.ts';
import { mustRun } from '../wine/run-to-end.ts';

const RECORDER = join(import.meta.dirname, '../wine/rights-recorder.c');
const reason = wineMissing();
const FOLDER = 'Plant A & B';
const KEYS = `C:\\${FOLDER}\\private\\keys`;
const RECEIPTS = String.raw`C:\Receipts & more\vlk$`;
const ADMINISTRATORS = '"*S-1-5-32-544:(OI)(CI)F" "*S-1-5-18:(OI)(CI)F"';

/**
 * What the script asks icacls and cacls for, in Wine's cmd; that these do it on a real Windows is not shown here. A path with a
 * percent sign or Danish letters is not either: Wine's cmd expands the one twice and reads the other by another code page.
 */
describe('set-rights.cmd, in the command interpreter of Wine', () => {
  let host: WineHost;

  beforeAll(async () => {
    if (reason !== undefined) return;
    host = await WineHost.create({ level: 'xp-sp3' });
    const icacls = at('fake', 'System32', 'icacls.exe');
    await mkdir(dirname(icacls), { recursive: true });
    await mustRun('x86_64-w64-mingw32-gcc', ['-O1', '-s', '-o', icacls, RECORDER]);
    await copyFile(icacls, at('fake', 'System32', 'cacls.exe'));
    const start = `@echo off\r\nset SystemRoot=C:\\fake\r\n"C:\\${FOLDER}\\private\\set-rights.cmd" %*\r\n`;
    await writeFile(at('start.cmd'), start);
  });
  afterAll(async () => {
    if (reason === undefined) await host[Symbol.asyncDispose]();
  });
  beforeEach((context) => context.skip(reason !== undefined, reason));
  beforeEach(async () => {
    for (const name of [FOLDER, 'refused.txt', 'rights.txt', 'Receipts & more'])
      await rm(at(name), { recursive: true, force: true });
    await lay({});
  });

  it('closes the keys, then lets each computer read its own and write its receipts', async () => {
    const { exitCode, said, asked } = await setRights();
    expect({ exitCode, said }).toEqual({ exitCode: 0, said: ['All rights are set.'] });
    expect(asked).toEqual([
      `icacls "${KEYS}" /inheritance:r /grant:r ${ADMINISTRATORS}`,
      ...closing(KEYS),
      ...closingFile('GATE-07.key'),
      ...closingFile('A_B.key'),
      ...granting('GATE-07'),
      ...granting('A_B'),
    ]);
    expect(await readdir(at('Receipts & more', 'vlk$'))).toEqual(['A_B', 'GATE-07']);
  });

  it('gives one shared file to each computer that needs it', async () => {
    await lay({ shared: true });
    const { asked } = await setRights();
    expect(asked.filter((line) => line.includes('xp.key'))).toEqual([
      ...closingFile('xp.key'),
      `icacls "${KEYS}\\xp.key" /grant "PLANT\\GATE-07$:R"`,
      `icacls "${KEYS}\\xp.key" /grant "PLANT\\A_B$:R"`,
    ]);
  });

  it('uses cacls, which asks, where icacls cannot end inheritance', async () => {
    await writeFile(at('refused.txt'), '/inheritance');
    const { exitCode, asked } = await setRights();
    expect(exitCode).toBe(0);
    const close = '/G "Administrators:F" "SYSTEM:F" < y';
    expect(asked.slice(1)).toEqual([
      `cacls "${KEYS}" ${close}`,
      `cacls "${KEYS}\\GATE-07.key" ${close}`,
      `cacls "${KEYS}\\A_B.key" ${close}`,
      ...['GATE-07', 'A_B'].flatMap((name) => [
        `cacls "${KEYS}\\${name}.key" /E /G "PLANT\\${name}$:R"`,
        `cacls "${RECEIPTS}\\${name}" ${close}`,
        `cacls "${RECEIPTS}\\${name}" /E /G "PLANT\\${name}$:C"`,
      ]),
    ]);
  });

  it('goes on after a computer that the domain does not know, and does not end well', async () => {
    await writeFile(at('refused.txt'), 'GATE-07$');
    const { exitCode, said, asked } = await setRights();
    expect({ exitCode, said }).toEqual({
      exitCode: 1,
      said: [
        String.raw`"PLANT\GATE-07$" may NOT read the key file GATE-07.key.`,
        String.raw`"PLANT\GATE-07$" may NOT write "C:\Receipts & more\vlk$\GATE-07".`,
        'NOT EVERYTHING WAS SET, see above. Do not share the keys yet.',
      ],
    });
    expect(asked).toEqual(expect.arrayContaining([...granting('A_B')]));
  });

  it('misses a key file that is not there', async () => {
    await rm(at(FOLDER, 'private', 'keys', 'A_B.key'));
    const { exitCode, said } = await setRights();
    expect(exitCode).toBe(1);
    expect(said[0]).toBe('The key file A_B.key is missing.');
  });

  it('on a stick closes the keys and grants nothing', async () => {
    await lay({ stick: true });
    const { exitCode, asked } = await setRights();
    expect({ exitCode, asked: asked.slice(1) }).toEqual({ exitCode: 0, asked: closing(KEYS) });
  });

  function at(...names: readonly string[]): string {
    return join(host.files(), ...names);
  }

  /** Puts the private part of a bundle for two hosts on the server. */
  async function lay({ shared = false, stick = false }): Promise<void> {
    const names = ['GATE-07', 'A_B'];
    const fileOf = (name: string): string => (shared ? 'xp.key' : `${name}.key`);
    const { domain, ...plan } = bundlePlan({
      receiptPath: RECEIPTS,
      hosts: names.map((computerName) => bundleHost({ computerName, keyFile: fileOf(computerName) })),
      keys: [...new Set(names.map(fileOf))].map((file) => ({ file, key: productKey() })),
    });
    const files = makeBundle(stick || domain === undefined ? plan : { ...plan, domain }, SCRIPTS);
    for (const { path, bytes } of files.filter((file) => file.path.startsWith('private/'))) {
      await mkdir(dirname(at(FOLDER, path)), { recursive: true });
      await writeFile(at(FOLDER, path), bytes);
    }
  }

  async function setRights(): Promise<{ exitCode: number; said: readonly string[]; asked: readonly string[] }> {
    const { exitCode, stdout } = await host.run(['cmd', '/c', String.raw`C:\start.cmd`]);
    const text = await readFile(at('rights.txt'), 'utf8');
    const asked = text.split('\n').filter(Boolean).map(shorten);
    return { exitCode, said: stdout.split('\r\n').filter(Boolean), asked };
  }
});

function closing(folder: string): readonly string[] {
  return [`icacls "${folder}" /reset`, `icacls "${folder}" /inheritance:r /grant:r ${ADMINISTRATORS}`];
}

function closingFile(name: string): readonly string[] {
  const file = `${KEYS}\\${name}`;
  return [`icacls "${file}" /reset`, `icacls "${file}" /inheritance:r /grant:r "*S-1-5-32-544:F" "*S-1-5-18:F"`];
}

function granting(name: string): readonly string[] {
  return [
    `icacls "${KEYS}\\${name}.key" /grant "PLANT\\${name}$:R"`,
    ...closing(`${RECEIPTS}\\${name}`),
    `icacls "${RECEIPTS}\\${name}" /grant "PLANT\\${name}$:(OI)(CI)M"`,
  ];
}

/** `"C:\fake\System32\icacls.exe" ...` -> `icacls ...`; Wine leaves spaces where a redirection was. */
function shorten(line: string): string {
  return line
    .replace(/^"C:\\fake\\System32\\(\w+)\.exe"/, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
