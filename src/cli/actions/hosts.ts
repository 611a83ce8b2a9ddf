import { EXIT } from '../../reporters/exit-code.ts';
import { type HostsDocument, hostsDocument } from '../../reporters/hosts-document.ts';
import { renderHostsMarkdown } from '../../reporters/hosts-markdown.ts';
import { renderHostsNdjson } from '../../reporters/hosts-ndjson.ts';
import { renderHostsText } from '../../reporters/hosts-text.ts';
import { renderJson } from '../../reporters/json.ts';
import type { Io } from '../io.ts';
import { type InventoryOptions, loadOrExplain, select } from '../options.ts';
import type { OutputForm } from '../output-form.ts';

export interface HostsFlags extends InventoryOptions {
  readonly on?: string;
}

/** Shows the resolved inventory; reaches no host and reads no secret. */
export async function hostsCommand(flags: HostsFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  io.out(render(hostsDocument(inventory, select(inventory, flags.on)), flags.output, io));
  return EXIT.ok;
}

function render(document: HostsDocument, output: OutputForm, { outScreen }: Io): string {
  switch (output) {
    case 'text':
      // What goes through a pipe is read by programs too: nothing is left out there.
      return renderHostsText(document, outScreen.isLive ? outScreen.columns() : Number.POSITIVE_INFINITY);
    case 'json':
      return renderJson(document);
    case 'ndjson':
      return renderHostsNdjson(document);
    case 'markdown':
      return renderHostsMarkdown(document);
  }
}
