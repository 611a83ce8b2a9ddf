import type { BundleFile, BundlePlan, BundleScripts } from './bundle.ts';
import { encodeSettings } from './encode-settings.ts';
import { encodeTable } from './encode-table.ts';
import { encodeAscii } from './encode-text.ts';
import { gpoFiles } from './gpo.ts';
import { keyFiles } from './key-files.ts';
import { readme } from './readme.ts';
import { rightsScript } from './rights-script.ts';

/** What a start-up script names. */
const START_COMMAND = 'vlkctl-start.cmd';

/** All files of a bundle. Key files are below `private/keys`; nothing else holds a key. */
export function makeBundle(plan: BundlePlan, scripts: BundleScripts): readonly BundleFile[] {
  const startUp = startUpFiles(plan, scripts);
  return [
    { path: 'README.txt', bytes: readme(plan) },
    ...startUp.map(({ path, bytes }) => ({ path: `public/${path}`, bytes })),
    { path: 'private/set-rights.cmd', bytes: rightsScript(plan) },
    ...keyFiles(plan.keys),
    ...(plan.gpo ? gpoFiles(START_COMMAND, startUp) : []),
    ...[...scripts.standAlone].map(([name, text]) => ({ path: `scripts/${name}`, bytes: encodeAscii(text) })),
  ];
}

/** What lies beside the start-up script wherever it is run from. */
function startUpFiles(plan: BundlePlan, { start, startCommand }: BundleScripts): readonly BundleFile[] {
  return [
    { path: START_COMMAND, bytes: encodeAscii(startCommand.replaceAll(/\r?\n/g, '\r\n')) },
    { path: 'vlkctl-start.vbs', bytes: encodeAscii(start) },
    { path: 'bundle.txt', bytes: encodeSettings(plan) },
    { path: 'hosts.txt', bytes: encodeTable(plan.hosts) },
  ];
}
