import type { DiagnosticCode } from '../model/diagnostic.ts';
import { type WrittenExplanation, yaml } from './explanation.ts';

/** A value or a name that is not written as it has to be. */
export type ValueCode = Extract<
  DiagnosticCode,
  | 'unknown-property'
  | 'missing-property'
  | 'wrong-type'
  | 'unquoted-number'
  | 'typographic-dash'
  | 'invalid-value'
  | 'invalid-name'
  | 'invalid-range'
>;

export const VALUE_DIAGNOSTICS: Readonly<Record<ValueCode, WrittenExplanation>> = {
  'unknown-property': {
    title: 'a property that does not exist here',
    meaning: 'The name is mistyped, or it belongs somewhere else in the file.',
    why: 'A mistyped setting that is passed over would leave a default in force without anybody knowing.',
    todo: [
      'Take the suggested name, or one of those that are listed.',
      'Check the indentation: it decides what belongs where.',
    ],
    wrong: yaml`
      hosts:
        gate-07.b.example: { oss: windows-xp-rtm }
    `,
    right: yaml`
      hosts:
        gate-07.b.example: { os: windows-xp-rtm }
    `,
  },
  'missing-property': {
    title: 'something required is not there',
    meaning: 'Every host needs a key, an OS level and an access; every key a product and a secret.',
    why: 'Nothing is guessed: a wrong OS level picks the wrong way to change the key.',
    todo: ['Set it on the host, on one of its groups, or for all hosts under `defaults`.'],
    wrong: yaml`
      defaults: { os: windows-xp-sp3, access: ssh }
    `,
    right: yaml`
      defaults: { os: windows-xp-sp3, access: ssh, key: xp-da }
    `,
  },
  'wrong-type': {
    title: 'another kind of value than needed',
    meaning: 'A list where one value belongs, text where a mapping belongs, a number in quotes, and the like.',
    why: 'The rest of what is written there cannot be understood.',
    todo: ['Write it like the example in the message.'],
    wrong: yaml`
      hosts:
        gate-07.b.example: { tags: canary }
    `,
    right: yaml`
      hosts:
        gate-07.b.example: { tags: [canary] }
    `,
  },
  'unquoted-number': {
    title: 'digits that YAML takes for a number',
    meaning: 'Text made of digits (or of digits with an `e`) stands there without quotes.',
    why: 'As a number `00042` becomes 42 and `12E45` something huge: five characters of a key would silently be others.',
    todo: ['Put it in quotes.'],
    wrong: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: 67899 }
    `,
    right: yaml`
      keys:
        xp-da:
          product: windows-xp-professional
          secret: { env: VLK_XP_DA }
          identity: { lastFive: "67899" }
    `,
  },
  'typographic-dash': {
    title: 'a dash that is no hyphen',
    meaning: 'Word processors and e-mail turn a hyphen into a longer dash. It looks right and is another character.',
    why: 'A host, a key or a product ID with that character matches nothing, and Windows refuses such a key.',
    todo: ['Type the hyphen again.'],
    wrong: yaml`
      hosts:
        gate–07.b.example:
    `,
    right: yaml`
      hosts:
        gate-07.b.example:
    `,
  },
  'invalid-value': {
    title: 'a value that cannot be',
    meaning: 'The value is none of those that are possible here, or does not have their form.',
    why: 'What is not understood now would go wrong on the hosts later.',
    todo: ['Take the suggested value, or one of those that are listed.'],
    wrong: yaml`
      hosts:
        gate-07.b.example: { os: windows-xp-sp4 }
    `,
    right: yaml`
      hosts:
        gate-07.b.example: { os: windows-xp-sp3 }
    `,
  },
  'invalid-name': {
    title: 'this cannot be a name',
    meaning: 'Hosts are named by DNS name or IPv4 address. Labels are letters, digits, hyphens, underscores and dots.',
    why: 'The name of a host is handed to other programs, so only characters that are safe there are allowed.',
    todo: ['Write the name without spaces and other characters.', 'Name a host as DNS knows it, or by its address.'],
    wrong: yaml`
      hosts:
        "gate 07.b.example":
    `,
    right: yaml`
      hosts:
        gate-07.b.example:
    `,
  },
  'invalid-range': {
    title: 'a range that cannot be counted',
    meaning: 'A range is `[first:last]` with digits, once in a name, the smaller number first, at most 10,000 hosts.',
    why: 'Leading zeros are kept, so both numbers need the same number of digits where there are any.',
    todo: ['Write it like `hmi-[001:180].a.example`.'],
    wrong: yaml`
      hosts:
        gate-[01:8].b.example:
    `,
    right: yaml`
      hosts:
        gate-[01:08].b.example:
    `,
  },
};
