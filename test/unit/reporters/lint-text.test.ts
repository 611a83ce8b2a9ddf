import { describe, expect, it } from 'vitest';
import type { LintFinding, LintReport } from '../../../src/model/lint.ts';
import { renderLint } from '../../../src/reporters/lint-text.ts';

const CLEAN: LintReport = {
  formatVersion: 1,
  command: 'keys lint',
  scope: 'history',
  findings: [],
  looked: 31_234,
  leftOut: { placeholders: 0, published: 0, allowed: 0 },
  tooLarge: [],
  unreadable: [],
  shallow: false,
  partial: false,
};
const FOUND: LintFinding = {
  file: 'images/till.txt',
  line: 12,
  column: 14,
  form: 'written',
  lastFive: '67899',
  commit: { hash: '3f2a1b9c1d0011223344', date: '2021-03-04', subject: 'Add the images' },
};

describe('renderLint', () => {
  it('has one line for a clean history', () => {
    expect(renderLint(CLEAN)).toBe('No product key in clear (31,234 versions of files and messages looked into).\n');
  });

  it('shows place, last five and commit, and what to do', () => {
    const text = renderLint({ ...CLEAN, findings: [FOUND, { ...FOUND, form: 'registry', commit: null }] });
    expect(text.split('\n').slice(0, 4)).toEqual([
      'images/till.txt:12:14  key ...67899  3f2a1b9c1d 2021-03-04 Add the images',
      'images/till.txt:12:14  key ...67899 in DigitalProductId  in no branch, tag or stash any more; `git gc --prune=now` removes what the reflog lets go',
      '2 product keys in clear (31,234 versions of files and messages looked into).',
      '  -> Everybody who has a clone has these keys: ask Microsoft for new ones, and have the old ones blocked.',
    ]);
  });

  it('lets no name and no subject steer the terminal', () => {
    const commit = { hash: '3f2a1b9c1d', date: '2021-03-04', subject: 'x\u001B[2Jy' };
    const [first = ''] = renderLint({ ...CLEAN, findings: [{ ...FOUND, file: 'a\u001B[1A\nb', commit }] }).split('\n');
    expect(first).toBe('a·[1A·b:12:14  key ...67899  3f2a1b9c1d 2021-03-04 x·[2Jy');
  });

  it('says what was not looked into, and what was not counted', () => {
    const text = renderLint({
      ...CLEAN,
      leftOut: { placeholders: 2, published: 1, allowed: 3 },
      tooLarge: [1, 2, 3, 4, 5, 6, 7].map((at) => ({ file: `disk-${at}.img`, bytes: 40_000_000 })),
      unreadable: ['shut.txt'],
      shallow: true,
      partial: true,
    });
    expect(text.split('\n').slice(1)).toEqual([
      'Not counted: 2 placeholders, 1 KMS client setup key of Microsoft, 3 allowed keys.',
      'Too large to be looked into: disk-1.img (39 MB), disk-2.img (39 MB), disk-3.img (39 MB), disk-4.img (39 MB), disk-5.img (39 MB) and 2 more.',
      'Could not be read: shut.txt. Check the permissions.',
      'This clone is shallow: older commits were not looked into. `git fetch --unshallow` brings them.',
      'This clone is partial: files it does not hold were not looked into. Use a full clone.',
      '',
    ]);
  });
});
