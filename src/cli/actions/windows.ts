import { makeCalendar } from '../../inventory/window-calendar.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { ChangeWindow } from '../../model/rollout.ts';
import { momentOf } from '../../model/zone-time.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import { type WindowFacts, windowsDocument } from '../../reporters/windows-document.ts';
import { renderWindowsText } from '../../reporters/windows-text.ts';
import { demandHost } from '../demand-host.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';

export interface WindowsFlags extends InventoryOptions {
  /** A moment with its offset, or as a clock on the wall shows it in the time zone of each window. */
  readonly at?: string;
}

/** How many openings are told. */
const OPENINGS = 3;

/** Says when hosts may be changed; reaches none and reads no secret. */
export async function windowsCommand(word: string | undefined, flags: WindowsFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const spec = word === undefined ? undefined : demandHost(inventory.hosts, word);
  const windows = [...inventory.windows.values()].filter(({ label }) => spec === undefined || spec.window === label);
  const explained = windows.map(async (window) => [window, await explain(window, inventory, flags, io)] as const);
  const document = windowsDocument(await Promise.all(explained), { simulated: inventory.simulation, spec });
  io.out(flags.output === 'json' ? renderJson(document) : renderWindowsText(document));
  return EXIT.ok;
}

async function explain(window: ChangeWindow, { hosts }: Inventory, flags: WindowsFlags, io: Io): Promise<WindowFacts> {
  const at = flags.at === undefined ? new Date(io.now()) : readMoment(flags.at, window.timeZone);
  const calendar = await makeCalendar(window);
  const next = calendar.next(OPENINGS, at);
  return {
    at: at.toISOString(),
    now: calendar.stateAt(at),
    next: next.map(({ from, until }) => ({
      opensAt: from.toISOString(),
      ...(until !== undefined && { closesAt: until.toISOString() }),
    })),
    skipped: calendar.skipped(at, next.at(-1)?.from ?? at),
    hosts: hosts.filter((host) => host.window === window.label).length,
  };
}

/** `2026-11-28`, `2026-11-28 23:00`; with `T` for the space, seconds and `Z` or an offset as ISO 8601 has them. */
const MOMENT =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:[T ](?<time>\d{2}:\d{2})(?<seconds>:\d{2}(?:\.\d{1,3})?)?(?<offset>Z|[+-]\d{2}:\d{2})?)?$/;

/** Throws a UsageError for what is no moment. */
export function readMoment(text: string, timeZone: string): Date {
  const { day, time = '00:00', seconds = ':00', offset } = MOMENT.exec(text)?.groups ?? {};
  const exact = new Date(`${day}T${time}${seconds}${offset ?? 'Z'}`);
  if (Number.isNaN(exact.getTime())) {
    throw new UsageError(
      `--at ${text}: this is no moment`,
      "Write '2026-11-28 23:00' as clocks show it there, or 2026-11-28T22:00Z.",
    );
  }
  return offset === undefined ? momentOf(`${day} ${time}`, timeZone) : exact;
}
