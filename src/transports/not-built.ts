import { TransportError } from '../model/fault.ts';
import type { AccessKind } from '../model/host.ts';
import type { Transport } from '../model/transport.ts';

/** Stands for a way to reach hosts that inventories may declare already and that this version cannot go yet. */
export function notBuilt(kind: AccessKind): Transport {
  const open = (): Promise<never> =>
    Promise.reject(
      new TransportError({
        code: 'transport-not-built',
        message: `this version of vlkctl cannot reach hosts by ${kind} yet`,
        help: 'Reach them over ssh, or leave them out with --on.',
      }),
    );
  return { kind, openRead: open, openWrite: open };
}
