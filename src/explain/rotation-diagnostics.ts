import type { DiagnosticCode } from '../model/diagnostic.ts';
import { type WrittenExplanation, yaml } from './explanation.ts';

/** Keys that announce another one in their place. */
export type RotationCode = Extract<
  DiagnosticCode,
  'replaced-by-itself' | 'cyclic-replacement' | 'replacement-product-mismatch' | 'replacement-language-mismatch'
>;

export const ROTATION_DIAGNOSTICS: Readonly<Record<RotationCode, WrittenExplanation>> = {
  'replaced-by-itself': {
    title: 'a key that is replaced by itself',
    meaning: '`replacedBy` of a key names the key itself.',
    why: '`replacedBy` announces that hosts get another key; this announces nothing.',
    todo: ['Name the key that takes its place, or take `replacedBy` out.'],
    run: ['vlkctl keys rotate OLD NEW'],
    wrong: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
          replacedBy: xp-da
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
    `,
  },
  'cyclic-replacement': {
    title: 'keys that replace each other',
    meaning: 'Following `replacedBy` from key to key leads back to where it began.',
    why: 'The guard lets announced changes pass. In a circle every change between these keys would be announced, a mistaken one too.',
    todo: ['Take `replacedBy` out of the key that hosts should have in the end.'],
    wrong: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
          replacedBy: xp-da-2
        xp-da-2:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA_2 }
          identity: { lastFive: 9M4RV }
          replacedBy: xp-da
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
          replacedBy: xp-da-2
        xp-da-2:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA_2 }
          identity: { lastFive: 9M4RV }
    `,
  },
  'replacement-product-mismatch': {
    title: 'a key replaced by one for another product',
    meaning:
      '`replacedBy` of a key names a key for another product. Editions of Server 2003 are products of their own.',
    why: 'A volume licence key fits one product: hosts with the old key refuse the new one.',
    todo: ['Replace it by a key for the same product, or take `replacedBy` out.'],
    wrong: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
          replacedBy: xp64
        xp64:
          product: windows-xp-professional-x64
          secret: { env: VLK_XP64 }
          identity: { lastFive: 9M4RV }
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
          replacedBy: xp-da-2
        xp-da-2:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA_2 }
          identity: { lastFive: 9M4RV }
    `,
  },
  'replacement-language-mismatch': {
    title: 'a key replaced by one for other languages',
    meaning: '`replacedBy` of a key names a key that has no language in common with it.',
    why: 'The key has to match the language of the installation media (KB 328874): hosts with the old key refuse the new one.',
    todo: [
      'Replace it by a key for the same language, or correct `language`.',
      'Without `language` a key counts as fitting every one.',
    ],
    wrong: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          language: da
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
          replacedBy: xp-en
        xp-en:
          product: windows-xp-professional
          language: en
          secret: { env: VLK_XP_EN }
          identity: { lastFive: 9M4RV }
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          language: da
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
          replacedBy: xp-multi
        xp-multi:
          product: windows-xp-professional
          language: [da, en]
          secret: { env: VLK_XP_MULTI }
          identity: { lastFive: 9M4RV }
    `,
  },
};
