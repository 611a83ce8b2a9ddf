import type { DiagnosticCode } from '../model/diagnostic.ts';
import { type WrittenExplanation, yaml } from './explanation.ts';

/** How hosts are reached, and drift that is accepted. */
export type ReachCode = Extract<
  DiagnosticCode,
  | 'transport-not-possible'
  | 'port-missing'
  | 'unencrypted-access'
  | 'simulated-mixed'
  | 'waiver-expired'
  | 'waiver-expires-soon'
>;

export const REACH_DIAGNOSTICS: Readonly<Record<ReachCode, WrittenExplanation>> = {
  'transport-not-possible': {
    title: 'a host cannot be reached that way',
    meaning: 'The access cannot work with this OS level, or two hosts claim to be this machine (`local`).',
    why: 'WinRM needs XP SP2 or Server 2003 SP1. The newest TLS of XP and 2003 is one that no current client speaks.',
    todo: ['Use another access for these hosts, such as ssh, or correct `os`.'],
    wrong: yaml`
      access:
        winrm:
          kind: winrm
          port: 5985
          username: PLANT\svc-vlk
          password: { env: VLK_WINRM_PASSWORD }
      defaults: { key: xp-da, os: windows-xp-rtm, access: winrm }
    `,
    right: yaml`
      access:
        winrm:
          kind: winrm
          port: 5985
          username: PLANT\svc-vlk
          password: { env: VLK_WINRM_PASSWORD }
      defaults: { key: xp-da, os: windows-xp-sp3, access: winrm }
    `,
  },
  'port-missing': {
    title: 'WinRM without a port',
    meaning: 'Hosts with XP or Server 2003 are reached over WinRM, and no port is declared.',
    why: 'WinRM 1.1 listens on port 80, 2.0 on 5985, and both exist on these systems.',
    todo: ['Ask on a host: `winrm enumerate winrm/config/listener`.', 'Declare the port; two ports need two accesses.'],
    wrong: yaml`
      access:
        winrm:
          kind: winrm
          username: PLANT\svc-vlk
          password: { env: VLK_WINRM_PASSWORD }
      defaults: { key: xp-da, os: windows-xp-sp3, access: winrm }
    `,
    right: yaml`
      access:
        winrm:
          kind: winrm
          port: 5985
          username: PLANT\svc-vlk
          password: { env: VLK_WINRM_PASSWORD }
      defaults: { key: xp-da, os: windows-xp-sp3, access: winrm }
    `,
  },
  'unencrypted-access': {
    title: 'messages to hosts may travel in clear',
    meaning:
      'This is a warning: the access allows WinRM without encryption over http, where a service refuses to encrypt.',
    why: 'Anybody on the way could read product keys and forge what hosts answer. WinRM 1.1 and 2.0 encrypt by default.',
    todo: ['Remove the line; where a host then refuses, allow NTLM with 128-bit encryption on it.'],
    wrong: yaml`
      access:
        winrm:
          kind: winrm
          port: 5985
          username: PLANT\svc-vlk
          password: { env: VLK_WINRM_PASSWORD }
          allowUnencryptedHttpThatAnybodyOnTheNetworkCanReadAndChange: true
      defaults: { key: xp-da, os: windows-xp-sp3, access: winrm }
    `,
    right: yaml`
      access:
        winrm:
          kind: winrm
          port: 5985
          username: PLANT\svc-vlk
          password: { env: VLK_WINRM_PASSWORD }
      defaults: { key: xp-da, os: windows-xp-sp3, access: winrm }
    `,
  },
  'simulated-mixed': {
    title: 'simulated and real hosts in one inventory',
    meaning: 'A simulated access without `simulation: true`, or a real one beside it.',
    why: 'A rehearsal must never touch a real host, and nobody should take a simulated result for a real one.',
    todo: ['Keep the rehearsal in an inventory of its own, with `simulation: true` at the top.'],
    wrong: yaml`
      access:
        ssh: { kind: simulated, starts: other-key }
    `,
    right: yaml`
      simulation: true
      access:
        ssh: { kind: simulated, starts: other-key }
    `,
  },
  'waiver-expired': {
    title: 'a waiver is over',
    meaning: 'The last day of the waiver has passed.',
    why: 'A drift is accepted until a day, so that somebody decides again. Until then the inventory cannot be used.',
    todo: ['Remove the waiver, or ask its owner for a new day.'],
    wrong: yaml`
      waivers:
        - host: gate-07.b.example
          drift: key
          reason: scrapped week 4
          owner: b@example
          until: 2020-01-31
    `,
    right: yaml`
      waivers:
        - host: gate-07.b.example
          drift: key
          reason: scrapped week 4
          owner: b@example
          until: 2099-01-31
    `,
  },
  'waiver-expires-soon': {
    title: 'a waiver ends soon',
    meaning: 'The last day of the waiver is near. This is a warning.',
    why: 'After that day the inventory cannot be used until somebody decides again.',
    todo: ['Mend the host, or ask the owner of the waiver for another day.'],
    wrong: yaml`
      waivers:
        - host: gate-07.b.example
          drift: key
          reason: scrapped week 4
          owner: b@example
          until: 2026-12-01
    `,
    right: yaml`
      waivers:
        - host: gate-07.b.example
          drift: key
          reason: scrapped week 4
          owner: b@example
          until: 2099-01-31
    `,
  },
};
