import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/inventory/load.ts';
import type { InventoryIo } from '../../../src/inventory/read.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { Inventory } from '../../../src/model/inventory.ts';
import { memoryIo } from '../../support/memory-io.ts';

const TODAY = '2026-11-22';

const HEAD = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: 7K3QT } }
  srv:
    product: windows-server-2003-web
    secret: { file: keys/srv.key }
    identity: { lastFive: QW2RT }
access:
  ssh: { kind: ssh }
  jump: { kind: ssh, user: vlk, port: 2222, config: ../ssh_config }
  here: { kind: local }
`;
const DEFAULTS = `${HEAD}defaults: { key: xp, os: windows-xp-sp3, access: ssh }\n`;

describe('settings', () => {
  it('flow from defaults to group to inner group to range to single host', async () => {
    const { hosts } = await load(`${DEFAULTS}
groups:
  outer:
    os: windows-xp-sp2
    access: jump
    tags: [a, b]
    groups:
      inner:
        access: ssh
        tags: [c, a]
        hosts:
          hmi-2: { os: windows-xp-sp1, tags: [e] }
          hmi-[1:2]: { tags: [d], access: jump }
          plain:
hosts:
  alone:
`);
    expect(hosts.map(short)).toEqual([
      'alone windows-xp-sp3 ssh [] []',
      'hmi-1 windows-xp-sp2 jump [a,b,c,d] [outer,inner]',
      'hmi-2 windows-xp-sp1 jump [a,b,c,d,e] [outer,inner]',
      'plain windows-xp-sp2 ssh [a,b,c] [outer,inner]',
    ]);
  });

  it('let a group change the key together with the OS level', async () => {
    const { hosts } = await load(`${DEFAULTS}
groups:
  servers: { key: srv, os: windows-server-2003-rtm, hosts: { scada: } }
`);
    expect(hosts[0]?.key.label).toBe('srv');
    expect(hosts[0]?.os).toBe('windows-server-2003-rtm');
  });

  it('say where a host is declared: its own line, or the range', async () => {
    const { hosts } = await load(`${DEFAULTS}hosts:\n  hmi-[1:2]:\n  hmi-2: { tags: [canary] }\n`);
    expect(hosts.map(({ at }) => at)).toEqual([
      { file: 'inventory.yaml', line: 14, column: 3, endLine: 14, endColumn: 12 },
      { file: 'inventory.yaml', line: 15, column: 3, endLine: 15, endColumn: 8 },
    ]);
  });
});

describe('an inventory', () => {
  it('resolves keys and access, with paths from the folder of the file', async () => {
    const io = memoryIo({
      'plant/a.yaml': `${DEFAULTS}hosts: { hmi-1: , hmi-2: { access: jump }, hmi-3: { access: here } }`,
    });
    const inventory = await loadFrom(['plant/a.yaml'], io);
    expect([...inventory.keys.keys()]).toEqual(['xp', 'srv']);
    expect(inventory.keys.get('xp')).toMatchObject({
      label: 'xp',
      product: 'windows-xp-professional',
      secret: { env: 'VLK_XP' },
      identity: { lastFive: '7K3QT' },
    });
    expect(inventory.keys.get('srv')?.secret).toEqual({ file: resolve('plant/keys/srv.key') });
    expect(inventory.hosts.map(({ access }) => access)).toEqual([
      { label: 'ssh', kind: 'ssh' },
      { label: 'jump', kind: 'ssh', user: 'vlk', port: 2222, configFile: resolve('ssh_config') },
      { label: 'here', kind: 'local' },
    ]);
  });

  it('resolves simulated access and a product ID', async () => {
    const { hosts, simulation } = await load(`
version: 1
simulation: true
keys:
  xp:
    product: windows-xp-professional
    secret: { env: VLK_XP }
    identity: { lastFive: 7K3QT, productId: 640-0000356 }
access:
  sim: { kind: simulated, starts: desired-key, fault: unreachable }
  fine: { kind: simulated, starts: other-key }
defaults: { key: xp, os: windows-xp-sp3 }
hosts: { hmi-1: { access: sim }, hmi-2: { access: fine } }
`);
    expect(simulation).toBe(true);
    expect(hosts[0]?.access).toEqual({
      label: 'sim',
      kind: 'simulated',
      startsWith: 'desired-key',
      fault: 'unreachable',
    });
    expect(hosts[1]?.access).toEqual({ label: 'fine', kind: 'simulated', startsWith: 'other-key' });
    expect(hosts[0]?.key.identity).toEqual({ lastFive: '7K3QT', productId: '640-0000356' });
  });

  it('derives computer names: upper case, first part, 15 characters, unless declared', async () => {
    const { hosts } = await load(`${DEFAULTS}
hosts:
  hmi-01.a.example:
  packaging-line-01.a.example:
  192.0.2.17: { computerName: press-2 }
`);
    expect(hosts.map(({ computerName }) => computerName)).toEqual(['PRESS-2', 'HMI-01', 'PACKAGING-LINE-']);
  });

  it('keeps names that YAML would read as numbers apart', async () => {
    const { hosts } = await load(
      `${DEFAULTS}hosts: { 0042: , 42: , 0x2A: , '4_2': , 1e3: , null: , ~a: }`.replace('~a', 'a'),
    );
    expect(hosts.map(({ name }) => name)).toEqual(['0042', '0x2A', '1e3', '42', '4_2', 'a', 'null']);
  });

  it('takes words that objects are born with as names', async () => {
    const text = DEFAULTS.replaceAll('xp:', '__proto__:').replace('key: xp', 'key: __proto__');
    const { hosts } = await load(`${text}groups: { constructor: { hosts: { __proto__: { tags: [__proto__] } } } }`);
    expect(hosts.map(short)).toEqual(['__proto__ windows-xp-sp3 ssh [__proto__] [constructor]']);
    expect(hosts[0]?.key.label).toBe('__proto__');
  });

  it('sorts hosts by code unit, whatever order they were written in', async () => {
    const { hosts } = await load(
      `${DEFAULTS}hosts: { b: , a-2: , B: {os: windows-xp-sp1}, a-10: }`.replace('B: {os', 'C: {os'),
    );
    expect(hosts.map(({ name }) => name)).toEqual(['C', 'a-10', 'a-2', 'b']);
  });

  it('merges the files of a folder, and reads a file named twice once', async () => {
    const io = memoryIo({
      'inv/keys.yaml': HEAD,
      'inv/hosts.yml': 'version: 1\ngroups: { a: { key: xp, hosts: { hmi-1: } } }\n',
      'inv/defaults.yaml': 'version: 1\ndefaults: { os: windows-xp-sp3, access: ssh }\n',
      'inv/.hidden.yaml': 'nonsense',
      'inv/notes.txt': 'nonsense',
    });
    const inventory = await loadFrom(['inv', './inv/keys.yaml'], io);
    expect(inventory.files.map((file) => file.replaceAll('\\', '/'))).toEqual([
      'inv/defaults.yaml',
      'inv/hosts.yml',
      'inv/keys.yaml',
    ]);
    expect(inventory.hosts.map(short)).toEqual(['hmi-1 windows-xp-sp3 ssh [] [a]']);
  });

  it('has a digest of names and contents, wherever the files lie', async () => {
    const text = `${DEFAULTS}hosts: { hmi-1: }\n`;
    const first = await digestOf('a/inventory.yaml', text);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestOf('b/c/inventory.yaml', text)).toBe(first);
    expect(await digestOf('a/other.yaml', text)).not.toBe(first);
    expect(await digestOf('a/inventory.yaml', `${text}\n`)).not.toBe(first);
  });

  it('carries its warnings', async () => {
    const { warnings } = await load(`${DEFAULTS.replace(', identity: { lastFive: 7K3QT }', '')}hosts: { hmi-1: }`);
    expect(warnings.map(({ code }) => code)).toEqual(['identity-missing']);
  });
});

describe('reading', () => {
  it.each<[string, Partial<InventoryIo>, string]>([
    ['a path that does not exist', {}, 'there is no such file or folder'],
    ['a device', { stat: async () => ({ kind: 'other', bytes: 0 }) }, 'it is neither a file nor a folder'],
    ['a forbidden file', { stat: failing('EACCES') }, 'permission denied'],
    ['another trouble', { stat: failing('EMFILE') }, 'EMFILE'],
    ['trouble without a code', { stat: failing(undefined) }, 'unknown error'],
  ])('reports %s', async (_what, io, reason) => {
    const loaded = await loadInventory(['x.yaml'], { today: TODAY, io: { ...memoryIo({}), ...io } });
    expect(loaded).toMatchObject({
      ok: false,
      error: [{ code: 'unreadable-file', message: `Cannot read x.yaml: ${reason}.` }],
    });
  });

  it('reports every path that cannot be read', async () => {
    const errors = await diagnose(['a.yaml', 'b.yaml'], memoryIo({}));
    expect(errors.map(({ message }) => message)).toHaveLength(2);
  });

  it('reports a folder without inventory files', async () => {
    const errors = await diagnose(['inv'], memoryIo({ 'inv/notes.txt': '' }));
    expect(errors.map(({ code }) => code)).toEqual(['empty-inventory']);
  });

  it('reports that nothing is there when no path is given', async () => {
    const errors = await diagnose([], memoryIo({}));
    expect(errors.map(({ code }) => code)).toEqual(['empty-inventory']);
  });
});

describe('all problems at once', () => {
  it('in the order of the files, from top to bottom', async () => {
    const io = memoryIo({
      'b.yaml': `${DEFAULTS}hosts:\n  hmi-1: { os: vista }\n  hmi 2:\n  hmi-3: { key: nope, access: nope }\n`,
      'a.yaml': 'version: 1\nhosts:\n  hmi-1:\n  hmi-4: { tag: [x] }\n',
    });
    const errors = await diagnose(['b.yaml', 'a.yaml'], io);
    expect(errors.map(({ code, at }) => `${at?.file}:${at?.line} ${code}`)).toEqual([
      'b.yaml:14 invalid-value',
      'b.yaml:15 invalid-name',
      'b.yaml:16 unknown-key',
      'b.yaml:16 unknown-access',
      'a.yaml:3 duplicate-host',
      'a.yaml:4 unknown-property',
    ]);
  });

  it('but nothing about other files when one could not be parsed', async () => {
    const io = memoryIo({ 'a.yaml': 'version: 1\nhosts: { hmi-1: { key: xp } }\n', 'b.yaml': 'keys: [\n' });
    const errors = await diagnose(['a.yaml', 'b.yaml'], io);
    expect(errors.map(({ code }) => code)).toEqual(['invalid-yaml']);
  });

  it('with one report for a wrong setting that many hosts share', async () => {
    const text = `${DEFAULTS}groups: { servers: { os: windows-server-2003-sp2, hosts: { 's-[001:900]': , 't-[001:900]': } } }`;
    const errors = await diagnose(['a.yaml'], memoryIo({ 'a.yaml': text }));
    expect(errors.map(({ code }) => code)).toEqual(['product-os-mismatch']);
  });
});

describe('a product key in clear', () => {
  const key = 'BCDFG-HJKMP-QRTVW-XY234-67899';
  it.each([
    `hosts: { ${key}: }`,
    `hosts: { hmi-1: { key: ${key} } }`,
    `hosts: { hmi-1: { ${key}: ${key} } }`,
    `hosts: { hmi-1: { tags: [${key}] } }`,
    `hosts: { hmi-1: { os: ${key}0 } }`,
    `groups: { ${key}: { hosts: { hmi-1: } }, x: { groups: { ${key}: { hosts: { hmi-2: } } } } }`,
    `hosts: { 'a.${key}.example': , 'A.${key}.example': }`,
    `hosts: { ${key.replace('9', '0')}: , ${key.replace('9', '0').toLowerCase()}: { access: ${key.replace('9', 'O')} } }`,
    `hosts: { hmi-1: { access: "${key.replaceAll('-', '\\u2013')}" } }`,
    `hosts: { "BCDFG-HJKMP\\x2dQRTVW-XY234-67899": }`,
    `hosts: ${key}: x`,
    `? ${key}`,
    `%${key}`,
  ])('is reported and never shown: %s', async (text) => {
    const diagnostics = await diagnose(['a.yaml'], memoryIo({ 'a.yaml': `${DEFAULTS}${text}\n` }));
    expect(diagnostics.map(({ code }) => code)).toContain('plaintext-key');
    expect(JSON.stringify(diagnostics)).not.toMatch(/BCDFG|HJKMP|QRTVW|XY234/i);
  });
});

describe('a file made to do harm', () => {
  it.each([
    ['brackets', '['.repeat(100_000)],
    ['closed brackets', `a: ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['braces', '{a: '.repeat(5000)],
    ['hyphens', `${'- '.repeat(5000)}a`],
    ['question marks', `${'? '.repeat(5000)}a`],
  ])('does not get past the limit on nesting with %s', async (_what, text) => {
    const errors = await diagnose(['a.yaml'], memoryIo({ 'a.yaml': text }));
    expect(errors.map(({ code }) => code)).toContain('unsupported-yaml');
  });

  it('gets at most five syntax errors reported', async () => {
    const errors = await diagnose(['a.yaml'], memoryIo({ 'a.yaml': 'a: @\n'.repeat(50) }));
    expect(errors.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => 'invalid-yaml'));
  });
});

function short({ name, os, access, tags, groups }: HostSpec): string {
  return `${name} ${os} ${access.label} [${tags.join(',')}] [${groups.join(',')}]`;
}

async function load(text: string): Promise<Inventory> {
  return loadFrom(['inventory.yaml'], memoryIo({ 'inventory.yaml': text }));
}

async function loadFrom(paths: readonly string[], io: InventoryIo): Promise<Inventory> {
  const loaded = await loadInventory(paths, { today: TODAY, io });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, undefined, 2));
  return loaded.value;
}

async function digestOf(path: string, content: string): Promise<string> {
  return (await loadFrom([path], memoryIo({ [path]: content }))).digest;
}

async function diagnose(paths: readonly string[], io: InventoryIo): Promise<readonly Diagnostic[]> {
  const loaded = await loadInventory(paths, { today: TODAY, io });
  if (loaded.ok) throw new Error('no problem was found');
  return loaded.error;
}

function failing(code: string | undefined): () => Promise<never> {
  return async () => {
    throw Object.assign(new Error('failed'), code === undefined ? {} : { code });
  };
}
