import { wallTime } from '../model/zone-time.ts';
import { countOf } from './counts.ts';
import { describeDuration } from './describe-access.ts';
import { alignRows } from './lay-out.ts';
import { describeOrigin } from './why-text.ts';
import type { WindowsDocument } from './windows-document.ts';

type Explained = WindowsDocument['windows'][number];

/** When hosts may be changed, for people: in the time zone of each window, and in UTC. */
export function renderWindowsText(document: WindowsDocument): string {
  const { host, windows } = document;
  const blocks = [
    ...(host === undefined ? [] : [[whichWindow(host)]]),
    ...windows.map(renderWindow),
    ...(host === undefined && windows.length === 0
      ? [['No window is declared: hosts may be changed at any time.']]
      : []),
  ];
  return blocks.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function whichWindow({ name, window, origin }: NonNullable<WindowsDocument['host']>): string {
  if (window === undefined) return `${name} has no window: it may be changed at any time.`;
  if (origin === undefined) return `${name} has the window ${window}.`;
  return `${name} has the window ${window}, set by ${describeOrigin(origin, name)} in ${origin.at.file}:${origin.at.line}`;
}

function renderWindow(window: Explained): readonly string[] {
  const { label, declared, cron, durationMs, timeZone, skipped, hosts } = window;
  return [
    `Window ${label}, ${declared.file}:${declared.line}`,
    `  opens at ${cron} for ${describeDuration(durationMs)}, ${timeZone}; ${countOf(hosts, 'host')}`,
    ...alignRows(rowsOf(window)).map((row) => `  ${row}`),
    ...skipped.map((day) => `  not on ${day}: an exception`),
  ];
}

function rowsOf({ at, now, next, timeZone }: Explained): readonly (readonly string[])[] {
  const row = (what: string, moment: string, length = ''): readonly string[] => {
    return [what, wallTime(new Date(moment), timeZone), wallTime(new Date(moment), 'UTC'), length];
  };
  return [
    ['', timeZone, 'UTC', ''],
    row(now.state, at),
    ...(now.state === 'open' && now.closesAt !== undefined ? [row('closes', now.closesAt)] : []),
    ...next.map(({ opensAt, closesAt }) => row('opens', opensAt, lengthOf(opensAt, closesAt))),
  ];
}

function lengthOf(opensAt: string, closesAt: string | undefined): string {
  return closesAt === undefined
    ? 'for more than a day'
    : `for ${describeDuration(Date.parse(closesAt) - Date.parse(opensAt))}`;
}
