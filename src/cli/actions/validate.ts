import { loadInventory } from '../../inventory/load.ts';
import { renderDiagnostic } from '../../reporters/render-diagnostic.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { InventoryOptions } from '../options.ts';

/** Reports every problem of the inventory; reaches no host and reads no secret. */
export async function validate(options: InventoryOptions, io: Io): Promise<number> {
  const loaded = await loadInventory(options.inventory);
  const diagnostics = loaded.ok ? loaded.value.warnings : loaded.error;
  const hosts = loaded.ok ? loaded.value.hosts.length : undefined;
  if (options.output === 'json') {
    io.out(`${JSON.stringify({ formatVersion: 1, valid: loaded.ok, hosts, diagnostics }, undefined, 2)}\n`);
  } else {
    for (const diagnostic of diagnostics) io.out(renderDiagnostic(diagnostic));
    io.out(`${summary(hosts, diagnostics)}\n`);
  }
  return loaded.ok ? EXIT.ok : EXIT.couldNotRun;
}

function summary(hosts: number | undefined, diagnostics: readonly { readonly severity: string }[]): string {
  const count = (severity: string): string => {
    const found = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return `${found} ${severity}${found === 1 ? '' : 's'}`;
  };
  const verdict = hosts === undefined ? 'not valid' : `valid, ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`;
  return `${verdict}: ${count('error')}, ${count('warning')}`;
}
