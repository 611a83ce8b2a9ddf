import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { ScheduleRequest } from '../../../src/schedule/schedule.ts';
import { scheduleFiles, scheduleText, WINDOWS_PLANT } from '../../support/schedules.ts';

/**
 * Children in the order of their sequence, from Microsoft's reference of the schema (triggerBaseType and
 * calendarTriggerType); of all others the order is free, so only names count.
 */
const TRIGGER = [
  ['Enabled'],
  ['StartBoundary'],
  ['EndBoundary'],
  ['Repetition'],
  ['ExecutionTimeLimit'],
  ['RandomDelay'],
  ['ScheduleByDay', 'ScheduleByWeek', 'ScheduleByMonth', 'ScheduleByMonthDayOfWeek'],
];
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  Task: ['RegistrationInfo', 'Triggers', 'Principals', 'Settings', 'Actions'],
  RegistrationInfo: ['Description'],
  Triggers: ['CalendarTrigger'],
  CalendarTrigger: TRIGGER.flat(),
  ScheduleByDay: ['DaysInterval'],
  ScheduleByWeek: ['WeeksInterval', 'DaysOfWeek'],
  ScheduleByMonth: ['DaysOfMonth', 'Months'],
  DaysOfMonth: ['Day'],
  Principals: ['Principal'],
  Principal: ['UserId', 'LogonType', 'RunLevel'],
  Actions: ['Exec'],
  Exec: ['Command', 'Arguments', 'WorkingDirectory'],
};

interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

describe('a task', () => {
  it.each<[string, string]>([
    ['0 6 * * *', 'ScheduleByDay'],
    ['0 6 * * SAT', 'ScheduleByWeek'],
    ['0,30 6 1,15 * *', 'ScheduleByMonth'],
    ['0 6 * JAN-MAR *', 'ScheduleByMonth'],
  ])('at %s is as the schema wants it', (cron, schedule) => {
    const task = parse({ cron });
    expect(strange(task)).toEqual([]);
    for (const trigger of find(task, 'CalendarTrigger')) {
      const places = trigger.children.map(({ name }) => TRIGGER.findIndex((names) => names.includes(name)));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(trigger.children.at(-1)?.name).toBe(schedule);
    }
  });

  it('has a trigger for each time of day', () => {
    const starts = find(parse({ cron: '0,30 6,18 * * *' }), 'StartBoundary').map(({ text }) => text.slice(11));
    expect(starts).toEqual(['06:00:00', '06:30:00', '18:00:00', '18:30:00']);
  });

  it('names weekdays, days and months as the schema does', () => {
    const week = find(parse({ cron: '0 6 * * SUN,SAT' }), 'DaysOfWeek');
    expect(week[0]?.children.map(({ name }) => name)).toEqual(['Sunday', 'Saturday']);
    const month = parse({ cron: '0 6 31 JAN,DEC *' });
    expect(find(month, 'Day').map(({ text }) => text)).toEqual(['31']);
    expect(find(month, 'Months')[0]?.children.map(({ name }) => name)).toEqual(['January', 'December']);
  });

  it.each([
    ['LocalService', 'S-1-5-19', 0],
    ['NT AUTHORITY\\NETWORK SERVICE', 'S-1-5-20', 0],
    ['system', 'S-1-5-18', 0],
    ['PLANT\\vlkctl$', 'PLANT\\vlkctl$', 1],
  ])('runs as %s', (account, userId, logonTypes) => {
    const task = parse({ account });
    expect(find(task, 'UserId')[0]?.text).toBe(userId);
    expect(find(task, 'LogonType')).toHaveLength(logonTypes);
  });

  it('keeps words with spaces and signs of XML as they are', () => {
    const task = parse({ on: 'a<b & "c"', program: ['C:\\P & F\\node.exe', 'C:\\a b\\vlkctl.js'] });
    expect(find(task, 'Command')[0]?.text).toBe('C:\\P & F\\node.exe');
    expect(find(task, 'Arguments')[0]?.text).toContain(String.raw`"C:\a b\vlkctl.js" drift`);
    expect(find(task, 'Arguments')[0]?.text).toContain(String.raw`--on "a<b & \"c\""`);
  });

  it('is UTF-16 with a byte order mark, and never starts twice', () => {
    expect(scheduleFiles('windows', { hosts: WINDOWS_PLANT })[0]).toMatchObject({ encoding: 'utf16le' });
    const text = scheduleText('windows', { hosts: WINDOWS_PLANT });
    expect(text.startsWith('\uFEFF<?xml version="1.0"?>\r\n')).toBe(true);
    expect(find(parse(), 'MultipleInstancesPolicy')[0]?.text).toBe('IgnoreNew');
  });
});

function parse(overrides: Partial<ScheduleRequest> = {}): Element {
  const root: Element = { name: '', children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    const element = { name, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(scheduleText('windows', { hosts: WINDOWS_PLANT, ...overrides })).close();
  const [task] = root.children;
  if (task === undefined) throw new Error('no task');
  return task;
}

/** Children that the schema does not know. */
function strange({ name, children }: Element): readonly string[] {
  const allowed = CHILDREN[name] ?? children.map((child) => child.name);
  const here = children.filter((child) => !allowed.includes(child.name)).map((child) => `${name}/${child.name}`);
  return [...here, ...children.flatMap(strange)];
}

function find(element: Element, name: string): readonly Element[] {
  const below = element.children.flatMap((child) => find(child, name));
  return element.name === name ? [element, ...below] : below;
}
