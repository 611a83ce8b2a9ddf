import type { Emit } from '../model/event.ts';
import type { Io } from './io.ts';

/** Redrawing more often than this only costs time. */
const EVERY = 16;

/** A counting line on stderr while a run goes on; on a terminal only, and gone when the run is over. */
export function progress(io: Io, hosts: number): Emit {
  let observed = 0;
  let finished = 0;
  const show = (count: number, what: string): void => {
    if (!io.errIsTerminal || (count % EVERY !== 0 && count !== hosts)) return;
    io.err(count === hosts ? '\r\u001B[K' : `\r${what} ${count} of ${hosts}`);
  };
  return (event) => {
    switch (event.type) {
      case 'run-started':
        observed = 0;
        break;
      case 'host-observed':
        observed += 1;
        show(observed, 'read');
        break;
      case 'host-finished':
        finished += 1;
        show(finished, 'done');
        break;
      case 'run-stopped':
        io.err(`${event.host} is ${event.why}: no further host is begun\n`);
        break;
    }
  };
}
