import { findCarriers } from '../../engine/find-carriers.ts';
import { drift } from '../../engine/run.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import { renderSeatsMarkdown, renderSeatsText, type SeatsDocument, seatsDocument } from '../../reporters/seats.ts';
import type { Io } from '../io.ts';
import { loadOrExplain, makeContext, type RunFlags } from '../options.ts';

export interface KeysSeatsFlags extends RunFlags {
  readonly observe?: boolean;
}

/** Counts what was bought, what is declared and, with `--observe`, what hosts carry. */
export async function keysSeats(flags: KeysSeatsFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const context = flags.observe === true ? makeContext(inventory, flags, io) : undefined;
  const drifts = context === undefined ? undefined : (await drift(context)).drifts;
  const document = seatsDocument(inventory, drifts && findCarriers([...inventory.keys.values()], drifts));
  io.status('');
  io.out(render(document, flags));
  if (io.signal.aborted) return EXIT.interrupted;
  if (document.notSeen !== undefined && document.notSeen.length > 0) return EXIT.blocked;
  return document.keys.some(({ overrun }) => overrun > 0) ? EXIT.drift : EXIT.ok;
}

function render(document: SeatsDocument, { output }: KeysSeatsFlags): string {
  if (output === 'json') return renderJson(document);
  return output === 'markdown' ? renderSeatsMarkdown(document) : renderSeatsText(document);
}
