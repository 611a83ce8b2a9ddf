import { describe, expect, it } from 'vitest';
import { makeNearest } from '../../../src/inventory/make-nearest.ts';

describe('makeNearest', () => {
  const nearest = makeNearest(() => ['hmi-01.a.example', 'hmi-02.a.example', 'HMI-03.a.example', 'till-01.b.example']);

  it.each([
    ['hmi-02', 'hmi-02.a.example'],
    ['hmi-03.A.EXAMPLE', 'HMI-03.a.example'],
    ['hmi-02.a.exampel', 'hmi-02.a.example'],
    ['scada-01', undefined],
  ])('%s', (word, meant) => {
    expect(nearest(word)).toBe(meant);
  });

  it('asks for the candidates when it needs them, once', () => {
    let asked = 0;
    const find = makeNearest(() => {
      asked += 1;
      return ['canary'];
    });
    expect(asked).toBe(0);
    expect([find('canery'), find('canari'), find('canery')]).toEqual(['canary', 'canary', 'canary']);
    expect(asked).toBe(1);
  });

  it('stops comparing where very many words meet very many names', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `hmi-${index}.a.example`);
    const find = makeNearest(() => names);
    const words = Array.from({ length: 1000 }, (_, index) => `hmj-${index}.a.example`);
    const found = words.map(find);
    expect(found.slice(0, 2)).toEqual(['hmi-0.a.example', 'hmi-1.a.example']);
    expect(found.at(-1)).toBeUndefined();
    expect(find('hmi-99999')).toBe('hmi-99999.a.example');
  });
});
