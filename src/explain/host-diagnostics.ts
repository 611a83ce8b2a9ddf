import type { DiagnosticCode } from '../model/diagnostic.ts';
import { type WrittenExplanation, yaml } from './explanation.ts';

/** Hosts and groups that contradict each other or hold nothing. */
export type HostCode = Extract<
  DiagnosticCode,
  | 'empty-inventory'
  | 'empty-group'
  | 'cyclic-group'
  | 'duplicate-host'
  | 'computer-name-required'
  | 'computer-name-collision'
>;

export const HOST_DIAGNOSTICS: Readonly<Record<HostCode, WrittenExplanation>> = {
  'empty-inventory': {
    title: 'no host is declared',
    meaning: 'The files declare no host, or the folder holds no `*.yaml` file.',
    why: 'A run over nothing would say that all is well.',
    todo: ['Check that the path names the right folder.', 'Declare a host under `hosts` or in a group.'],
    wrong: yaml`
      hosts: {}
    `,
    right: yaml`
      hosts:
        gate-07.b.example:
    `,
  },
  'empty-group': {
    title: 'a group without hosts',
    meaning: 'Neither the group nor a group inside it holds a host.',
    why: '`--on @group` and waves would select nothing there. Most often the indentation of `hosts` is wrong. This is a warning.',
    todo: ['Indent `hosts` below the group, or remove the group.'],
    wrong: yaml`
      groups:
        gates: { tags: [plant-b] }
      hosts:
        gate-07.b.example:
    `,
    right: yaml`
      groups:
        gates:
          tags: [plant-b]
          hosts:
            gate-07.b.example:
    `,
  },
  'cyclic-group': {
    title: 'a group that holds itself',
    meaning: 'Through an alias (`*name`) a group is inside itself.',
    why: 'Its hosts would have settings without end.',
    todo: ['Write the inner group out, or move it beside the outer one.'],
    wrong: yaml`
      groups:
        plant-a: &plant
          hosts: { gate-07.b.example: }
          groups: { line-1: *plant }
    `,
    right: yaml`
      groups:
        plant-a:
          groups:
            line-1: { hosts: { gate-07.b.example: } }
    `,
  },
  'duplicate-host': {
    title: 'a host declared twice',
    meaning: 'Two places declare the same host, and both are shown. Only a single name beside its range refines it.',
    why: 'A host has one desired key. With two declarations each run could want the other one.',
    todo: ['Keep one of the two.', 'To change one host of a range, write its name right beside the range.'],
    wrong: yaml`
      groups:
        line-1: { hosts: { "gate-[01:08].b.example": } }
        line-2: { hosts: { gate-07.b.example: { os: windows-xp-rtm } } }
    `,
    right: yaml`
      groups:
        line-1:
          hosts:
            gate-[01:08].b.example:
            gate-07.b.example: { os: windows-xp-rtm }
    `,
  },
  'computer-name-required': {
    title: 'an address needs a computer name',
    meaning: 'The host is declared by its IP address, and nothing says what name the machine itself reports.',
    why: 'Addresses move. Without a name to compare, the key of one machine could land on another.',
    todo: ['Add `computerName`: what `hostname` prints on the machine, at most 15 characters.'],
    wrong: yaml`
      hosts:
        192.0.2.17:
    `,
    right: yaml`
      hosts:
        192.0.2.17: { computerName: PRESS-2 }
    `,
  },
  'computer-name-collision': {
    title: 'two hosts with one computer name',
    meaning: 'Two hosts should report the same name: NetBIOS names end after 15 characters and at the first dot.',
    why: 'When a DNS entry is stale, one of the two passes for the other. This is a warning.',
    todo: [
      'Set `computerName` where the machine reports another name.',
      'If both really have that name, watch for stale DNS entries.',
    ],
    wrong: yaml`
      hosts:
        hmi-7.a.example:
        hmi-7.b.example:
    `,
    right: yaml`
      hosts:
        hmi-7.a.example:
        hmi-7.b.example: { computerName: HMI-7-B }
    `,
  },
};
