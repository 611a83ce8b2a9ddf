import { describe, expect, it } from 'vitest';
import { assignKeyFiles, chooseHosts, describeHost, sharedNames } from '../../../src/bundle/choose-hosts.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { Waiver } from '../../../src/model/rollout.ts';
import { chooseStrategy } from '../../../src/strategies/choose-strategy.ts';
import { host, keySpec, NEW } from '../../support/builders.ts';

const PULL: HostSpec['access'] = { kind: 'startup-script', label: 'pull', receipts: String.raw`\\fs1\r`, maxAgeMs: 1 };

function pulling(name: string, overrides: Partial<HostSpec> = {}): HostSpec {
  return host({ name, access: PULL, ...overrides });
}

function waiver(name: string, until: string): Waiver {
  const at = { file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
  return { host: name, drift: 'key', reason: 'scrapped', owner: 'b', until, at };
}

describe('the hosts of a bundle', () => {
  const selected = [pulling('a'), pulling('b'), pulling('c'), host({ name: 'd' })];

  it('are those that pull, and whose drift nobody accepted', () => {
    const choice = chooseHosts(selected, [waiver('a', '2026-11-23'), waiver('b', '2026-11-22')], '2026-11-23');
    expect(choice.hosts.map(({ name }) => name)).toEqual(['b', 'c']);
    expect(choice).toMatchObject({ others: 1, waived: 1 });
  });

  it('have names of their own', () => {
    expect(sharedNames([pulling('a.x'), pulling('b'), pulling('a.y')])).toEqual(['A']);
  });
});

describe('key files', () => {
  const hosts = [pulling('a'), pulling('b', { key: keySpec({ label: 'other' }) }), pulling('c')];

  it.each([
    ['host', ['A.key', 'B.key', 'C.key']],
    ['key', ['xp-en.key', 'other.key', 'xp-en.key']],
  ] as const)('one per %s', (per, files) => {
    const fileOf = assignKeyFiles(hosts, per);
    expect(hosts.map((each) => fileOf(each))).toEqual(files);
  });
});

describe('the row of a host', () => {
  it('has numbers for languages: its own, else those of its key, else none', () => {
    const key = keySpec({ languages: ['da', 'en'] });
    const languages = [pulling('a', { key, language: 'en' }), pulling('b', { key }), pulling('c')].map(
      (spec) => describeHost(spec, NEW, 'a.key', chooseStrategy).languages,
    );
    expect(languages).toEqual([[1033], [1030, 1033], []]);
  });

  it('has the strategy of its OS level and the edition of its key', () => {
    const rtm = describeHost(pulling('a', { os: 'windows-xp-rtm' }), NEW, 'a.key', chooseStrategy);
    expect(rtm).toMatchObject({ strategy: 'pre-sp1', edition: 'professional', ...NEW });
    const key = keySpec({ product: 'windows-server-2003-web' });
    const server = describeHost(
      pulling('b', { os: 'windows-server-2003-rtm', key }),
      { lastFive: 'RRRRR' },
      'b',
      chooseStrategy,
    );
    expect(server).toMatchObject({ strategy: 'sp1', edition: 'web', lastFive: 'RRRRR' });
    expect(server).not.toHaveProperty('productId');
  });
});
