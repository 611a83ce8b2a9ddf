import type { DiagnosticCode } from '../model/diagnostic.ts';
import { type WrittenExplanation, yaml } from './explanation.ts';

/** Keys, and hosts whose key does not fit them. */
export type KeyCode = Extract<
  DiagnosticCode,
  | 'plaintext-key'
  | 'key-for-newer-windows'
  | 'product-os-mismatch'
  | 'edition-mismatch'
  | 'language-mismatch'
  | 'seats-exceeded'
  | 'identity-missing'
>;

export const KEY_DIAGNOSTICS: Readonly<Record<KeyCode, WrittenExplanation>> = {
  'plaintext-key': {
    title: 'a product key in clear',
    meaning: 'A product key, or what looks like a mistyped one, stands in the file; comments count too.',
    why: 'Everybody who can read the repository, now or later, has the key. Git keeps it after the line is gone.',
    todo: [
      'Move the key into a secret store; say in `secret` where it is found.',
      'Remove it from the history of the repository.',
      'If others could read it, ask Microsoft for a new key: a leaked key gets blocked.',
    ],
    run: ['vlkctl keys lint --history', 'vlkctl keys lint --install-hook'],
    wrong: yaml`
      # FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: KKKKK }
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: KKKKK }
    `,
  },
  'key-for-newer-windows': {
    title: 'a key of Windows 8 or later',
    meaning: 'The last five characters hold an N, which no key of this product has.',
    why: 'Only keys for Windows 8 and later hold an N. XP and Server 2003 refuse them.',
    todo: ['Look up the key of this product.', 'Let `vlkctl keys identify` write the identity instead of typing it.'],
    wrong: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7N3QT }
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
    `,
  },
  'product-os-mismatch': {
    title: 'a key of another product',
    meaning: 'The OS level of the host belongs to another product than its key.',
    why: 'A volume licence key fits one product: XP, XP x64 and Server 2003 refuse the keys of each other.',
    todo: ['Give these hosts a key of their own product, or correct `os`.'],
    wrong: yaml`
      hosts:
        scada-1.a.example: { os: windows-server-2003-sp2, key: xp-da }
    `,
    right: yaml`
      hosts:
        scada-1.a.example: { os: windows-xp-sp2, key: xp-da }
    `,
  },
  'edition-mismatch': {
    title: 'a key of another edition',
    meaning: 'The host is declared with an edition that the product of its key is not for.',
    why: 'A key for Standard is refused by Enterprise, and one for Professional by Home.',
    todo: ['Correct `edition`, or give the host a key of its edition.'],
    wrong: yaml`
      hosts:
        gate-07.b.example: { edition: home }
    `,
    right: yaml`
      hosts:
        gate-07.b.example: { edition: professional }
    `,
  },
  'language-mismatch': {
    title: 'a key for media of another language',
    meaning: 'The host is declared with a language that its key is not for.',
    why: 'The key has to match the language of the installation media (KB 328874), or it is refused.',
    todo: ['Correct `language` of the host or of the key.', 'Without `language` a key counts as fitting every one.'],
    wrong: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          language: da
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
      hosts:
        gate-07.b.example: { language: en }
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          language: [da, en]
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
      hosts:
        gate-07.b.example: { language: en }
    `,
  },
  'seats-exceeded': {
    title: 'more hosts than seats',
    meaning: 'More hosts are declared with the key than the organisation has paid for.',
    why: 'Windows does not count volume licences; an audit does. This is a warning; a plan that changes hosts beyond the seats is refused.',
    todo: ['Buy seats and correct `seats`, or give some hosts another key.'],
    wrong: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          seats: 5
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
      hosts:
        gate-[01:08].b.example:
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          seats: 10
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT }
      hosts:
        gate-[01:08].b.example:
    `,
  },
  'identity-missing': {
    title: 'a key without identity',
    meaning: 'The inventory does not say how to recognise the key on a host.',
    why: 'Nothing could be compared, so hosts with this key are blocked. This is a warning.',
    todo: ['Let `vlkctl keys identify` write it into the inventory.'],
    run: ['vlkctl keys identify LABEL'],
    wrong: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 7K3QT, productId: 640-1234576 }
    `,
  },
};
