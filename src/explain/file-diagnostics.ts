import type { DiagnosticCode } from '../model/diagnostic.ts';
import { type Explanation, type WrittenExplanation, yaml } from './explanation.ts';

/** Trouble with a file as a whole, which no piece of YAML can show. */
export type FileCode = Extract<DiagnosticCode, 'unreadable-file' | 'not-utf-8' | 'file-too-large'>;

export const FILE_DIAGNOSTICS: Readonly<Record<FileCode, Explanation>> = {
  'unreadable-file': {
    title: 'a file or folder cannot be read',
    meaning: 'A path of the inventory does not exist, is neither file nor folder, or your account may not read it.',
    why: 'Half an inventory looks like one from which hosts were removed, so nothing goes on without all of it.',
    todo: [
      'Check the path: it starts at the folder you are in.',
      'Check that your account may read the file and the folders above it.',
      'Without `--inventory` and VLKCTL_INVENTORY the folder `inventories` is read.',
    ],
    run: ['vlkctl validate -i FILE'],
  },
  'not-utf-8': {
    title: 'the file is not UTF-8 text',
    meaning: 'The bytes of the file are not UTF-8. Editors on Windows like to save "Unicode" (UTF-16) or a code page.',
    why: 'Read in the wrong encoding, the name of a host or an account becomes another one without anybody noticing.',
    todo: ['Save the file as UTF-8; a byte order mark does no harm.', 'Validate again.'],
    run: ['vlkctl validate -i FILE'],
  },
  'file-too-large': {
    title: 'the file is too large for an inventory',
    meaning: 'The file is many times larger than an inventory of 100,000 hosts.',
    why: 'It is most likely a log, an image or a backup. Reading it would take all memory of this machine.',
    todo: [
      'Check that the path names the inventory.',
      'Write hosts that differ in a number as one range: `hmi-[001:180].a.example`.',
      'Split a file that really is that large: all `*.yaml` files of a folder make one inventory.',
    ],
    run: ['vlkctl validate -i FILE'],
  },
};

/** Trouble with YAML itself. */
export type YamlCode = Extract<
  DiagnosticCode,
  'invalid-yaml' | 'unsupported-yaml' | 'too-many-aliases' | 'duplicate-key'
>;

export const YAML_DIAGNOSTICS: Readonly<Record<YamlCode, WrittenExplanation>> = {
  'invalid-yaml': {
    title: 'this is not YAML',
    meaning: 'Quotes, brackets, colons or the indentation do not fit together, so the file cannot be read further.',
    why: 'One slip shifts everything below it. The first place that is reported is usually the one to mend.',
    todo: [
      'Look at the place and at the line before it.',
      'Close quotes and brackets; write `name: value` with a space after the colon.',
      'Indent with spaces, never with tabs.',
    ],
    wrong: yaml`
      hosts:
        gate-07.b.example: { os: windows-xp-rtm
        gate-08.b.example: { os: windows-xp-sp1 }
    `,
    right: yaml`
      hosts:
        gate-07.b.example: { os: windows-xp-rtm }
        gate-08.b.example: { os: windows-xp-sp1 }
    `,
  },
  'unsupported-yaml': {
    title: 'a part of YAML that inventories do not use',
    meaning: 'Tags (`!name`), a second document after `---`, or something nested far too deeply.',
    why: 'Programs read these parts of YAML differently. An inventory has to mean the same to everybody.',
    todo: ['Remove the tag, and put text in quotes to keep it text.', 'Put a second document into a file of its own.'],
    wrong: yaml`
      hosts:
        gate-07.b.example: !old { os: windows-xp-rtm }
    `,
    right: yaml`
      hosts:
        gate-07.b.example: { os: windows-xp-rtm, tags: [old] }
    `,
  },
  'too-many-aliases': {
    title: 'aliases that unfold into far too much',
    meaning: 'Aliases (`*name`) of aliases make far more out of the file than what is written in it.',
    why: 'A file of a few lines can stand for gigabytes that way, by accident or on purpose.',
    todo: ['Put what hosts have in common into a group or under `defaults` instead.'],
    wrong: yaml`
      a: &a [x, x, x, x, x, x, x, x, x, x, x, x, x, x]
      b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
      c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
      d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
      e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
      f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
      g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
    `,
    right: yaml`
      groups:
        gates:
          tags: [x]
          hosts: { gate-07.b.example: }
    `,
  },
  'duplicate-key': {
    title: 'the same name twice',
    meaning: 'A setting, key, access, window or group is written in two places. Both are shown.',
    why: 'YAML would silently keep one of the two, and nobody could tell which one counts.',
    todo: ['Keep one of the two.', 'Give the other one another name if both are meant.'],
    wrong: yaml`
      defaults:
        os: windows-xp-sp2
        key: xp-da
        access: ssh
        os: windows-xp-sp3
    `,
    right: yaml`
      defaults:
        os: windows-xp-sp3
        key: xp-da
        access: ssh
    `,
  },
};
