import { expect, it } from 'vitest';
import { secretNeeds } from '../../../src/schedule/secret-needs.ts';
import { host, keySpec, winrmAccess } from '../../support/builders.ts';
import { PLANT } from '../../support/schedules.ts';

it('gives a drift the passwords and no key', () => {
  expect(secretNeeds(PLANT, 'drift')).toEqual({
    variables: [{ name: 'VLK_PLANT_PW', what: 'the password of access plant' }],
    files: [],
    programs: [{ name: 'op', what: 'the password of access office' }],
    hasAge: false,
  });
});

it('gives an apply the keys of its hosts too', () => {
  expect(secretNeeds(PLANT, 'apply')).toEqual({
    variables: [
      { name: 'VLK_PLANT_PW', what: 'the password of access plant' },
      { name: 'VLK_XP', what: `key ${PLANT[0]?.key.label}` },
    ],
    files: [
      { name: '/srv/plant/xp.age', what: 'key xp-age' },
      { name: '/srv/plant/xp.key', what: 'key xp-file' },
    ],
    programs: [{ name: 'op', what: 'the password of access office' }],
    hasAge: true,
  });
});

it('names once what several secrets share, and says sops where sops is run', () => {
  const sops = { sops: { file: '/srv/all.yaml', extract: '["a"]' } };
  const access = { ...winrmAccess({ password: sops }), label: 'plant' };
  const needs = secretNeeds([host({ access, key: keySpec({ label: 'xp', secret: sops }) })], 'apply');
  const what = 'the password of access plant, key xp';
  expect(needs).toMatchObject({ files: [{ name: '/srv/all.yaml', what }], programs: [{ name: 'sops', what }] });
});

it('gives nothing for hosts that nobody reaches', () => {
  const access = { kind: 'startup-script', receipts: '/srv/r', maxAgeMs: 1, label: 'pull' } as const;
  expect(secretNeeds([host({ access })], 'apply')).toEqual({ variables: [], files: [], programs: [], hasAge: false });
});
