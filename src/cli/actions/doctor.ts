import { diagnose } from '../../engine/diagnose.ts';
import type { RunContext } from '../../engine/run-context.ts';
import type { HostSpec } from '../../model/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import {
  type ControllerDocument,
  controllerDocument,
  type DoctorDocument,
  doctorDocument,
} from '../../reporters/doctor-document.ts';
import { renderControllerText, renderDoctorText } from '../../reporters/doctor-text.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import { examineController, makeDoctor } from '../../runtime.ts';
import { demandHost } from '../demand-host.ts';
import type { Io } from '../io.ts';
import { type InventoryOptions, loadOrExplain, makeContext, type RunFlags } from '../options.ts';
import { typedAgain } from '../typed-again.ts';

export interface DoctorFlags extends InventoryOptions {
  readonly state?: string;
  /** Seconds. */
  readonly timeout?: number;
}

/** Follows the way to one host, or looks at this machine alone, and says what is broken; writes nothing on the host. */
export async function doctorCommand(word: string | undefined, flags: DoctorFlags, io: Io): Promise<number> {
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const view = { columns: io.outScreen.columns(), hasColour: io.outScreen.hasColour && flags.color !== false };
  if (word === undefined) {
    const document = await examineThis(inventory, flags, io);
    return show(document, () => renderControllerText(document, view), flags, io);
  }
  const document = await examineHost(demandHost(inventory.hosts, word), inventory, flags, io);
  return show(document, () => renderDoctorText(document, view), flags, io);
}

function show(
  document: ControllerDocument & { interrupted?: boolean },
  text: () => string,
  flags: DoctorFlags,
  io: Io,
): number {
  io.status('');
  io.out(flags.output === 'json' ? renderJson(document) : text());
  if (document.interrupted === true) return EXIT.interrupted;
  return document.status === 'passed' ? EXIT.ok : EXIT.blocked;
}

async function examineHost(host: HostSpec, inventory: Inventory, flags: DoctorFlags, io: Io): Promise<DoctorDocument> {
  const selected = { ...flags, on: host.name };
  const context = contextOf(inventory, selected, io);
  const tell = (what: string): void => {
    if (flags.quiet !== true) io.status(`${host.name}: ${what}`);
  };
  const diagnosis = await diagnose(host, makeDoctor(context, tell, io.surroundings));
  return doctorDocument(diagnosis, {
    host,
    simulated: inventory.simulation,
    generatedAt: context.clock.now(),
    again: { selected: typedAgain(selected, io), named: `${host.name} ${typedAgain(flags, io)}`.trimEnd() },
  });
}

async function examineThis(inventory: Inventory, flags: DoctorFlags, io: Io): Promise<ControllerDocument> {
  const context = contextOf(inventory, flags, io);
  const checks = await examineController(context, io.surroundings);
  const again = typedAgain(flags, io);
  return controllerDocument(checks, { simulated: inventory.simulation, generatedAt: context.clock.now(), again });
}

/** A run of one document: nothing of it is a stream, and what is looked at is told in another way. */
function contextOf(inventory: Inventory, flags: RunFlags, io: Io): RunContext {
  return makeContext(inventory, { ...flags, quiet: true, output: 'text' }, io);
}
