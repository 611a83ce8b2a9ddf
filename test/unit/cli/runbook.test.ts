import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEW, NEW_KEY, OTHER_KEY } from '../../support/builders.ts';
import { type Answer, commandLine } from '../../support/command-line.ts';

const PLANT = `version: 1
keys:
  xp: { product: windows-xp-professional, language: [da], secret: { env: VLK_XP }, identity: { lastFive: KKKKK, productId: ${NEW.productId} } }
  srv: { product: windows-server-2003-standard, secret: { env: VLK_XP }, identity: { lastFive: KKKKK } }
  bare: { product: windows-xp-professional, secret: { env: VLK_XP } }
access: { by-hand: { kind: manual, maxAge: 30d }, lan: { kind: ssh } }
windows: { saturday: { cron: '0 22 * * 6', duration: 4h, timezone: Europe/Copenhagen } }
defaults: { key: xp, os: windows-xp-rtm, access: by-hand }
hosts:
  gate-07.b.example: { language: da, window: saturday }
  scada.b.example: { os: windows-server-2003-sp2, key: srv }
  hmi-1.a.example: { access: lan }
  new.a.example: { key: bare }
`;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlk-runbook-'));
  writeFileSync(join(folder, 'plant.yaml'), PLANT);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Place = NonNullable<Parameters<typeof commandLine>[1]>;

function run(words: readonly string[], place: Place = {}): Promise<Answer> {
  const state = ['--state', join(folder, 'state')];
  return commandLine([...words, '-i', join(folder, 'plant.yaml'), ...state], {
    folder,
    env: { VLK_XP: NEW_KEY },
    ...place,
  });
}

describe('the checklist', () => {
  it('is of one host, with its window', async () => {
    const { code, out } = await run(['runbook', 'gate-07']);
    expect(code).toBe(0);
    expect(out).toContain('Changing the product key of gate-07.b.example by hand');
    expect(out).toContain('window saturday, opens 2026-11-28 22:00\n');
  });

  it('needs a key that can be told from others', async () => {
    const { code, out, err } = await run(['runbook', 'new.a']);
    expect({ code, out }).toEqual({ code: 5, out: '' });
    expect(err).toContain('vlkctl keys identify bare');
  });

  it('shows the key on a terminal, by the one door past the mask', async () => {
    let shown = '';
    const desk = { isScreen: true, show: (text: string) => void (shown += text) };
    const { code, out, err } = await run(['runbook', 'gate-07', '--with-key'], { desk });
    expect(code).toBe(0);
    expect(shown).toBe(`${NEW_KEY}\n`);
    expect(`${out}${err}`).not.toContain(NEW_KEY);
    expect(err).toContain('follows in clear');
  });

  it.each([
    ['a pipe', [], false],
    ['a file', ['--out', 'sheet.txt'], true],
    ['HTML', ['--output', 'html'], true],
    ['Markdown', ['--output', 'markdown'], true],
    ['JSON', ['--output', 'json'], true],
  ])('shows no key in %s', async (_where, words, isScreen) => {
    let shown = '';
    const desk = { isScreen, show: (text: string) => void (shown += text) };
    const { code, out } = await run(['runbook', 'gate-07', '--with-key', ...words], { desk });
    expect({ code, out, shown }).toEqual({ code: 64, out: '', shown: '' });
  });

  it('is not begun with a secret that is another key', async () => {
    const place = { desk: { isScreen: true }, env: { VLK_XP: OTHER_KEY } };
    await expect(run(['runbook', 'gate-07', '--with-key'], place)).rejects.toMatchObject({ code: 'identity-mismatch' });
  });

  it('takes no answers, and --done takes none of its flags', async () => {
    expect(await run(['runbook', 'gate-07', '--last-five', 'KKKKK'])).toMatchObject({ code: 64 });
    expect(await run(['runbook', '--done', 'gate-07', '--yes', '--language', 'da'])).toMatchObject({ code: 64 });
  });
});

describe('--done', () => {
  const FLAGS = ['--product-id', '55274-583-7284392-23123', '--activated', 'yes', '--yes'];

  it('records that the declared key is there, and drift believes it, saying who said so', async () => {
    const { code, out } = await run(['runbook', '--done', 'gate-07', ...FLAGS, '--by', 'Søren Ø']);
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining('self-reported by a person (Søren Ø)'),
    });
    const drift = await run(['drift', '--on', 'gate-07*', '--verbose']);
    expect(drift.code).toBe(0);
    expect(drift.out).toContain('self-reported');
  });

  it('asks for what it was not told, and for nothing that follows', async () => {
    const answers = ['no idea', '583-7284392', 'maybe', 'y', '', 'yes'];
    const { code, err } = await run(['runbook', '--done', 'gate-07'], { canAsk: true, answers });
    expect(code).toBe(0);
    expect(err).toContain('ends in KKKKK, product ID 583-7284392: the declared key xp');
    expect(err).not.toContain('no idea');
  });

  it('asks for the last five where the product ID tells nothing', async () => {
    const answers = ['69712-640-1219341-44151', NEW_KEY, 'kkkkk', 'yes', '', 'yes'];
    const { code, err } = await run(['runbook', '--done', 'scada'], { canAsk: true, answers });
    expect(code).toBe(0);
    expect(err).toContain('never the whole key');
    expect(err).not.toContain(NEW_KEY);
  });

  it('says when it is not as declared', async () => {
    const words = ['runbook', '--done', 'gate-07', ...FLAGS, '--sp', '3'];
    const { code, err } = await run(words);
    expect(code).toBe(2);
    expect(err).toContain('windows-xp-sp3, declared as windows-xp-rtm');
    expect((await run(['drift', '--on', 'gate-07*'])).out).toContain('os-level-mismatch');
  });

  it('records another key as another key', async () => {
    const words = ['--product-id', '640-0000356', '--last-five', 'RRRRR', '--activated', 'yes', '--yes'];
    expect(await run(['runbook', '--done', 'gate-07', ...words])).toMatchObject({
      code: 2,
      err: expect.stringContaining('not the declared key xp'),
    });
  });

  it('blocks a host that has to be activated', async () => {
    const words = ['--product-id', '583-7284392', '--activated', 'no', '--yes'];
    expect(await run(['runbook', '--done', 'gate-07', ...words])).toMatchObject({ code: 2 });
    expect((await run(['drift', '--on', 'gate-07*'])).out).toContain('activation-pending');
  });

  it.each([
    ['a no at the end', ['583-7284392', 'yes', '', 'no']],
    ['Ctrl-D', ['583-7284392']],
  ])('records nothing after %s', async (_what, answers) => {
    const { code, err } = await run(['runbook', '--done', 'gate-07'], { canAsk: true, answers });
    expect(code).toBe(1);
    expect(err).toContain('Nothing was recorded.');
    expect((await run(['drift', '--on', 'gate-07*'])).out).toContain('no-receipt');
  });

  it.each([
    ['nobody to ask', ['gate-07'], /nobody is here to answer/],
    ['an answer missing', ['gate-07', '--yes'], /--product-id is missing/],
    ['no product ID', ['gate-07', '--yes', '--product-id', 'x'], /--product-id: this cannot be/],
    ['a host that is reached', ['hmi-1', ...FLAGS], /is reached by ssh/],
    ['a key without identity', ['new.a', ...FLAGS], /has no identity/],
    ['a name that is none', ['gate-07', ...FLAGS, '--by', '\u001b[31m'], /--by/],
  ])('refuses %s', async (_what, words, message) => {
    const { code, err } = await run(['runbook', '--done', ...words]);
    expect(code).toBe(64);
    expect(err).toMatch(message);
  });
});
