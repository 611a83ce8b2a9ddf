import { describe, expect, it } from 'vitest';
import type { HostSpec, Origin } from '../../../src/model/host.ts';
import { DEFAULTS, HEAD, loadText } from '../../support/load-text.ts';

const TREE = `${HEAD}${DEFAULTS}groups:
  plant:
    access: wmi
    window: saturday
    groups:
      line:
        language: da
        hosts:
          hmi-[1:3]: { os: windows-xp-sp2 }
          hmi-2: { edition: professional, window: saturday }
          plain:
hosts:
  alone: { os: windows-xp-sp1 }
`;

describe('origins', async () => {
  const { hosts } = await loadText(TREE);

  it('say what set each value of a host, and only those it has', () => {
    expect(originsOf(hosts, 'hmi-2')).toEqual({
      key: 'defaults - 10',
      os: 'range hmi-[1:3] 19',
      edition: 'host hmi-2 20',
      language: 'group line 17',
      access: 'group plant 13',
      window: 'host hmi-2 20',
    });
    expect(originsOf(hosts, 'alone')).toEqual({ key: 'defaults - 10', os: 'host alone 23', access: 'defaults - 10' });
  });

  it('point at the value', () => {
    const { os } = hostOf(hosts, 'alone').origins;
    expect(os?.at).toEqual({ file: 'inventory.yaml', line: 23, column: 16, endLine: 23, endColumn: 30 });
  });

  it('are one object for all hosts that share their settings', () => {
    expect(hostOf(hosts, 'hmi-1').origins).toBe(hostOf(hosts, 'hmi-3').origins);
    expect(hostOf(hosts, 'hmi-1').at).toBe(hostOf(hosts, 'hmi-3').at);
    expect(hostOf(hosts, 'hmi-1').origins.os).toBe(hostOf(hosts, 'hmi-2').origins.os);
    expect(hostOf(hosts, 'plain').origins.access).toBe(hostOf(hosts, 'hmi-1').origins.access);
  });

  it('of what an anchor brought point at the anchor', async () => {
    const anchored = `${HEAD}${DEFAULTS}hosts:\n  hmi-1: &old\n    os: windows-xp-sp2\n  hmi-2: { <<: *old, access: wmi }\n`;
    const {
      hosts: [, second],
    } = await loadText(anchored);
    expect(second?.origins.os).toMatchObject({ from: 'host', name: 'hmi-2', at: { line: 13 } });
    expect(second?.origins.access).toMatchObject({ from: 'host', name: 'hmi-2', at: { line: 14 } });
  });
});

function show({ from, name, at }: Origin): string {
  return `${from} ${name ?? '-'} ${at.line}`;
}

function hostOf(hosts: readonly HostSpec[], name: string): HostSpec {
  const host = hosts.find((each) => each.name === name);
  if (host === undefined) throw new Error(`No host ${name}`);
  return host;
}

function originsOf(hosts: readonly HostSpec[], name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(hostOf(hosts, name).origins).map(([setting, each]) => [setting, show(each)]),
  );
}
