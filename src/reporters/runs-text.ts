import type { PastEvent } from '../model/past-run.ts';
import { countOf, countsInWords } from './counts.ts';
import { showCause } from './describe-host.ts';
import { alignRows } from './lay-out.ts';
import type { ListedRun, RunsDocument, VerificationDocument } from './runs-document.ts';

/** Past runs in a table, the newest first. */
export function renderRunsText({ runs, total, state }: RunsDocument): string {
  if (total === 0) return `No run is kept in ${state}.\n`;
  const head = [
    'when (UTC)',
    'run',
    'command',
    'who',
    runs.some(({ commit }) => commit !== undefined) ? 'commit' : '',
    'hosts',
    'exit',
    'how it ended',
  ];
  const lines = alignRows([head, ...runs.map(rowOf)]);
  const more = total - runs.length;
  return `${[...lines, ...(more > 0 ? [`${countOf(more, 'older run')}: --limit ${total} shows all`] : [])].join('\n')}\n`;
}

function rowOf(run: ListedRun): readonly string[] {
  const { at, run: name, command, by, hosts, end } = run;
  const exit = end === undefined ? '-' : String(end.exitCode);
  return [minuteOf(at), name, command, `${by.user}@${by.machine}`, commitOf(run, 8), String(hosts), exit, endOf(run)];
}

function endOf({ end, isRunning }: ListedRun): string {
  if (end === undefined) return isRunning ? 'is under way' : 'did not end';
  return countsInWords(end.counts) || 'refused: nothing was done';
}

/** A `+` where files of the inventory differed from the commit. */
function commitOf({ commit }: ListedRun, length: number): string {
  return commit === undefined ? '' : `${commit.id.slice(0, length)}${commit.isChanged ? '+' : ''}`;
}

/** Everything of one run. */
export function renderRunText(run: ListedRun): string {
  const { run: name, command, by, at, inventory, commit, hosts, forced = [], plan, events = [], end } = run;
  const differed = commit?.isChanged === true ? ', and files that differed from it' : '';
  const facts = [
    ['began', `${secondOf(at)} UTC`],
    ['by', `${by.user} on ${by.machine}`],
    ['commit', commit === undefined ? 'none: no git repository' : `${commit.id}${differed}`],
    ['inventory', inventory],
    ['selected', countOf(hosts, 'host')],
    ...(forced.length > 0 ? [['overridden', forced.join(', ')]] : []),
    ['plan', plan ?? 'none was carried out'],
    ...(end === undefined ? [] : [['ended', `${secondOf(end.at)} UTC with exit code ${end.exitCode}`]]),
    [end === undefined ? 'end' : 'counts', endOf(run)],
  ];
  const deeds = alignRows(events.map((event) => [secondOf(event.at), event.host, describeDeed(event)]));
  const parts = [
    [`${name}: ${command}`, ...alignRows(facts).map((row) => `  ${row}`)],
    ...(deeds.length > 0 ? [deeds] : []),
  ];
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** The history of one host, the newest run first and what happened in it in order. */
export function renderHostRunsText({ host, runs, state }: RunsDocument): string {
  const { name = '', lastChange } = host ?? {};
  if (runs.length === 0) return `The journal in ${state} says nothing of ${name}.\n`;
  const applied =
    lastChange === undefined
      ? 'no run in this journal has set its key'
      : `${lastChange.by.user} on ${lastChange.by.machine} set its key last, ${minuteOf(lastChange.at)} UTC (${lastChange.run})`;
  const blocks = runs.map((run) => {
    const { at, run: run_, command, by, events = [] } = run;
    const head = `${minuteOf(at)} UTC  ${command} by ${by.user}@${by.machine}  ${run_}${run.end === undefined ? `  (${endOf(run)})` : ''}`;
    return [
      head,
      ...alignRows(events.map((event) => [timeOf(event.at), describeDeed(event)])).map((row) => `  ${row}`),
    ];
  });
  return [[`${name}: ${applied}`], ...blocks].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function describeDeed(event: PastEvent): string {
  switch (event.what) {
    case 'announced':
      return `announced: ${event.oldLastFive ?? 'key not known'} -> ${event.newLastFive} (${event.keyLabel}), ${[showCause(event.cause), event.intent].filter((text) => text !== '').join(', ')}`;
    case 'settling':
      return `${event.action === 'restore' ? 'about to put back' : 'about to forget'} ${event.intent}`;
    case 'closed':
      return `closed as ${event.result}, ${event.intent}`;
    case 'verified':
      return `read back with ${event.lastFive} (${event.keyLabel})`;
    case 'retired':
      return 'no longer expected in the inventory';
    case 'stands': {
      const why = [event.code, showCause(event.cause)].filter((text) => text !== undefined && text !== '');
      return `stands now: ${event.status}${why.length > 0 ? ` (${why.join(', ')})` : ''}`;
    }
  }
}

/** That the chain is whole, and where in it the head of an old report is. */
export function renderVerificationText({ state, lines, head, asked }: VerificationDocument): string {
  const whole = `The journal in ${state} is whole: ${countOf(lines, 'line')}, each follows the one before. Its head is ${head.slice(0, 16)}.\n`;
  if (asked === undefined) return whole;
  const { linesSince = 0 } = asked;
  if (asked.isInChain) return `${whole}${asked.head} is in it, ${countOf(linesSince, 'line')} ago.\n`;
  return `${whole}But ${asked.head} is no head it ever had: lines were taken out or written anew since that report, or it is from another state folder.\n`;
}

function minuteOf(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

function secondOf(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

function timeOf(at: string): string {
  return at.slice(11, 19);
}
