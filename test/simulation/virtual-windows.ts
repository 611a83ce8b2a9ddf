import type { ChangeWindow, WindowState } from '../../src/model/rollout.ts';
import { changeWindow } from '../support/builders.ts';

/** Windows that are open and closed in turn, a minute or an hour each. What cron makes of time is tested elsewhere. */
export const WINDOWS: readonly ChangeWindow[] = [
  changeWindow({ label: 'minutely', durationMs: 60_000 }),
  changeWindow({ label: 'hourly', durationMs: 3_600_000 }),
];

/** Whether a window is open at a time, and until when. */
export function windowStateAt(label: string, at: string): WindowState {
  const { durationMs } = WINDOWS.find((window) => window.label === label) ?? {};
  if (durationMs === undefined) throw new Error(`No window ${label}`);
  const turn = Math.floor(Date.parse(at) / durationMs);
  const next = new Date((turn + 1) * durationMs).toISOString();
  return turn % 2 === 0 ? { state: 'open', closesAt: next } : { state: 'closed', opensAt: next };
}
