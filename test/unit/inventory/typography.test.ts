import { describe, expect, it } from 'vitest';
import {
  findDashMarkers,
  findTypography,
  hasDashAsMarker,
  splitAtMarkers,
  withoutTypography,
} from '../../../src/inventory/typography.ts';

describe('typographic characters', () => {
  it.each([
    ['hmi\u201301', 'hmi-01'],
    ['hmi\u00ad01', 'hmi-01'],
    ['\u201c67899\u201d', '67899'],
    ['\u2018ssh\u2019', 'ssh'],
    ['\u201d@canary\u201d', '@canary'],
    ['0 22\u00a0* * SAT', '0 22 * * SAT'],
    ['\u200b10%', '10%'],
    ['windows\u2011xp\u2212sp2', 'windows-xp-sp2'],
    ['a\uff1a b', 'a: b'],
    ['\u201c', '"'],
  ])('%j is meant as %j', (text, meant) => {
    expect(findTypography(text)).toBeDefined();
    expect(withoutTypography(text)).toBe(meant);
  });

  it.each(['hmi-01', '"a" \'b\'', 'café', 'Ærø', '工場', 'a_b', ''])('%j has none', (text) => {
    expect(findTypography(text)).toBeUndefined();
  });

  it('begin a list in place of its hyphens', () => {
    expect(hasDashAsMarker('\u2013 canary')).toBe(true);
    expect(hasDashAsMarker('\u2013canary')).toBe(false);
    expect(splitAtMarkers('\u2013 canary \u2013 line\u20131')).toEqual(['canary', 'line\u20131']);
    expect([...findDashMarkers('a:\n  \u2013 b\n\t\u2014\u00a0c\nd \u2013 e\n')].map(({ start }) => start)).toEqual([
      5, 10,
    ]);
  });
});
