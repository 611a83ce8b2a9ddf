import { describe, expect, it } from 'vitest';
import { DEFAULTS, diagnoseText, HEAD } from '../../support/load-text.ts';

/** Hosts that are written like another one are looked at once; none of the wrong ones may slip through. */
describe('hosts that are written alike', () => {
  it.each([
    [
      'in one mapping',
      'hosts:\n  a: { tag: [x] }\n  b: { tags: [x] }\n  c: { tag: [x] }\n  d: { tags: [x] }\n',
      [12, 14],
    ],
    [
      'in groups inside groups',
      'groups:\n  g:\n    hosts: { a: { os: vista } }\n    groups:\n      h:\n        hosts: { b: { os: vista } }\n',
      [13, 16],
    ],
    ['over several lines', 'hosts:\n  a:\n    os: windows-xp-sp2\n  b:\n    os: windows-xp-sp9\n', [15]],
    ['with the same text at another depth', 'hosts:\n    a:\n      os: windows-xp-sp2\n    b:\n      os: 5\n', [15]],
    ['through an alias', 'hosts:\n  a: &a { tag: [x] }\n  b: *a\n', [12]],
    [
      'with an alias inside',
      'hosts:\n  a: { tags: &t [x] }\n  b: { os: &o vista, tags: *t }\n  c: { tags: *o }\n',
      [13, 13],
    ],
    ['and are nothing', 'hosts:\n  a:\n  b: ~\n  c: text\n  d: 5\n', [14, 15]],
  ])('%s', async (_how, hosts, lines) => {
    const found = await diagnoseText(`${HEAD}${DEFAULTS}${hosts}`);
    expect(found.map(({ at }) => at?.line)).toEqual(lines);
  });
});
