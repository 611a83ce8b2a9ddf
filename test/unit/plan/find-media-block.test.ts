import { describe, expect, it } from 'vitest';
import { EDITIONS, type Edition } from '../../../src/model/edition.ts';
import type { HostSpec } from '../../../src/model/host.ts';
import type { Product } from '../../../src/model/key.ts';
import type { OsLevel } from '../../../src/model/os-level.ts';
import { diff } from '../../../src/plan/diff.ts';
import { editionMismatch, languageMismatch } from '../../../src/plan/find-media-block.ts';
import { CARRIES_NEW, carrying, host, journalState, keySpec, observation, osFacts } from '../../support/builders.ts';

const XP = 'windows-xp-sp3';
const SERVER = 'windows-server-2003-sp2';

/** Bits that say nothing of the edition: terminal services, single user terminal services. */
const NEUTRAL = 0x110;

const SUITE_MASKS: Readonly<Record<Edition, readonly [OsLevel, number]>> = {
  home: [XP, 0x200],
  professional: [XP, 0],
  embedded: [XP, 0x40],
  standard: [SERVER, 0],
  enterprise: [SERVER, 0x2],
  web: [SERVER, 0x400],
  datacenter: [SERVER, 0x82],
};

const PRODUCTS: readonly (readonly [Product, Edition])[] = [
  ['windows-xp-professional', 'professional'],
  ['windows-server-2003-standard', 'standard'],
  ['windows-server-2003-enterprise', 'enterprise'],
  ['windows-server-2003-web', 'web'],
  ['windows-server-2003-datacenter', 'datacenter'],
];

function editionBlock(product: Product, edition: Edition, declared?: Edition): ReturnType<typeof editionMismatch> {
  const [os, suiteMask] = SUITE_MASKS[edition];
  const spec = host({ os, key: keySpec({ product }), ...(declared !== undefined && { edition: declared }) });
  return editionMismatch(spec, observation({ os: { ...osFacts(os), suiteMask: suiteMask | NEUTRAL } }));
}

describe('editionMismatch', () => {
  it.each(PRODUCTS)('lets a key for %s onto %s and nothing else', (product, fitting) => {
    const blocked = EDITIONS.filter((edition) => editionBlock(product, edition) !== undefined);
    expect(blocked).toEqual(EDITIONS.filter((edition) => edition !== fitting));
  });

  it('never blocks a host that does not tell its suite', () => {
    const spec = host({ os: SERVER, edition: 'web', key: keySpec({ product: 'windows-server-2003-enterprise' }) });
    expect(editionMismatch(spec, observation({ os: osFacts(SERVER) }))).toBeUndefined();
  });

  it('says which edition to declare, and whether the key must go as well', () => {
    expect(editionBlock('windows-server-2003-standard', 'standard', 'enterprise')).toEqual({
      code: 'edition-mismatch',
      message: 'declared as edition enterprise, but the host is standard',
      help: 'Declare `edition: standard`.',
    });
    expect(editionBlock('windows-server-2003-standard', 'web', 'standard')?.help).toBe(
      'Declare `edition: web` and give it a key of a product of that edition.',
    );
  });

  it('says that a host without a volume licence has no place in the inventory', () => {
    for (const edition of ['home', 'embedded'] as const) {
      expect(editionBlock('windows-xp-professional', edition)?.help).toBe(
        `Remove the host from the inventory: no volume licence key fits ${edition}.`,
      );
    }
    expect(editionBlock('windows-server-2003-standard', 'enterprise')?.help).toBe(
      'Give the host a key of a product of its edition.',
    );
  });
});

function languageBlock(spec: Partial<HostSpec>, osLanguage?: number): ReturnType<typeof languageMismatch> {
  const os = { ...osFacts(), ...(osLanguage !== undefined && { osLanguage }) };
  return languageMismatch(host(spec), observation({ os }));
}

describe('languageMismatch', () => {
  const nordic = keySpec({ label: 'xp-nordic', languages: ['da', 'sv'] });

  it.each([
    ['the only language', { key: keySpec({ languages: ['da'] }) }, 1030],
    ['one of several', { key: nordic }, 1053],
    ['any language, with a key that has none', {}, 1041],
    ['a number no media of ours has, with a key that has none', {}, 1061],
    ['the declared language', { language: 'da' as const }, 1030],
    ['a host that does not tell, whatever is declared', { key: nordic, language: 'sv' as const }, undefined],
  ])('lets %s pass', (_title, spec, osLanguage) => {
    expect(languageBlock(spec, osLanguage)).toBeUndefined();
  });

  it('blocks media of another language than the key, and of one that nobody here knows', () => {
    expect(languageBlock({ key: nordic }, 1033)?.message).toBe('the key xp-nordic is for da, sv, but the host is en');
    expect(languageBlock({ key: nordic }, 1061)?.message).toContain('but the host is of number 1061');
  });

  it('blocks a host of another language than declared, and says what to declare', () => {
    expect(languageBlock({ language: 'da' }, 1033)).toEqual({
      code: 'language-mismatch',
      message: 'declared as language da, but the host is en',
      help: 'Declare `language: en`.',
    });
    expect(languageBlock({ key: nordic, language: 'da' }, 1033)?.help).toBe(
      'Declare `language: en` and give it a key for that language.',
    );
    expect(languageBlock({ language: 'da' }, 1061)?.help).toContain('Take `language` off');
  });
});

describe('a host of another edition or language', () => {
  it('is blocked even with the desired key in place: one of the two is declared wrongly', () => {
    const now = carrying(CARRIES_NEW, { os: { ...osFacts(), suiteMask: 0x200 } });
    expect(diff({ spec: host(), status: 'observed', observation: now }, journalState())).toMatchObject({
      status: 'blocked',
      block: { code: 'edition-mismatch' },
    });
  });
});
