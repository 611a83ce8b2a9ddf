import { isTrue } from './demand.ts';
import { type Facts, makeFirstMeeting } from './facts.ts';
import type { Problem } from './make-diagnostic.ts';
import { UNENCRYPTED } from './resolve-access.ts';
import type { Setting } from './settings.ts';
import type { Place } from './source.ts';
import { labelsOfKind } from './transport-rules.ts';
import { entryOf, textOf, valuePlace, type Written, type WrittenEntry } from './written.ts';

/** Systems that never got a WinRM: it came with Windows XP SP2 and Server 2003 SP1. */
const WITHOUT_WINRM = new Set(['windows-xp-rtm', 'windows-xp-sp1', 'windows-server-2003-rtm']);
/** Their TLS and their listeners are those of 2003. */
const IS_OLD = /^windows-(?:xp|server-2003)-/;
const HTTPS_PORTS = new Set([443, 5986]);

/** Reports passwords that would travel in clear. */
export function* basicInClear({ declarations: { access } }: Facts): Generator<Problem> {
  for (const { value } of labelsOfKind(access, 'winrm').values()) {
    const authentication = entryOf(value, 'authentication');
    if (authentication === undefined || textOf(authentication) !== 'basic' || schemeOf(value) === 'https') continue;
    yield {
      code: 'transport-not-possible',
      message: 'Basic authentication over http sends the password in clear.',
      help: 'Write `authentication: ntlm`, which encrypts every message.',
      at: valuePlace(authentication),
    };
  }
}

/** Reports certificates that nothing will be checked against. */
export function* certificateWithoutHttps({ declarations: { access } }: Facts): Generator<Problem> {
  for (const { value } of labelsOfKind(access, 'winrm').values()) {
    const authorities = entryOf(value, 'certificateAuthorities');
    const pin = entryOf(value, 'certificateSha256');
    const written = authorities ?? pin;
    if (written === undefined) continue;
    const code = 'transport-not-possible';
    if (schemeOf(value) === 'http') {
      const message = `Over http no certificate is shown, so \`${written.name}\` would check nothing.`;
      yield { code, message, help: `Remove \`${written.name}\`, or write \`scheme: https\`.`, at: written };
    } else if (authorities !== undefined && pin !== undefined) {
      const message = 'A pinned certificate is trusted whoever signed it, so the authorities would check nothing.';
      yield { code, message, help: 'Keep one of the two.', at: pin, other: { message: 'the other', at: authorities } };
    }
  }
}

/** Warns of messages that may travel in clear. */
export function* unencryptedAccess({ declarations: { access } }: Facts): Generator<Problem> {
  for (const entry of labelsOfKind(access, 'winrm').values()) {
    const allowed = entryOf(entry.value, UNENCRYPTED);
    if (allowed === undefined || !isTrue(entry.value, UNENCRYPTED)) continue;
    const message = `Product keys may travel in clear to the hosts of '${entry.name}', and answers may be forged on the way.`;
    const help = 'Remove the line as soon as these hosts can encrypt.';
    yield { code: 'unencrypted-access', severity: 'warning', message, help, at: allowed };
  }
}

/** Reports WinRM without an account: only Kerberos can do without, with the ticket of whoever runs vlkctl. */
export function* winrmAccountMissing({ declarations: { access } }: Facts): Generator<Problem> {
  for (const entry of labelsOfKind(access, 'winrm').values()) {
    const authentication = authenticationOf(entry.value);
    if (authentication === 'kerberos') continue;
    for (const [name, example] of [
      ['username', "'PLANT\\svc-vlk'"],
      ['password', '{ env: VLK_WINRM_PASSWORD }'],
    ] as const) {
      if (entryOf(entry.value, name) !== undefined) continue;
      const message = `'${entry.name}' has no \`${name}\`, and ${authentication} needs one.`;
      yield { code: 'missing-property', message, help: `Add it, for example \`${name}: ${example}\`.`, at: entry };
    }
  }
}

/** Reports WinRM where there is none, or none that speaks so. */
export function* winrmNotPossible(facts: Facts): Generator<Problem> {
  const isFirstMeeting = makeFirstMeeting();
  for (const { name, access, os, entry } of winrmHosts(facts)) {
    const hasNone = WITHOUT_WINRM.has(os.value);
    const problem = hasNone ? noWinrm(name, access, os) : findUnspeakable(name, os, entry.value);
    // What an access asks for is wrong once, however many OS levels it meets.
    if (problem === undefined || !isFirstMeeting(problem.at, hasNone ? os.at : problem.at)) continue;
    const other = { message: 'the OS level is set here', at: os.at };
    yield { code: 'transport-not-possible', ...problem, other };
  }
}

/** Reports WinRM without a port where versions listen on different ones; once for each access. */
export function* portMissing(facts: Facts): Generator<Problem> {
  const reported = new Set<WrittenEntry>();
  for (const { name, os, entry } of winrmHosts(facts)) {
    const hasPort = entryOf(entry.value, 'port') !== undefined;
    if (hasPort || reported.has(entry) || WITHOUT_WINRM.has(os.value) || !IS_OLD.test(os.value)) continue;
    reported.add(entry);
    yield {
      code: 'port-missing',
      message: `'${entry.name}' has no \`port\`, and '${name}' is ${os.value}, where WinRM 1.1 and WinRM 2.0 listen on different ones.`,
      help: 'Add `port: 5985` for WinRM 2.0 or `port: 80` for WinRM 1.1. On the host, `winrm enumerate winrm/config/listener` shows it.',
      at: entry,
      other: { message: 'the OS level is set here', at: os.at },
    };
  }
}

interface WinrmHost {
  readonly name: string;
  readonly access: Setting;
  readonly os: Setting;
  /** The declaration of the access. */
  readonly entry: WrittenEntry;
}

function* winrmHosts({ declarations, settled }: Facts): Generator<WinrmHost> {
  const winrm = labelsOfKind(declarations.access, 'winrm');
  if (winrm.size === 0) return;
  for (const { name, settings } of settled) {
    const { access, os } = settings;
    const entry = winrm.get(access?.value ?? '');
    if (access !== undefined && os !== undefined && entry !== undefined) yield { name, access, os, entry };
  }
}

type Unspeakable = Pick<Problem, 'message' | 'help'> & { readonly at: Place };

function noWinrm(name: string, access: Setting, os: Setting): Unspeakable {
  const message = `'${name}' is ${os.value}, for which there is no WinRM.`;
  const help = 'WinRM needs Windows XP SP2 or Server 2003 SP1. Use an access of kind wmi, ssh or startup-script.';
  return { message, help, at: access.at };
}

/** What an old system cannot speak, at the property that asks for it. */
function findUnspeakable(name: string, os: Setting, access: Written): Unspeakable | undefined {
  if (!IS_OLD.test(os.value)) return undefined;
  const scheme = entryOf(access, 'scheme');
  if (scheme !== undefined && schemeOf(access) === 'https') {
    const message = `'${name}' is ${os.value}, whose TLS no program of today speaks any more.`;
    return { message, help: 'Remove `scheme`: over http, NTLM encrypts every message.', at: valuePlace(scheme) };
  }
  const authentication = entryOf(access, 'authentication');
  if (authentication !== undefined && authenticationOf(access) === 'kerberos') {
    const message = `'${name}' is ${os.value}, which is reached over WinRM with NTLM only.`;
    return { message, help: 'Write `authentication: ntlm`, with an account.', at: valuePlace(authentication) };
  }
  const port = entryOf(access, 'port');
  if (port?.value.kind === 'scalar' && typeof port.value.value === 'number' && HTTPS_PORTS.has(port.value.value)) {
    const message = `Port ${port.value.value} is that of https, and '${name}' is ${os.value}, whose TLS no program of today speaks any more.`;
    return { message, help: 'Write 5985 for WinRM 2.0 or 80 for WinRM 1.1.', at: valuePlace(port) };
  }
  return undefined;
}

function schemeOf(access: Written): string {
  return textOf(entryOf(access, 'scheme')) ?? 'http';
}

function authenticationOf(access: Written): string {
  return textOf(entryOf(access, 'authentication')) ?? 'ntlm';
}
