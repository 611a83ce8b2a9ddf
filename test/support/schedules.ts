import type { HostSpec } from '../../src/model/host.ts';
import { expandCron } from '../../src/schedule/cron-times.ts';
import { makeSchedule } from '../../src/schedule/make-schedule.ts';
import type { ScheduleFile, ScheduleKind, ScheduleRequest } from '../../src/schedule/schedule.ts';
import { host, keySpec, winrmAccess } from './builders.ts';

/** Hosts over ssh and WinRM, whose secrets come from everywhere. */
export const PLANT: readonly HostSpec[] = [
  host({ name: 'gate-07', access: { kind: 'ssh', label: 'ssh' }, key: keySpec({ secret: { env: 'VLK_XP' } }) }),
  host({
    name: 'hmi-01',
    access: { ...winrmAccess({ password: { env: 'VLK_PLANT_PW' } }), label: 'plant' },
    key: keySpec({ label: 'xp-age', secret: { age: { file: '/srv/plant/xp.age' } } }),
  }),
  host({
    name: 'hmi-02',
    access: { ...winrmAccess({ password: { command: ['op', 'read', 'x'] } }), label: 'office' },
    key: keySpec({ label: 'xp-file', secret: { file: '/srv/plant/xp.key' } }),
  }),
];

/** Hosts of which a task can be told everything. */
export const WINDOWS_PLANT: readonly HostSpec[] = PLANT.slice(2);

/** Six in the morning, as somebody, on a machine with Linux. */
export function scheduleRequest(overrides: Partial<ScheduleRequest> = {}): ScheduleRequest {
  return {
    run: 'drift',
    ...at(overrides.cron ?? '0 6 * * *'),
    program: ['/usr/bin/node', '/opt/vlkctl/dist/program/vlkctl.js'],
    inventory: ['/srv/plant/inventories'],
    state: '/srv/plant/.vlkctl',
    account: 'jens',
    toleratesDrift: false,
    hosts: PLANT,
    age: { by: 'identity' },
    ...overrides,
  };
}

/** The files; throws what stands in their way. */
export function scheduleFiles(kind: ScheduleKind, overrides: Partial<ScheduleRequest> = {}): readonly ScheduleFile[] {
  const made = makeSchedule(kind, scheduleRequest(overrides));
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

/** The first of them. */
export function scheduleText(kind: ScheduleKind, overrides: Partial<ScheduleRequest> = {}): string {
  return scheduleFiles(kind, overrides)[0]?.text ?? '';
}

function at(cron: string): Pick<ScheduleRequest, 'cron' | 'times'> {
  const times = expandCron(cron);
  if (!times.ok) throw new Error(times.error.message);
  return { cron, times: times.value };
}
