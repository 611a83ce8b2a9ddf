import { describe, expect, it } from 'vitest';
import { makeSchedule } from '../../../src/schedule/make-schedule.ts';
import { scheduleNotes } from '../../../src/schedule/notes.ts';
import { SCHEDULE_KINDS, type ScheduleKind, type ScheduleRequest } from '../../../src/schedule/schedule.ts';
import { host } from '../../support/builders.ts';
import { PLANT, scheduleFiles, scheduleRequest, scheduleText, WINDOWS_PLANT } from '../../support/schedules.ts';

const WINDOWS: Partial<ScheduleRequest> = {
  program: ['C:\\Program Files\\nodejs\\node.exe', 'C:\\vlkctl\\dist\\program\\vlkctl.js'],
  inventory: ['C:\\plant & co\\inventories'],
  state: 'C:\\plant & co\\.vlkctl',
  account: 'PLANT\\vlkctl$',
  hosts: WINDOWS_PLANT,
};
const PIPELINE: Partial<ScheduleRequest> = { inventory: ['inventories'], root: '/srv/plant' };

const OF_KIND: Readonly<Record<ScheduleKind, Partial<ScheduleRequest>>> = {
  systemd: {},
  cron: {},
  windows: WINDOWS,
  github: PIPELINE,
  gitlab: PIPELINE,
};

describe.each(SCHEDULE_KINDS)('%s', (kind) => {
  it.each(['drift', 'apply'] as const)('%s, byte by byte', async (run) => {
    for (const { name, text } of scheduleFiles(kind, { run, ...OF_KIND[kind] }))
      await expect(text.replaceAll('\r\n', '\n')).toMatchFileSnapshot(
        `snapshots/${kind}.${run}.${name.replace(/^\./, '')}`,
      );
  });

  it('holds no key secret of a drift', () => {
    const texts = scheduleFiles(kind, OF_KIND[kind]).map(({ text }) => text);
    expect(texts.join('')).not.toMatch(/VLK_XP|xp\.key|xp\.age|AGE_IDENTITY|key xp/);
  });
});

describe('exit code 2', () => {
  it('is no failure where drift is tolerated', () => {
    const tolerant = { toleratesDrift: true };
    expect(scheduleText('systemd', tolerant)).toContain('\nSuccessExitStatus=2 130\n');
    expect(scheduleText('systemd')).toContain('\nSuccessExitStatus=130\n');
    expect(scheduleText('cron', tolerant)).toContain('[ "$code" -eq 2 ] ||');
    expect(scheduleText('github', tolerant)).toContain('[ "$code" -eq 2 ] || exit "$code"');
    expect(scheduleText('gitlab', tolerant)).toMatch(/allow_failure:\s+exit_codes:\s+- 2\n/);
  });
});

describe('a service', () => {
  it('sees no home where nothing of its own is there', () => {
    expect(scheduleText('systemd', { hosts: WINDOWS_PLANT })).toContain('\nProtectHome=yes\n');
    expect(scheduleText('systemd')).toContain('\nProtectHome=read-only\n');
    const inHome = { hosts: WINDOWS_PLANT, inventory: ['/home/jens/plant'] };
    expect(scheduleText('systemd', inHome)).toContain('\nProtectHome=read-only\n');
  });

  it('has its folder below /var/lib made by systemd, and may write to it alone', () => {
    const text = scheduleText('systemd', { state: '/var/lib/plant/vlkctl' });
    expect(text).toContain('\nStateDirectory=plant/vlkctl\n');
    expect(text).not.toContain('ReadWritePaths');
    expect(scheduleText('systemd', { state: '/var/lib/../etc' })).toContain('\nReadWritePaths=/var/lib/../etc\n');
  });

  it('is given the passphrase of age where that is what opens it, from the file that is known', () => {
    const text = scheduleText('systemd', { run: 'apply', age: { by: 'passphrase', file: '/root/50% pass' } });
    expect(text).toContain('\nLoadCredential=age-passphrase:/root/50%% pass\n');
    expect(text).toContain(
      '\nEnvironment=VLKCTL_AGE_PASSPHRASE_FILE=/run/credentials/vlkctl-apply.service/age-passphrase\n',
    );
  });

  it.each([
    ['*/30 * * * *', '*-*-* *:00,30:00'],
    ['0 22 * * SAT,SUN', 'Sun,Sat *-*-* 22:00:00'],
    ['0 6 1,15 */6 *', '*-01,07-01,15 06:00:00'],
  ])('starts at %s', (cron, calendar) => {
    expect(scheduleFiles('systemd', { cron })[1]?.text).toContain(`\nOnCalendar=${calendar}\n`);
  });
});

describe('what cannot be had', () => {
  it.each<[ScheduleKind, Partial<ScheduleRequest>, RegExp]>([
    ['windows', {}, /environment variable VLK_PLANT_PW \(the password of access plant\)/],
    ['windows', { ...WINDOWS, toleratesDrift: true }, /no exit code is a failure/],
    ['windows', { ...WINDOWS, cron: '0 6 * JAN MON' }, /no weekdays of some months/],
    ['windows', { ...WINDOWS, cron: '*/10 * * * *' }, /takes 48 times a day, not 144/],
    ['windows', { ...WINDOWS, state: 'C:\\%TEMP%\\x' }, /cannot be written in such a file/],
    ['github', { on: '${{ secrets.X }}' }, /cannot be written in such a file/],
    ['systemd', { inventory: ['/srv/a\nExecStartPre=/bin/sh'] }, /cannot be written in such a file/],
    ['cron', { on: '@x'.repeat(500) }, /more than cron takes/],
  ])('%s %j', (kind, overrides, message) => {
    expect(makeSchedule(kind, scheduleRequest(overrides))).toMatchObject({ ok: false, error: { message } });
  });

  it('an apply in a checkout that keeps nothing', () => {
    const { state: _state, ...request } = scheduleRequest({ run: 'apply' });
    expect(makeSchedule('gitlab', request)).toMatchObject({ ok: false, error: { message: /outlives the checkout/ } });
  });

  it('a service of nobody', () => {
    const { account: _account, ...request } = scheduleRequest();
    expect(makeSchedule('systemd', request)).toMatchObject({ ok: false, error: { help: 'Give --as ACCOUNT.' } });
  });
});

it('a drift in a checkout records nothing', () => {
  const { state: _state, ...request } = scheduleRequest();
  const made = makeSchedule('gitlab', request);
  expect(made.ok && made.value[0]?.text).not.toMatch(/--record|--state/);
  expect(scheduleText('gitlab')).toMatch(/drift --record .*--state \/srv\/plant\/\.vlkctl/);
});

describe('notes', () => {
  it('tell how a task is taken in, and that nobody reaches hosts as LocalService', () => {
    const { account: _account, ...request } = scheduleRequest({ hosts: PLANT.slice(0, 1) });
    const notes = scheduleNotes('windows', request, 'win32').join('\n');
    expect(notes).toContain('schtasks /Create /TN vlkctl-drift /XML vlkctl-drift.xml\n');
    expect(notes).toContain('Over ssh hosts are reached as the account of the task, and LocalService has no rights');
  });

  it.each([
    ['PLANT\\vlkctl$', '/RU PLANT\\vlkctl$ /RP ""'],
    ['PLANT\\vlk', '/RU PLANT\\vlk /RP *'],
  ])('of %s', (account, end) => {
    const [note] = scheduleNotes('windows', scheduleRequest({ account, hosts: WINDOWS_PLANT }), 'win32');
    expect(note?.endsWith(end)).toBe(true);
  });

  it('tell of the wrong machine, of folders that a service does not see, and of root', () => {
    const request = scheduleRequest({ inventory: ['/tmp/plant'], account: 'root', hosts: [host()] });
    const notes = scheduleNotes('systemd', request, 'win32').join('\n');
    expect(notes).toMatch(/paths are those of this machine[^]*\/tmp\/plant is in a folder for temporary[^]*as root/);
  });
});
