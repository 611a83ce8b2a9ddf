import { describe, expect, it } from 'vitest';
import type { SourceRange } from '../../../src/model/diagnostic.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import { renderJson } from '../../../src/reporters/json.ts';
import { type WhyFacts, whyDocument } from '../../../src/reporters/why-document.ts';
import { renderWhyText } from '../../../src/reporters/why-text.ts';
import {
  host,
  intent,
  inventory,
  journalState,
  keySpec,
  NEW,
  unidentifiedKey,
  winrmAccess,
} from '../../support/builders.ts';
import { byReceipt, pulledHost, reportedHost } from '../../support/reported-builders.ts';

const NAME = 'gate-07.b.example';
const SPEC = host({
  name: NAME,
  os: 'windows-xp-rtm',
  key: keySpec({ languages: ['da', 'en'], seats: 40, at: at(3) }),
  access: { label: 'plant', kind: 'ssh', user: 'vlk', port: 2222, configFile: '/etc/vlk/ssh_config' },
  window: 'saturday',
  tags: ['canary'],
  groups: ['plant-b', 'gates'],
  origins: {
    os: { from: 'host', name: NAME, at: at(21) },
    key: { from: 'defaults', at: at(9) },
    access: { from: 'group', name: 'plant-b', at: at(14) },
    window: { from: 'range', name: 'gate-[01:08].b.example', at: at(20) },
  },
  at: at(21),
});

const INVENTORY = inventory([SPEC], {
  windows: new Map([
    [
      'saturday',
      {
        label: 'saturday',
        cron: '0 22 * * SAT',
        durationMs: 6 * 3_600_000,
        timeZone: 'Europe/Copenhagen',
        except: ['2026-12-26'],
        at: at(12),
      },
    ],
  ]),
  waivers: [
    waiver({ host: NAME.toUpperCase(), until: '2026-11-22' }),
    waiver({ host: NAME, drift: 'os-level', until: '2026-11-21' }),
    waiver({ host: 'hmi-01.a.example', until: '2027-01-31' }),
  ],
});

const SILENT = journalState();

describe('what is known of a host', () => {
  it('is told in the order of a question', () => {
    expect(tell(SPEC)).toBe(`\
gate-07.b.example
  declared       plant.yaml:21
  computer name  GATE-07: what the host has to report
  groups         plant-b/gates
  tags           canary

Settings and where they come from
  os      windows-xp-rtm  this host                     plant.yaml:21
  key     xp-en           defaults                      plant.yaml:9
  access  plant           group plant-b                 plant.yaml:14
  window  saturday        range gate-[01:08].b.example  plant.yaml:20

Key xp-en
  declared   plant.yaml:3
  product    windows-xp-professional
  languages  da, en
  seats      40
  identity   ends in KKKKK, product ID 583-7284392
  secret     env VLK_XP_EN

Access plant
  OpenSSH client of this machine, as vlk, port 2222, with /etc/vlk/ssh_config

Window saturday
  opens at 0 22 * * SAT for 6h, Europe/Copenhagen, not on 2026-12-26

Waivers
  another key is accepted until 2026-11-22: scrapped week 4 (b@example),
    plant.yaml:30
  another OS level is accepted until 2026-11-21, which has passed: scrapped
    week 4 (b@example), plant.yaml:30

Strategy pre-sp1
  because it is so

Journal in /srv/plant/.vlkctl
  last verified  never with this state folder

Next
  vlkctl plan -i plant.yaml --on gate-07.b.example
    reads the host and shows what would be done
`);
  });

  it('fits 80 columns', () => {
    const text = tell(SPEC, { strategy: { name: 'sp1', reason: 'a reason in words '.repeat(20) } });
    expect(text.split('\n').filter((line) => line.length > 79)).toEqual([]);
  });

  it('puts files on lines of their own where their names are long', () => {
    const file = `${'a-long-folder/'.repeat(3)}plant.yaml`;
    const text = tell({ ...SPEC, origins: { os: { from: 'defaults', at: { ...at(9), file } } } });
    expect(text).toContain(
      `  os      windows-xp-rtm  defaults\n                          ${file}:9\n  key     xp-en\n`,
    );
  });

  it('shows what the inventory says only where it says it', () => {
    const text = tell(host({ name: 'till-1.b.example', edition: 'professional', language: 'da' }));
    expect(text).toMatch(/^ {2}edition {3}professional$/m);
    expect(text).toMatch(/^ {2}language {2}da$/m);
    expect(text).toMatch(/^ {2}window {4}none: at any time$/m);
    expect(text).toMatch(/^ {2}groups +none$/m);
    expect(text).toMatch(/^ {2}languages {2}every one$/m);
    expect(text).not.toMatch(/^(?:Window|Waivers)/m);
  });

  it('says whether the key verified last is the declared one', () => {
    const declared = journalState({ lastVerified: new Map([[NAME, NEW]]) });
    expect(tell(SPEC, { journal: declared })).toContain('ends in KKKKK, product ID 583-7284392, the declared key\n');
    const other = journalState({ lastVerified: new Map([[NAME, { lastFive: '67899' }]]) });
    expect(tell(SPEC, { journal: other })).toContain('ends in 67899, another key than declared now\n');
  });

  it('says who changed its key last, and how often it was given it', () => {
    const change = { identity: NEW, times: 2, at: '2026-11-22T16:15:30.000Z', by: { user: 'jens', machine: 'ctl1' } };
    const text = tell(SPEC, { journal: journalState({ changes: new Map([[NAME, change]]) }) });
    expect(text).toContain('last changed   to KKKKK on 2026-11-22 16:15 UTC by jens on ctl1, 2 times so far\n');
    const { by: _by, ...unknown } = { ...change, times: 1 };
    const silent = tell(SPEC, { journal: journalState({ changes: new Map([[NAME, unknown]]) }) });
    expect(silent).toContain('last changed   to KKKKK on 2026-11-22 16:15 UTC\n');
  });

  it('shows an unfinished change of this host, and what settles it comes first', () => {
    const open = { ...intent(), host: NAME };
    const text = tell(SPEC, { journal: { ...SILENT, openIntents: [open, { ...open, host: 'hmi-01.a.example' }] } });
    expect(text.match(/unfinished /g)).toHaveLength(1 + 1);
    expect(text).toContain(
      `unfinished     ${open.id}: to ${open.new.lastFive} (${open.keyLabel}) by ${open.strategy}\n`,
    );
    expect(text).toContain('Next\n  vlkctl recover -i plant.yaml --on gate-07.b.example\n');
  });

  it('says how to get an identity that is missing', () => {
    const text = tell(host({ name: NAME, key: unidentifiedKey() }));
    expect(text).toContain('identity   missing: the host is blocked');
    expect(text).toContain('Next\n  vlkctl keys identify xp-en -i plant.yaml\n');
  });

  it('says which key takes the place of its key, which ones it takes the place of, and where that is announced', () => {
    const old = keySpec({ label: 'xp-old', replacedBy: { label: 'xp-en', at: at(5) } });
    const older = keySpec({ label: 'xp-older', replacedBy: { label: 'xp-old', at: at(4) } });
    const next = keySpec({ replacedBy: { label: 'xp-next', at: at(7) } });
    const keys = new Map([old, older, next, keySpec({ label: 'xp-next' })].map((key) => [key.label, key]));
    const text = tell({ ...SPEC, key: next }, { inventory: inventory([SPEC], { keys }) });
    expect(text).toContain('  replaced by  xp-next, announced in plant.yaml:7\n');
    expect(text).toContain('  replaces     xp-old, announced in plant.yaml:5\n');
    expect(text).not.toContain('xp-older');
  });

  it.each([
    [{ kind: 'local' }, 'this machine itself, through its own script host'],
    [{ kind: 'wmi' }, 'DCOM from this machine, as the current user'],
    [
      { kind: 'simulated', startsWith: 'other-key', fault: 'unreachable' },
      'a host inside vlkctl, starts with another key, fault unreachable',
    ],
    [
      { kind: 'startup-script', receipts: '\\\\fs1\\vlk$', maxAgeMs: 7 * 86_400_000 },
      'the host runs a bundle by itself, receipts in \\\\fs1\\vlk$, good for 7d',
    ],
    [{ kind: 'manual', maxAgeMs: 90 * 60_000 }, 'a person changes the key by hand, good for 90m'],
    [
      winrmAccess({ port: 80, password: { file: '/run/winrm' } }),
      'WS-Management over http with ntlm, port 80, as svc, password from file\n  /run/winrm',
    ],
    [
      winrmAccess({ scheme: 'https', trust: { by: 'pin', sha256: 'AB:CD' } }),
      'WS-Management over https with ntlm, port 5985, as svc, password from env\n  VLK_WINRM_PASSWORD, certificate AB:CD',
    ],
    [
      winrmAccess({ scheme: 'https', trust: { by: 'authorities', file: '/ca.pem' }, sealing: 'where-offered' }),
      'WS-Management over https with ntlm, port 5985, as svc, password from env\n  VLK_WINRM_PASSWORD, authorities of /ca.pem, unencrypted where the host\n  refuses to encrypt',
    ],
  ] as const)('says how it is reached: %j', (access, words) => {
    expect(tell(host({ name: NAME, access: { label: 'way', ...access } }))).toContain(`Access way\n  ${words}\n`);
  });

  it('is JSON with the same facts', () => {
    expect(JSON.parse(renderJson(whyDocument(SPEC, facts())))).toMatchObject({
      formatVersion: 1,
      host: { name: NAME, computerName: 'GATE-07', groups: ['plant-b', 'gates'] },
      settings: [
        { name: 'os', value: 'windows-xp-rtm', origin: { from: 'host', at: { file: 'plant.yaml', line: 21 } } },
        { name: 'edition' },
        { name: 'language' },
        { name: 'key', value: 'xp-en', origin: { from: 'defaults' } },
        { name: 'access', value: 'plant' },
        { name: 'window', value: 'saturday' },
      ],
      key: { secret: 'env VLK_XP_EN', replaces: [] },
      waivers: [{ expired: false }, { expired: true }],
      strategy: { name: 'pre-sp1' },
      next: [{ run: 'vlkctl plan -i plant.yaml --on gate-07.b.example' }],
    });
  });

  it('tells of a host that nobody reaches what it said of itself, and how old that is', () => {
    const pulled = pulledHost({ name: NAME });
    const seen = { observedAt: '2026-11-19T08:00:00.000Z' };
    const { observation } = reportedHost(pulled, seen, byReceipt({ result: 'no-key', detail: 'key-file' }));
    const text = tell(pulled, { reported: observation });
    expect(text).toContain('Reported by itself or a person, not read from here');
    expect(text).toMatch(/when +2026-11-19 08:00 UTC, 3 days ago/);
    expect(text).toMatch(/last start +no-key \(key-file\)/);
    expect(text).toContain('vlkctl ingest -i plant.yaml');
    expect(tell(pulled)).not.toContain('Reported by');
  });
});

function tell(spec: HostSpec, overrides: Partial<WhyFacts> = {}): string {
  return renderWhyText(whyDocument(spec, { ...facts(), ...overrides }), 80);
}

function facts(): WhyFacts {
  return {
    inventory: INVENTORY,
    strategy: { name: 'pre-sp1', reason: 'because it is so' },
    journal: SILENT,
    stateFolder: '/srv/plant/.vlkctl',
    now: Date.parse('2026-11-22T16:15:30.000Z'),
    today: '2026-11-22',
    again: { inventory: '-i plant.yaml', host: `-i plant.yaml --on ${NAME}` },
  };
}

function waiver(overrides: {
  host: string;
  drift?: 'key' | 'os-level';
  until: string;
}): WhyFacts['inventory']['waivers'][0] {
  return { drift: 'key', reason: 'scrapped week 4', owner: 'b@example', at: at(30), ...overrides };
}

function at(line: number): SourceRange {
  return { file: 'plant.yaml', line, column: 1, endLine: line, endColumn: 2 };
}
