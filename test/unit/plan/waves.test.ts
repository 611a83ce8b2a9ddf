import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostSpec } from '../../../src/model/host.ts';
import type { Wave } from '../../../src/model/rollout.ts';
import { dealOut } from '../../../src/plan/waves.ts';
import { host } from '../../support/builders.ts';

const PERCENT = (percent: number): Wave => ({ kind: 'percent', percent });
const COUNT = (count: number): Wave => ({ kind: 'count', count });
const LABEL = (label: string): Wave => ({ kind: 'label', label });

function fleet(count: number, overrides: Readonly<Record<number, Partial<HostSpec>>> = {}): readonly HostSpec[] {
  return Array.from({ length: count }, (_, index) => host({ name: `hmi-${index}.a.example`, ...overrides[index] }));
}

function dealt(hosts: readonly HostSpec[], waves: readonly Wave[] | undefined): readonly string[] {
  const made = dealOut(hosts, waves);
  const numbers = (some: readonly HostSpec[]): string => some.map((one) => hosts.indexOf(one)).join(' ');
  return [...made.waves.map(({ name, hosts: some }) => `${name}: ${numbers(some)}`), `beyond: ${numbers(made.beyond)}`];
}

describe('dealing hosts out to waves', () => {
  it('gives all of them to one where none is declared', () => {
    expect(dealt(fleet(3), undefined)).toEqual(['all: 0 1 2', 'beyond: ']);
    expect(dealOut([], undefined)).toEqual({ waves: [], beyond: [] });
  });

  it('takes a group or a tag first, and counts what it took', () => {
    const hosts = fleet(10, { 7: { tags: ['canary'] }, 9: { groups: ['canary'] } });
    expect(dealt(hosts, [LABEL('canary'), PERCENT(30), PERCENT(100)])).toEqual([
      '@canary: 7 9',
      '30%: 0',
      '100%: 1 2 3 4 5 6 8',
      'beyond: ',
    ]);
  });

  it('leaves out waves that earlier ones have used up', () => {
    expect(dealt(fleet(4), [COUNT(2), PERCENT(50), COUNT(3), PERCENT(100)])).toEqual([
      '2: 0 1',
      '3: 2',
      '100%: 3',
      'beyond: ',
    ]);
  });

  it('names what no wave reaches', () => {
    expect(dealt(fleet(4), [LABEL('canary'), COUNT(1)])).toEqual(['1: 0', 'beyond: 1 2 3']);
  });

  it('deals each host out once, whatever is declared', () => {
    const wave = fc.oneof(
      fc.nat({ max: 30 }).map(COUNT),
      fc.nat({ max: 100 }).map(PERCENT),
      fc.constantFrom('canary', 'line-a').map(LABEL),
    );
    fc.assert(
      fc.property(
        fc.nat({ max: 25 }),
        fc.array(wave, { maxLength: 5 }),
        fc.array(fc.nat({ max: 24 })),
        (count, waves, tagged) => {
          const hosts = fleet(count, Object.fromEntries(tagged.map((index) => [index, { tags: ['canary'] }])));
          const made = dealOut(hosts, waves);
          const all = [...made.waves.flatMap((each) => each.hosts), ...made.beyond];
          expect(new Set(all)).toEqual(new Set(hosts));
          expect(all).toHaveLength(hosts.length);
          expect(made.waves.filter((each) => each.hosts.length === 0)).toEqual([]);
        },
      ),
    );
  });
});
