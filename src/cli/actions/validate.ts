import { loadInventory } from '../../inventory/load.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { countOf } from '../../reporters/counts.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import { renderDiagnostic } from '../../reporters/render-diagnostic.ts';
import { today } from '../../runtime.ts';
import type { Io } from '../io.ts';
import { diagnosticView, type InventoryOptions } from '../options.ts';

/** Reports every problem of the inventory; reaches no host and reads no secret. */
export async function validate(options: InventoryOptions, io: Io): Promise<number> {
  const loaded = await loadInventory(options.inventory, { today: today() });
  const diagnostics = loaded.ok ? loaded.value.warnings : loaded.error;
  const found = loaded.ok ? { hosts: loaded.value.hosts.length, simulated: loaded.value.simulation } : {};
  if (options.output === 'json') {
    io.out(renderJson({ formatVersion: 1, valid: loaded.ok, ...found, diagnostics }));
  } else {
    const shown = diagnostics.filter(({ severity }) => severity === 'error' || options.quiet !== true);
    for (const diagnostic of shown) io.out(renderDiagnostic(diagnostic, diagnosticView(io.outScreen, options)));
    io.out(`${verdict(found)}: ${count(diagnostics, 'error')}, ${count(diagnostics, 'warning')}\n`);
  }
  return loaded.ok ? EXIT.ok : EXIT.couldNotRun;
}

function verdict({ hosts, simulated }: { readonly hosts?: number; readonly simulated?: boolean }): string {
  if (hosts === undefined) return 'not valid';
  return `valid, ${countOf(hosts, 'host')}${simulated === true ? ' (simulated)' : ''}`;
}

function count(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): string {
  return countOf(diagnostics.filter((diagnostic) => diagnostic.severity === severity).length, severity);
}
