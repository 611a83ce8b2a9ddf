import { describe, expect, it } from 'vitest';
import { OS_LEVELS, type OsLevel } from '../../../src/model/os-level.ts';
import { makeRunbook, type RunbookSource } from '../../../src/runbook/make-runbook.ts';
import { renderRunbookHtml } from '../../../src/runbook/render-html.ts';
import { renderRunbookMarkdown } from '../../../src/runbook/render-markdown.ts';
import { renderRunbookText } from '../../../src/runbook/render-text.ts';
import { RUNBOOK_LANGUAGES } from '../../../src/runbook/runbook.ts';
import { runbookDocument } from '../../../src/runbook/runbook-document.ts';
import { chooseStrategy } from '../../../src/strategies/choose-strategy.ts';
import { CLOSED, host, NEW } from '../../support/builders.ts';

type Changed = Partial<Omit<RunbookSource, 'spec'>> & { readonly spec?: Parameters<typeof host>[0] };

const MANUAL = { kind: 'manual', label: 'by-hand', maxAgeMs: 86_400_000 } as const;
const LEVELS = OS_LEVELS.map(({ level }) => level);

function source(os: OsLevel, { spec = {}, ...changed }: Changed = {}): RunbookSource {
  return {
    spec: host({ name: 'gate-07.b.example', computerName: 'GATE-07', os, language: 'da', access: MANUAL, ...spec }),
    identity: NEW,
    strategy: chooseStrategy(os).name,
    report: 'vlkctl runbook --done gate-07.b.example',
    madeAt: '2026-11-23T07:00:00.000Z',
    ...changed,
  };
}

function text(os: OsLevel, changed: Changed = {}): string {
  return renderRunbookText(makeRunbook(source(os, changed), 'en'));
}

describe('a runbook', () => {
  it.each(RUNBOOK_LANGUAGES)('without a service pack goes by the wizard, in %s', async (language) => {
    const shown = renderRunbookText(makeRunbook(source('windows-xp-rtm'), language));
    await expect(shown).toMatchFileSnapshot(`golden/wizard.${language}.txt`);
  });

  it.each(RUNBOOK_LANGUAGES)('with a service pack goes by the script, in %s', async (language) => {
    const shown = renderRunbookText(makeRunbook(source('windows-xp-sp3'), language));
    await expect(shown).toMatchFileSnapshot(`golden/script.${language}.txt`);
  });

  it('is Markdown and HTML too', async () => {
    const runbook = makeRunbook(source('windows-xp-rtm'), 'da');
    await expect(renderRunbookMarkdown(runbook)).toMatchFileSnapshot('golden/wizard.da.md');
    await expect(renderRunbookHtml(runbook)).toMatchFileSnapshot('golden/wizard.da.html');
  });

  it.each(LEVELS)('fits 80 columns and points to parts that it has: %s', (os) => {
    for (const language of RUNBOOK_LANGUAGES) {
      const shown = renderRunbookText(makeRunbook(source(os), language));
      const parts = shown.match(/^(?:Part|Del) \d(?=:)/gm) ?? [];
      const named = shown.match(/(?:part|del)\s+\d/g) ?? [];
      expect(shown.split('\n').filter((line) => line.length > 79)).toEqual([]);
      expect(parts.length).toBeGreaterThanOrEqual(6);
      expect(named.map((part) => Number(part.at(-1))).filter((part) => part > parts.length)).toEqual([]);
    }
  });
});

describe('its steps', () => {
  it('have the path of the registry as it is, and tell of the misprint', () => {
    const shown = text('windows-xp-rtm');
    expect(shown).toContain('HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\WPAEvents\n');
    expect(shown.match(/WindowsNT\\Current Version/g)).toHaveLength(1);
  });

  it.each(LEVELS.filter((level) => level !== 'windows-xp-rtm'))('never touch OOBETimer on %s', (os) => {
    expect(text(os)).not.toMatch(/WPAEvents|regedit|Right-click/);
    expect(text(os)).toContain('Leave OOBETimer alone');
  });

  it('save the System State of a server, which has no restore points', () => {
    expect(text('windows-server-2003-rtm')).toContain('\n          ntbackup\n');
    expect(text('windows-server-2003-rtm')).not.toContain('rstrui');
    expect(text('windows-xp-x64-sp2')).toContain('rstrui');
  });

  it('end with reading the host where vlkctl reaches it', () => {
    expect(text('windows-xp-sp3')).toContain('vlkctl then knows');
    expect(text('windows-xp-sp3', { spec: { access: { kind: 'local', label: 'here' } } })).not.toContain(
      'vlkctl then knows',
    );
  });
});

describe('the words of Windows', () => {
  it.each([
    ['da', 'Skift produktnøgle'],
    ['en', 'Change Product Key'],
    ['de', 'Change Product Key'],
  ] as const)('are those of a host in %s', (language, words) => {
    expect(text('windows-xp-rtm', { spec: { language } })).toContain(words);
  });

  it('are told to be others in a third language', () => {
    expect(text('windows-xp-rtm', { spec: { language: 'de' } })).toContain('This Windows is in German.');
    expect(text('windows-xp-rtm')).not.toContain('This Windows is in');
  });
});

describe('what is known of the host', () => {
  it('warns while its window is closed', () => {
    expect(text('windows-xp-sp3', { window: CLOSED })).toContain('Do not begin now');
    expect(text('windows-xp-sp3')).toMatch(/When +at any time/);
  });

  it.each([
    ['person', 'KKKKK, as a person reported on 2026-11-20'],
    ['receipt', 'KKKKK, self-reported by its start-up script on 2026-11-20'],
    ['registry-export', 'KKKKK, from a registry export on 2026-11-20'],
    ['read', 'KKKKK, read by vlkctl on 2026-11-20'],
  ] as const)('tells the key it had, and who says so: %s', (by, words) => {
    const shown = text('windows-xp-sp3', { lastSeen: { ...NEW, by, at: '2026-11-20T10:00:00.000Z' } });
    expect(shown.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(shown).toContain('had this key');
  });

  it('does not send anybody home for another key', () => {
    const shown = text('windows-xp-sp3', { lastSeen: { lastFive: 'RRRRR', by: 'read' } });
    expect(shown).toContain('RRRRR, read by vlkctl\n');
    expect(shown).not.toContain('had this key');
  });

  it('leaves out the product ID where none is declared', () => {
    const shown = text('windows-server-2003-sp2', { identity: { lastFive: 'KKKKK' } });
    expect(shown).not.toContain('Product ID then');
    expect(shown).toContain('should differ from those of part 1');
  });
});

describe('the page', () => {
  const nasty = `"><script>alert(1)</script>'&\``;
  const page = renderRunbookHtml(
    makeRunbook(source('windows-xp-sp3', { spec: { name: nasty, computerName: nasty }, report: nasty }), 'en'),
  );

  it('takes whatever the inventory says for text', () => {
    expect(page).not.toContain('<script');
    expect(page).toContain('&#60;script&#62;');
  });

  it('loads and runs nothing', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/https?:|url\(|@import|\son\w+=|src=|href=/);
  });

  it.each(RUNBOOK_LANGUAGES)('says that it is in %s', (language) => {
    expect(renderRunbookHtml(makeRunbook(source('windows-xp-sp3'), language))).toContain(`<html lang="${language}">`);
  });

  it('closes what it opens', () => {
    const open: string[] = [];
    const wrong: string[] = [];
    for (const [, slash, tag = ''] of page.matchAll(/<(\/?)([a-z]\w*)[^>]*>/g)) {
      if (slash === '/' && open.pop() !== tag) wrong.push(tag);
      if (slash === '' && !['meta', 'input'].includes(tag)) open.push(tag);
    }
    expect({ open, wrong }).toEqual({ open: [], wrong: [] });
  });

  it('has one heading of each name', () => {
    const ids = [...page.matchAll(/ id="([\w-]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThanOrEqual(9);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('Markdown takes whatever the inventory says for text', () => {
  const shown = renderRunbookMarkdown(makeRunbook(source('windows-xp-sp3', { spec: { name: '<b>@all' } }), 'en'));
  expect(shown).not.toContain('<b>');
  expect(shown).not.toContain('@all');
});

it('as a document has sentences without marks', () => {
  const document = runbookDocument(makeRunbook(source('windows-xp-rtm'), 'en'));
  const step = document.phases.find(({ id }) => id === 'change')?.steps[2];
  expect(step).toEqual({ number: '4.3', text: 'Click "Skift produktnøgle".', notes: [], blanks: [] });
});
