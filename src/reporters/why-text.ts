import type { SourceRange } from '../model/diagnostic.ts';
import type { KeyMention, Origin } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Changes } from '../model/journal-entry.ts';
import type { KeyIdentity } from '../model/key.ts';
import { endingOf, reporterOf } from '../model/reported.ts';
import { describeSpan } from '../model/span.ts';
import { utcTime } from '../model/zone-time.ts';
import { describeDuration } from './describe-access.ts';
import { alignRows, hang, longest, wrapWords } from './lay-out.ts';
import type { WhyDocument, WhyReport, WhyWaiver } from './why-document.ts';

type Row = readonly string[];

/** Fits a terminal of 80 columns whose last one stays free. */
const WIDTH = 79;

/** What is known of a host for people on a terminal of so many columns, in the order of a question: what is it, who said so, what would happen. */
export function renderWhyText(why: WhyDocument, columns: number): string {
  const blocks = [
    table(`${why.host.name}${why.simulated ? ' (simulated)' : ''}`, hostRows(why)),
    table('Settings and where they come from', settingRows(why, columns)),
    table(`Key ${why.key.label}`, keyRows(why)),
    prose(`Access ${why.access.label}`, [why.access.reach]),
    ...(why.window === undefined ? [] : [prose(`Window ${why.window.label}`, [describeWindow(why.window)])]),
    ...(why.waivers.length === 0 ? [] : [prose('Waivers', why.waivers.map(describeWaiver), '    ')]),
    prose(`Strategy ${why.strategy.name}`, [why.strategy.reason]),
    table(`Journal in ${why.journal.folder}`, journalRows(why)),
    ...(why.reported === undefined
      ? []
      : [table('Reported by itself or a person, not read from here', reportedRows(why.reported))]),
    ['Next', ...why.next.flatMap(({ run, why: reason }) => [`  ${run}`, `    ${reason}`])],
  ];
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function table(heading: string, rows: readonly Row[]): readonly string[] {
  return [heading, ...alignRows(rows).map((line) => `  ${line}`)];
}

function prose(heading: string, texts: readonly string[], others = '  '): readonly string[] {
  return [heading, ...texts.flatMap((text) => hang('  ', wrapWords(text, WIDTH - others.length), others))];
}

function hostRows({ host }: WhyDocument): readonly Row[] {
  return [
    ['declared', place(host.at)],
    ['computer name', `${host.computerName}: what the host has to report`],
    ['groups', host.groups.join('/') || 'none'],
    ['tags', host.tags.join(', ') || 'none'],
  ];
}

/** The place of a setting goes on a line of its own where the lines get too long. */
function settingRows({ settings, host }: WhyDocument, columns: number): readonly Row[] {
  const rows = settings
    .filter(({ name, value }) => value !== undefined || name === 'window')
    .map(({ name, value, origin }) =>
      origin === undefined
        ? [name, value ?? 'none: at any time', '', '']
        : [name, value ?? '', describeOrigin(origin, host.name), place(origin.at)],
    );
  if (longest(alignRows(rows)) + 2 <= columns) return rows;
  return rows.flatMap(([name = '', value = '', from = '', where = '']) => [
    [name, value, from],
    ...(where === '' ? [] : [['', '', where]]),
  ]);
}

/** What set a value, in words. */
export function describeOrigin({ from, name }: Origin, host: string): string {
  if (name === undefined) return from;
  return from === 'host' && name === host ? 'this host' : `${from} ${name}`;
}

function keyRows({ key }: WhyDocument): readonly Row[] {
  return [
    ['declared', place(key.at)],
    ['product', key.product],
    ['languages', key.languages?.join(', ') ?? 'every one'],
    ...(key.seats === undefined ? [] : [['seats', String(key.seats)]]),
    ['identity', key.identity === undefined ? 'missing: the host is blocked' : describeIdentity(key.identity)],
    ['secret', key.secret],
    ...(key.replacedBy === undefined ? [] : [['replaced by', describeMention(key.replacedBy)]]),
    ...key.replaces.map((old) => ['replaces', describeMention(old)]),
  ];
}

/** The line is the one that announces it. */
function describeMention({ label, at }: KeyMention): string {
  return `${label}, announced in ${place(at)}`;
}

function describeIdentity({ lastFive, productId }: KeyIdentity): string {
  return productId === undefined ? `ends in ${lastFive}` : `ends in ${lastFive}, product ID ${productId}`;
}

function describeWindow({ cron, durationMs, timeZone, except }: NonNullable<WhyDocument['window']>): string {
  const days = except.length === 0 ? '' : `, not on ${except.join(', ')}`;
  return `opens at ${cron} for ${describeDuration(durationMs)}, ${timeZone}${days}`;
}

function describeWaiver({ drift, until, expired, reason, owner, at }: WhyWaiver): string {
  const what = drift === 'key' ? 'another key' : 'another OS level';
  return `${what} is accepted until ${until}${expired ? ', which has passed' : ''}: ${reason} (${owner}), ${place(at)}`;
}

function reportedRows(report: WhyReport): readonly Row[] {
  const { observedAt, ageSeconds = 0, actual, bundle } = report;
  const carried = actual?.state === 'present' ? describeIdentity(actual) : 'no key that could be read';
  const ending = endingOf(report);
  return [
    ['by', reporterOf(report)],
    ['when', `${utcTime(observedAt)}, ${describeSpan(ageSeconds * 1000)} ago`],
    ['key', carried],
    ...(ending === undefined ? [] : [['last start', ending]]),
    ...(bundle === undefined ? [] : [['bundle', bundle]]),
  ];
}

function journalRows({ journal, key }: WhyDocument): readonly Row[] {
  const { lastVerified, lastChange, openIntents } = journal;
  const isDeclared = lastVerified !== undefined && lastVerified.lastFive === key.identity?.lastFive;
  const verified =
    lastVerified === undefined
      ? 'never with this state folder'
      : `${describeIdentity(lastVerified)}${isDeclared ? ', the declared key' : ', another key than declared now'}`;
  return [
    ['last verified', verified],
    ...(lastChange === undefined ? [] : [['last changed', describeChange(lastChange)]]),
    ...openIntents.map((intent) => ['unfinished', describeIntent(intent)]),
  ];
}

/** `to 67899 on 2026-11-22 16:15 UTC by jens on ctl1, 2 times so far` */
function describeChange({ identity, times, at, by }: Changes): string {
  const who = by === undefined ? '' : ` by ${by.user === '' ? 'somebody' : by.user} on ${by.machine}`;
  const often = times === 1 ? '' : `, ${times} times so far`;
  return `to ${identity.lastFive} on ${utcTime(at)}${who}${often}`;
}

function describeIntent({ id, keyLabel, new: after, strategy }: Intent): string {
  return `${id}: to ${after.lastFive} (${keyLabel}) by ${strategy}`;
}

function place({ file, line }: SourceRange): string {
  return `${file}:${line}`;
}
