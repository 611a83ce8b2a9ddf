import type { Emit } from '../model/event.ts';
import type { Io } from './io.ts';

/** Redrawing a long count more often than this only costs time. */
const EVERY = 16;

/** A counting status line while a run goes on. */
export function progress(io: Io, hosts: number): Emit {
  const counts = { read: 0, done: 0 };
  const count = (what: keyof typeof counts): void => {
    counts[what] += 1;
    if (hosts < EVERY * EVERY || counts[what] % EVERY === 0) io.status(`${what} ${counts[what]} of ${hosts}`);
  };
  return (event) => {
    if (event.type === 'host-observed') count('read');
    if (event.type === 'host-finished') count('done');
    if (event.type === 'run-stopped') io.err(`${event.host} is ${event.why}: no further host is begun\n`);
  };
}
