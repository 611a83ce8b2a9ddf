import { diskAt } from '../../engine/disk.ts';
import { readJournal } from '../../engine/read-journal.ts';
import { readReported } from '../../engine/reported-store.ts';
import { type HostSpec, isSelfReporting } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import { type WhyDocument, whyDocument } from '../../reporters/why-document.ts';
import { renderWhyText } from '../../reporters/why-text.ts';
import { stateFolderOf, strategyOf, today } from '../../runtime.ts';
import { demandHost } from '../demand-host.ts';
import type { Io } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';
import { typedAgain } from '../typed-again.ts';

export interface WhyFlags extends InventoryOptions {
  readonly state?: string;
}

/** Says where each setting of a host comes from and what would be done; reaches no host and reads no secret. */
export async function whyCommand(word: string, flags: WhyFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const why = await collect(demandHost(inventory.hosts, word), inventory, flags, io);
  io.out(flags.output === 'json' ? renderJson(why) : renderWhyText(why, io.outScreen.columns()));
  return EXIT.ok;
}

async function collect(spec: HostSpec, inventory: Inventory, flags: WhyFlags, io: Io): Promise<WhyDocument> {
  const stateFolder = stateFolderOf(inventory, flags, io.surroundings);
  const disk = diskAt(stateFolder);
  const reported = isSelfReporting(spec) ? (await readReported(disk)).get(spec.name)?.observation : undefined;
  return whyDocument(spec, {
    inventory,
    strategy: strategyOf(spec.os),
    journal: await readJournal(disk),
    ...(reported !== undefined && { reported }),
    now: io.now(),
    stateFolder,
    today: today(),
    again: { inventory: typedAgain(flags, io), host: typedAgain({ ...flags, on: spec.name }, io) },
  });
}
