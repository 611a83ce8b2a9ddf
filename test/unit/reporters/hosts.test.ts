import { describe, expect, it } from 'vitest';
import { hostsDocument } from '../../../src/reporters/hosts-document.ts';
import { renderHostsMarkdown } from '../../../src/reporters/hosts-markdown.ts';
import { renderHostsNdjson } from '../../../src/reporters/hosts-ndjson.ts';
import { renderHostsText } from '../../../src/reporters/hosts-text.ts';
import { renderJson } from '../../../src/reporters/json.ts';
import { host, inventory, keySpec, winrmAccess } from '../../support/builders.ts';

const SERVER = keySpec({ label: 'srv', product: 'windows-server-2003-standard', secret: { file: '/run/srv.key' } });
const HOSTS = [
  host({ name: 'gate-07.b.example', os: 'windows-xp-rtm', groups: ['plant-b', 'gates'] }),
  host({ name: 'hmi-01.a.example', tags: ['canary', 'night'], window: 'saturday' }),
  host({
    name: 'scada-1.a.example',
    os: 'windows-server-2003-sp2',
    key: SERVER,
    access: { label: 'plant', ...winrmAccess() },
  }),
];
const ALL = hostsDocument(inventory(HOSTS), HOSTS);

describe('the list of hosts', () => {
  it('is an aligned table with totals', () => {
    expect(renderHostsText(ALL, 160)).toBe(`\
HOST               OS LEVEL                 KEY    ACCESS         WINDOW    TAGS          GROUPS
gate-07.b.example  windows-xp-rtm           xp-en  ssh                                    plant-b/gates
hmi-01.a.example   windows-xp-sp3           xp-en  ssh            saturday  canary,night
scada-1.a.example  windows-server-2003-sp2  srv    plant (winrm)

3 hosts
  by OS level  windows-server-2003-sp2  1
               windows-xp-rtm           1
               windows-xp-sp3           1
  by key       srv                      1
               xp-en                    2
`);
  });

  it('says less of access and groups where a line is too short for it', () => {
    const [heading, first, , server] = renderHostsText(ALL, 90).split('\n');
    expect(heading).toBe('HOST               OS LEVEL                 KEY    ACCESS  WINDOW    TAGS          GROUPS');
    expect(first).toMatch(/ gates$/);
    expect(server).toMatch(/ srv +plant$/);
  });

  it('says once what all hosts share where a line is too short for more', () => {
    const hosts = [1, 2].map((number) =>
      host({ name: `hmi-${number}.a.example`, window: 'saturday', tags: [`line-${number}`] }),
    );
    expect(
      renderHostsText(hostsDocument(inventory(hosts), hosts), 40)
        .split('\n')
        .slice(0, 5),
    ).toEqual([
      'HOST             TAGS',
      'hmi-1.a.example  line-1',
      'hmi-2.a.example  line-2',
      '',
      'All of them: os level windows-xp-sp3, key xp-en, access ssh, window saturday',
    ]);
  });

  it('leaves columns out, and says so, where nothing else helps', () => {
    const text = renderHostsText(ALL, 60);
    expect(text).toContain('HOST               OS LEVEL                 KEY    ACCESS\n');
    expect(text).toContain('\nNot shown, for want of columns: groups, tags, window. --output json has all.\n');
  });

  it('leaves out what no host has', () => {
    const one = hostsDocument(inventory([host()], { simulation: true }), [host()]);
    expect(renderHostsText(one, 80)).toBe(`\
HOST               OS LEVEL        KEY    ACCESS
hmi-001.a.example  windows-xp-sp3  xp-en  ssh

1 host (simulated)
  by OS level  windows-xp-sp3  1
  by key       xp-en           1
`);
  });

  it('says with the totals of a key which one takes its place', () => {
    const at = { file: 'plant.yaml', line: 7, column: 5, endLine: 7, endColumn: 9 };
    const old = host({ key: keySpec({ label: 'xp-old', replacedBy: { label: 'xp-en', at } }) });
    const hosts = [old, ...HOSTS];
    const document = hostsDocument(inventory(hosts), hosts);
    expect(renderHostsText(document, 160)).toMatch(/^ +xp-old +1 {2}replaced by xp-en \(plant\.yaml:7\)$/m);
    expect(renderHostsMarkdown(document)).toContain('| `xp-old`, replaced by `xp-en` (plant.yaml:7) | 1 |\n');
    expect(JSON.parse(renderJson(document)).hosts[0].key.replacedBy).toEqual({ label: 'xp-en', at });
  });

  it('has everything that is resolved as JSON, and of secrets their kind only', () => {
    const text = renderJson(ALL);
    expect(text).not.toMatch(/VLK_|srv\.key/);
    expect(JSON.parse(text)).toMatchObject({
      formatVersion: 1,
      simulated: false,
      summary: { hosts: 3, os: { 'windows-xp-rtm': 1 }, keys: { srv: 1, 'xp-en': 2 } },
      hosts: [
        { name: 'gate-07.b.example', computerName: 'GATE-07', groups: ['plant-b', 'gates'], key: { secret: 'env' } },
        { window: 'saturday', tags: ['canary', 'night'] },
        { key: { label: 'srv', secret: 'file' }, access: { kind: 'winrm', username: 'svc', password: 'env' } },
      ],
    });
  });

  it('is one line a host as NDJSON, and the totals in the last one', () => {
    const lines = renderHostsNdjson(ALL)
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatchObject({ type: 'host', name: 'gate-07.b.example' });
    expect(lines[3]).toMatchObject({ type: 'summary', formatVersion: 1, summary: { hosts: 3 } });
  });

  it('is a table as Markdown', () => {
    const text = renderHostsMarkdown(ALL);
    expect(text).toContain('**3 hosts**\n');
    expect(text).toContain('| `windows-xp-rtm` | 1 |');
    expect(text).toContain('| Host | OS level | Key | Access | Window | Tags | Groups |\n| --- |');
    expect(text.split('\n').filter((line) => line.startsWith('| `'))).toHaveLength(3 + 2 + 3);
  });
});
