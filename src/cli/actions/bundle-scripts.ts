import { readFileSync } from 'node:fs';
import type { BundleScripts } from '../../bundle/bundle.ts';
import { composeScript } from '../../bundle/compose-script.ts';
import type { StrategyName } from '../../model/strategy.ts';
import { packageFile } from '../package-file.ts';

/** The scripts of KB 328874 by name: what each does, and which Windows it is for in its own words. */
const STAND_ALONE: Readonly<Record<string, { readonly strategy: StrategyName; readonly meantFor: string }>> = {
  'ChangeVLKey2600.vbs': { strategy: 'pre-sp1', meantFor: 'Windows XP without a service pack' },
  'ChangeVLKeySP1.vbs': { strategy: 'sp1', meantFor: 'Windows XP with Service Pack 1 or later, and Server 2003' },
};

/** Everything a bundle runs, made of the payload and what the package has beside it. */
export function bundleScripts({ scripts }: { readonly scripts?: boolean }): BundleScripts {
  const payload = readPayload('vlk-host.vbs');
  return {
    start: composeScript(payload, readPayload('start.vbs'), {}),
    startCommand: readPayload('vlkctl-start.cmd'),
    standAlone: scripts === true ? standAlone(payload) : new Map(),
  };
}

function standAlone(payload: string): ReadonlyMap<string, string> {
  const part = readPayload('change-by-hand.vbs');
  const scripts = Object.entries(STAND_ALONE).map(([name, { strategy, meantFor }]) => {
    const constants = { SCRIPT_NAME: name, STRATEGY: strategy, MEANT_FOR: meantFor };
    return [name, composeScript(payload, part, constants)] as const;
  });
  return new Map(scripts);
}

/** ASCII; a test holds the payload to it, and composing throws for anything else. */
function readPayload(name: string): string {
  return readFileSync(packageFile(`src/payload/${name}`), 'latin1');
}
