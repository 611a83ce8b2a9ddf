import type { Check, CheckName, CheckStatus, Proposal, SeenPort } from '../model/check.ts';
import type { ControllerDocument, DoctorDocument } from './doctor-document.ts';
import { hang, longest, wrapWords } from './lay-out.ts';
import { makeStyle, type Style, type Tone } from './style.ts';

/** How a diagnosis is looked at. */
export interface DoctorView {
  readonly columns: number;
  readonly hasColour: boolean;
}

interface Page {
  readonly width: number;
  readonly style: Style;
}

/** Narrower pages than this help nobody; on wider ones the eye loses the line. */
const WIDTHS = { least: 60, most: 100 };

/** This machine alone. */
export function renderControllerText(document: ControllerDocument, { columns, hasColour }: DoctorView): string {
  const page = pageOf(columns, hasColour);
  const blocks = [
    [`This machine${document.simulated ? ' (simulated hosts)' : ''}`],
    checkLines(document, page),
    nextLines(document, page),
  ];
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** One screen: the way to the host link by link, what else was seen, what to write, what to type. */
export function renderDoctorText(document: DoctorDocument, { columns, hasColour }: DoctorView): string {
  const page = pageOf(columns, hasColour);
  const blocks = [
    headLines(document, page),
    checkLines(document, page),
    ...(document.ports.length === 0 ? [] : [portLines(document, page)]),
    ...(document.proposals.length === 0 ? [] : [proposalLines(document.proposals, page)]),
    nextLines(document, page),
  ];
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function pageOf(columns: number, hasColour: boolean): Page {
  return { width: Math.min(Math.max(columns, WIDTHS.least), WIDTHS.most) - 1, style: makeStyle(hasColour) };
}

function headLines({ host, access, simulated }: DoctorDocument, { width }: Page): readonly string[] {
  const text = `${host.name}${simulated ? ' (simulated)' : ''} by access ${access.label}: ${access.reach}`;
  return hang('', wrapWords(text, width - 2), '  ');
}

const STATUSES: Readonly<Record<Exclude<CheckStatus, 'not-tried'>, { readonly word: string; readonly tone: Tone }>> = {
  passed: { word: 'passed', tone: 'good' },
  failed: { word: 'FAILED', tone: 'bad' },
  'not-checked': { word: '?', tone: 'warn' },
};

const LABELS: Readonly<Record<CheckName, string>> = {
  controller: 'this machine',
  name: 'name',
  connection: 'connection',
  service: 'service',
  trust: 'identity',
  logon: 'logon',
  sftp: 'sftp',
  receipts: 'receipts',
  answer: 'answer',
  'computer-name': 'computer name',
  'os-level': 'OS level',
  'activation-class': 'activation',
  rights: 'rights',
  clock: 'clock',
  'guest-logons': 'ForceGuest',
  node: 'Node.js',
  'ssh-client': 'ssh',
  'script-host': 'script host',
  passwords: 'passwords',
  'state-folder': 'state folder',
  'state-lock': 'state lock',
};

/** A link that somebody came to. */
type Tried = Check & { readonly status: keyof typeof STATUSES };

const STATUS_WIDTH = longest(Object.values(STATUSES).map(({ word }) => word));
const LABEL_WIDTH = longest(Object.values(LABELS));

/** Links nobody came to say nothing one by one, so they share a line. */
function checkLines({ checks }: Pick<DoctorDocument, 'checks'>, page: Page): readonly string[] {
  const untried = checks.filter((check) => !isTried(check));
  const [first] = untried;
  const lines = checks.filter(isTried).flatMap((check) => renderCheck(check, page));
  if (first === undefined) return lines;
  const text = `${first.said}: ${untried.map(({ what }) => LABELS[what]).join(', ')}`;
  const margin = ' '.repeat(STATUS_WIDTH + 2);
  const head = `${'-'.padEnd(STATUS_WIDTH)}  `;
  return [...lines, ...hang(head, wrapWords(text, page.width - margin.length), margin)];
}

function isTried(check: Check): check is Tried {
  return check.status !== 'not-tried';
}

function renderCheck({ what, status, said, remedy }: Tried, { width, style }: Page): readonly string[] {
  const { word, tone } = STATUSES[status];
  const head = `${style(tone, word.padEnd(STATUS_WIDTH))}  ${LABELS[what].padEnd(LABEL_WIDTH)}  `;
  const margin = ' '.repeat(STATUS_WIDTH + LABEL_WIDTH + 4);
  const lines = hang(head, wrapWords(said, width - margin.length), margin);
  // A remedy has words to be typed that must not be broken, so it gets more room than the evidence.
  const more = ' '.repeat(STATUS_WIDTH + 2);
  const help = remedy === undefined ? [] : hang(`${more}-> `, wrapWords(remedy, width - more.length - 3), `${more}   `);
  return [...lines, ...help];
}

/** Ports without a service share a line; that nobody answers at all is news of its own. */
function portLines({ ports }: DoctorDocument, { width }: Page): readonly string[] {
  const [refused, silent] = [numbersOf(ports, 'refused'), numbersOf(ports, 'silent')];
  if (silent.length === ports.length)
    return wrapWords(`No answer on ${silent.join(', ')} either: off, another address, or a firewall.`, width);
  const others = ports.filter(({ is }) => is !== 'refused' && is !== 'silent');
  const rows = [
    ...others.map(({ port, said }) => `${port}: ${said}`),
    ...(refused.length === 0 ? [] : [`${refused.join(', ')}: nothing listens`]),
    ...(silent.length === 0 ? [] : [`${silent.join(', ')}: no answer`]),
  ];
  return ['Other ports of the host', ...rows.flatMap((row) => hang('  ', wrapWords(row, width - 6), '      '))];
}

function numbersOf(ports: readonly SeenPort[], is: SeenPort['is']): readonly number[] {
  return ports.filter((port) => port.is === is).map(({ port }) => port);
}

function proposalLines(proposals: readonly Proposal[], page: Page): readonly string[] {
  return ['For the inventory', ...proposals.flatMap((proposal) => renderProposal(proposal, page))];
}

/** `  access winrm` and below it the line as it is written there. */
function renderProposal({ of, yaml, why, at }: Proposal, { width, style }: Page): readonly string[] {
  const place = at === undefined ? '' : `, now set at ${at.file}:${at.line}`;
  return [
    ...hang('  ', wrapWords(`${of.kind === 'access' ? 'access ' : ''}${of.name}${place}`, width - 4), '    '),
    `    ${style('plan', yaml)}`,
    ...hang('      ', wrapWords(why, width - 6), '      '),
  ];
}

type Ending = Pick<DoctorDocument, 'checks' | 'status' | 'next'> & Partial<Pick<DoctorDocument, 'interrupted'>>;

function nextLines(document: Ending, page: Page): readonly string[] {
  const commands = document.next.flatMap(({ run, why }) => [`  ${run}`, page.style('dim', `    ${why}`)]);
  return [verdict(document, page), ...commands];
}

function verdict({ checks, status, interrupted = false }: Ending, { style }: Page): string {
  if (interrupted) return style('warn', 'Interrupted. Next');
  if (status === 'passed') return `${style('good', 'Every link holds.')} Next`;
  const broken = checks.filter((check) => check.status === 'failed').map(({ what }) => LABELS[what]);
  return `${style('bad', `Broken: ${broken.join(', ')}.`)} Next`;
}
