import { describe, expect, it } from 'vitest';
import { selectHosts } from '../../../src/inventory/select.ts';
import type { HostSpec } from '../../../src/model/host.ts';

const HOSTS: readonly HostSpec[] = [
  host('gate-07.b.example', ['plant-b'], []),
  host('hmi-01.a.example', ['plant-a', 'line-1'], ['canary']),
  host('hmi-02.a.example', ['plant-a', 'line-1'], []),
  host('hmi-10.a.example', ['plant-a', 'line-2'], ['night']),
  host('HMI-11.a.example', ['plant-a', 'line-2'], []),
  host('till-01.b.example', ['plant-b'], ['canary', 'night']),
];

describe('selectHosts', () => {
  it.each([
    ['hmi-01.a.example', ['hmi-01']],
    ['HMI-01.A.EXAMPLE', ['hmi-01']],
    ['hmi-*', ['hmi-01', 'hmi-02', 'hmi-10', 'HMI-11']],
    ['hmi-1*', ['hmi-10', 'HMI-11']],
    ['*.b.example', ['gate-07', 'till-01']],
    ['*-01.*', ['hmi-01', 'till-01']],
    ['*', ['gate-07', 'hmi-01', 'hmi-02', 'hmi-10', 'HMI-11', 'till-01']],
    ['h*1*a*e', ['hmi-01', 'hmi-10', 'HMI-11']],
    ['@plant-b', ['gate-07', 'till-01']],
    ['@line-1', ['hmi-01', 'hmi-02']],
    ['@canary', ['hmi-01', 'till-01']],
    ['@line-2,@canary', ['hmi-01', 'hmi-10', 'HMI-11', 'till-01']],
    ['till-01.b.example,hmi-01.a.example', ['hmi-01', 'till-01']],
    ['@plant-a,!@line-2', ['hmi-01', 'hmi-02']],
    ['!@line-2,@plant-a', ['hmi-01', 'hmi-02']],
    ['!@plant-a', ['gate-07', 'till-01']],
    ['!hmi-*,!@night', ['gate-07']],
    ['@plant-a,@canary,!hmi-0*', ['hmi-10', 'HMI-11', 'till-01']],
    [' @plant-a , ! hmi-1* ', ['hmi-01', 'hmi-02']],
    ["'@plant-b,!till-*'", ['gate-07']],
    [" '@plant-b' ", ['gate-07', 'till-01']],
  ])('%s', (selector, names) => {
    const selected = selectHosts(HOSTS, selector);
    expect(selected.ok && selected.value.map(({ name }) => name.split('.')[0])).toEqual(names);
  });

  it.each([
    ['hmi-01.a.exampel', "No host is named 'hmi-01.a.exampel'.", "Did you mean 'hmi-01.a.example'?"],
    ['server-*', "No host is named 'server-*'.", 'Use `*` for a part of a name.'],
    ['hmi-01', "No host is named 'hmi-01'.", "Did you mean 'hmi-01.a.example'?"],
    ['@hmi-01', "No group or tag 'hmi-01' holds a host.", "Did you mean 'hmi-01.a.example'?"],
    ['Canary', "No host is named 'Canary'.", "Did you mean '@canary'?"],
    ['canray', "No host is named 'canray'.", "Did you mean '@canary'?"],
    ['!plant-a', "No host is named 'plant-a'.", "Did you mean '@plant-a'?"],
    ['hmi-0?.a.example', "No host is named 'hmi-0?.a.example'.", "Did you mean 'hmi-01.a.example'?"],
    ['@canery', "No group or tag 'canery' holds a host.", "Did you mean '@canary'?"],
    ['@servers', "No group or tag 'servers' holds a host.", '`vlkctl hosts` shows groups and tags.'],
    ['*,!@canery', "No group or tag 'canery' holds a host.", "Did you mean '@canary'?"],
    ['', 'The selector has an empty term.', 'Write terms with one comma between them.'],
    ["''", 'The selector has an empty term.', 'Write terms with one comma between them.'],
    ['@plant-a,', 'The selector has an empty term.', 'Write terms with one comma between them.'],
    ['*,!', 'The selector has an empty term.', 'Write terms with one comma between them.'],
    ['@', 'The selector has an empty term.', 'Write terms with one comma between them.'],
    ["''*''", "No host is named ''*''.", 'Use `*` for a part of a name.'],
    ['@plant-b,!*.b.example', 'The selector leaves no host.', 'Remove a `!` term.'],
  ])('%j is refused', (selector, message, help) => {
    expect(selectHosts(HOSTS, selector)).toEqual({ ok: false, error: { message, help } });
  });

  it('does not take long over a selector made of stars', () => {
    const name = `${'a'.repeat(60)}.example`;
    expect(selectHosts([host(name, [], [])], `${'*a'.repeat(30)}*b`).ok).toBe(false);
  });
});

function host(name: string, groups: readonly string[], tags: readonly string[]): HostSpec {
  const at = { file: 'inventory.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
  return {
    name,
    computerName: name.split('.')[0] ?? '',
    os: 'windows-xp-sp3',
    key: { label: 'xp', product: 'windows-xp-professional', secret: { env: 'VLK_XP' }, at },
    access: { label: 'ssh', kind: 'ssh' },
    tags,
    groups,
    origins: {},
    at,
  };
}
