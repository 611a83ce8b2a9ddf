import { findCarriers } from '../../engine/find-carriers.ts';
import { drift } from '../../engine/run.ts';
import type { Rotation } from '../../inventory/place-rotation.ts';
import type { Inventory } from '../../model/inventory.ts';
import { countOf } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import type { Io } from '../io.ts';
import { makeContext, type RunFlags } from '../options.ts';

/** Reads every host of the inventory and says which still carry the old key, and which could not be seen. */
export async function rotationStatus(
  { from, to }: Rotation,
  inventory: Inventory,
  { flags, io }: { readonly flags: RunFlags; readonly io: Io },
): Promise<number> {
  const { drifts } = await drift(makeContext(inventory, flags, io));
  const { byKey, notSeen } = findCarriers([from, to], drifts);
  const onOld = byKey.get(from.label) ?? [];
  const onNew = byKey.get(to.label) ?? [];
  io.status('');
  if (flags.output === 'json') {
    const looked = { looked: drifts.length, onOld, onNew, notSeen };
    const head = { formatVersion: 1, command: 'keys rotate', status: 'observed', simulated: inventory.simulation };
    io.out(renderJson({ ...head, from: from.label, to: to.label, ...looked }));
  } else {
    const lines = [
      `${from.label} is on ${countOf(onOld.length, 'host')} of ${drifts.length - notSeen.length} seen, ${to.label} on ${onNew.length}${inventory.simulation ? ' (simulated)' : ''}`,
      ...onOld.map((host) => `  still ${from.label}: ${host}`),
      ...notSeen.map(({ host, why }) => `  not seen: ${host}: ${why}`),
    ];
    io.out(`${lines.join('\n')}\n`);
  }
  if (io.signal.aborted) return EXIT.interrupted;
  if (notSeen.length > 0) return EXIT.blocked;
  return onOld.length > 0 ? EXIT.drift : EXIT.ok;
}
