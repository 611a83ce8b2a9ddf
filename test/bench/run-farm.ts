import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A running farm. */
export interface Farm extends Disposable {
  /** Port of the WinRM hosts, and of the bare web server. */
  readonly ports: { readonly winrm: number; readonly bare: number };
  /** What the WinRM hosts have counted so far. */
  counts(): FarmCounts;
}

export interface FarmCounts {
  readonly sockets: number;
  readonly authentications: number;
  readonly requests: number;
  /** Bytes of closed sockets. */
  readonly received: number;
  readonly sent: number;
}

/** Starts a farm in its own process, so that its work is nobody's figure. */
export function startFarm(folder: string, latencyMs = 0): Farm {
  const file = join(folder, 'farm.json');
  rmSync(file, { force: true });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'farm.js'), file, String(latencyMs)], {
    stdio: 'ignore',
    env: {},
  });
  const ports = readPorts(file);
  return {
    ports,
    counts: () => ask(ports.bare),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

/** The benches run one after the other without an event loop, so waiting is sleeping. */
function readPorts(file: string): Farm['ports'] {
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (existsSync(file)) {
      const { winrm, bare }: Partial<Farm['ports']> = JSON.parse(readFileSync(file, 'utf8'));
      return { winrm: winrm ?? 0, bare: bare ?? 0 };
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  throw new Error('The farm does not begin');
}

function ask(port: number): FarmCounts {
  const script = `fetch('http://127.0.0.1:${port}').then((reply) => reply.text()).then(console.log)`;
  return JSON.parse(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', env: {} }).stdout);
}
