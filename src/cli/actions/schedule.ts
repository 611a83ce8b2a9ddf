import { isAbsolute, relative, resolve } from 'node:path';
import { parseCron } from '../../inventory/cron.ts';
import type { Inventory } from '../../model/inventory.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { nodeProgram } from '../../runtime.ts';
import { expandCron } from '../../schedule/cron-times.ts';
import { makeSchedule } from '../../schedule/make-schedule.ts';
import { scheduleNotes } from '../../schedule/notes.ts';
import {
  isPipeline,
  type ScheduledRun,
  type ScheduleFile,
  type ScheduleKind,
  type ScheduleRequest,
} from '../../schedule/schedule.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain, select } from '../options.ts';
import { packageFile } from '../package-file.ts';
import { saveFiles } from '../save-files.ts';

export interface ScheduleFlags extends InventoryOptions {
  readonly run: ScheduledRun;
  readonly cron: string;
  readonly on?: string;
  readonly state?: string;
  readonly as?: string;
  readonly tolerateDrift?: boolean;
  readonly out?: string;
}

/** Writes what a scheduler needs to run vlkctl by itself; reaches no host and reads no secret. */
export async function scheduleCommand(kind: ScheduleKind, flags: ScheduleFlags, io: Io): Promise<number> {
  refuseAccount(kind, flags);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const request = await toRequest(kind, inventory, flags, io);
  const files = makeSchedule(kind, request);
  if (!files.ok) throw new UsageError(`schedule ${kind}: ${files.error.message}`, files.error.help);
  if (flags.out === undefined) io.out(shown(files.value));
  else io.out(saveFiles(resolve(io.surroundings.folder, flags.out), files.value, io));
  if (flags.quiet !== true)
    for (const note of scheduleNotes(kind, request, io.surroundings.platform)) io.err(`${note}\n`);
  return EXIT.ok;
}

function refuseAccount(kind: ScheduleKind, flags: ScheduleFlags): void {
  if (flags.as === undefined || kind === 'systemd' || kind === 'windows') return;
  const help = kind === 'cron' ? 'Use the crontab of that account.' : 'The runner has an account of its own.';
  throw new UsageError(`--as says nothing to ${kind}`, help);
}

async function toRequest(
  kind: ScheduleKind,
  inventory: Inventory,
  flags: ScheduleFlags,
  { surroundings }: Io,
): Promise<ScheduleRequest> {
  const { user } = surroundings;
  const account = flags.as ?? (kind === 'systemd' && user !== '' ? user : undefined);
  const state = stateOf(kind, flags, surroundings.folder);
  return {
    run: flags.run,
    ...(await readCron(flags.cron)),
    program: [nodeProgram(), packageFile('dist/program/vlkctl.js')],
    inventory: flags.inventory.map((path) => pathOf(kind, path, surroundings.folder)),
    ...(isPipeline(kind) && { root: surroundings.folder }),
    ...(flags.on !== undefined && { on: flags.on }),
    ...(state !== undefined && { state }),
    ...(account !== undefined && { account }),
    toleratesDrift: flags.tolerateDrift === true,
    hosts: select(inventory, flags.on),
    age: ageOf(surroundings),
  };
}

/** As windows are written in the inventory, and then only what every scheduler understands alike. */
async function readCron(text: string): Promise<Pick<ScheduleRequest, 'cron' | 'times'>> {
  const cron = text.trim().split(/ +/).join(' ');
  const parsed = await parseCron(cron, 'UTC');
  const [wrong] = parsed.ok ? [] : parsed.error;
  if (wrong !== undefined) throw new UsageError(`--cron: ${wrong.message}`, wrong.help);
  const times = expandCron(cron);
  if (!times.ok) throw new UsageError(`--cron: ${times.error.message}`, times.error.help);
  if (parsed.ok && parsed.value.next(1, new Date(SOME_DAY)).length === 0)
    throw new UsageError('--cron: that day never comes.', 'Correct the day or the month.');
  return { cron, times: times.value };
}

const SOME_DAY = '2026-01-01T00:00:00Z';

/** A checkout is a new folder each time: only a folder of the runner itself keeps what it is told. */
function stateOf(kind: ScheduleKind, { state }: ScheduleFlags, folder: string): string | undefined {
  if (!isPipeline(kind)) return resolve(folder, state ?? '.vlkctl');
  if (state === undefined || isAbsolute(state)) return state;
  throw new UsageError(
    `--state ${state} would be gone with the checkout`,
    'Write the whole path of a folder of the runner.',
  );
}

function pathOf(kind: ScheduleKind, path: string, folder: string): string {
  const whole = resolve(folder, path);
  if (!isPipeline(kind)) return whole;
  const below = relative(folder, whole);
  if (below.startsWith('..') || isAbsolute(below))
    throw new UsageError(
      `${path} is not below this folder`,
      'Run it at the root of the repository that holds the inventory.',
    );
  return below === '' ? '.' : below.replaceAll('\\', '/');
}

/** What opens age here will open it there, unless told otherwise. */
function ageOf({ env, folder }: Io['surroundings']): ScheduleRequest['age'] {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  const hasIdentity = isSet('VLKCTL_AGE_IDENTITY') || isSet('VLKCTL_AGE_IDENTITY_FILE');
  const hasPassphrase = isSet('VLKCTL_AGE_PASSPHRASE') || isSet('VLKCTL_AGE_PASSPHRASE_FILE');
  const by = !hasIdentity && hasPassphrase ? 'passphrase' : 'identity';
  const file = env[`VLKCTL_AGE_${by.toUpperCase()}_FILE`] ?? '';
  return { by, ...(file !== '' && { file: resolve(folder, file) }) };
}

/** One file as it is; of several the name of each, as a remark. */
function shown(files: readonly ScheduleFile[]): string {
  const texts = files.map(({ name, text }) => ({ name, text: text.replace(/^\uFEFF/, '') }));
  if (texts.length === 1) return texts.map(({ text }) => text).join('');
  return texts.map(({ name, text }) => `# ==== ${name}\n${text}`).join('\n');
}
