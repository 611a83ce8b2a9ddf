import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rig } from './wine-rig.ts';

/** Waits until the class double was asked so often to set a key. */
export async function callsReach(rig: Rig, calls: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if ((await rig.host.calls()) >= calls) return;
    await sleep(50);
  }
  throw new Error('SetProductKey was never called');
}

/** Waits until no payload runs on the host: a cscript of it that runs the payload is what holds its lock. */
export async function busyEnds(rig: Rig): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (!(await payloadRuns(rig))) return;
    await sleep(50);
  }
  throw new Error('The payload never ended');
}

async function payloadRuns(rig: Rig): Promise<boolean> {
  const prefix = `WINEPREFIX=${rig.host.files().replace(/\/drive_c$/, '')}\0`;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [environment, command] = await Promise.all(
      ['environ', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')),
    );
    if (environment?.includes(prefix) === true && command?.includes('vlk-host.vbs') === true) return true;
  }
  return false;
}
