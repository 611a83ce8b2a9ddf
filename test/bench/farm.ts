import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type SimulatedWindows, simulatedWindows } from '../support/simulated-windows.ts';
import { startWsman, type WsmanSimulator } from '../support/wsman-simulator.ts';
import { FARM_ACCOUNT, hostNumberOf } from './farm-hosts.ts';

/**
 * A process with WinRM hosts on the addresses of 127/8, all on one port, and a bare web server beside them for the floor.
 * `farm FILE LATENCY_MS` writes into FILE where both listen, and runs until it is killed. The bare server answers a POST
 * with as many bytes as `X-Reply-Size` says, and a GET with what the WinRM hosts have counted.
 */
async function main(file: string, latencyMs: number): Promise<void> {
  const hosts = new Map<string, SimulatedWindows>();
  const windowsAt = (address: string): SimulatedWindows => {
    const host = hosts.get(address) ?? makeHost(address);
    hosts.set(address, host);
    return host;
  };
  const winrm = await startWsman(makeHost('127.0.0.1'), { ...FARM_ACCOUNT, address: '0.0.0.0', windowsAt });
  if (latencyMs > 0) winrm.mischief = { latencyMs };
  const bare = createServer((request, response) => void answerBare(request, response, { winrm, latencyMs }));
  await new Promise<void>((resolve) => bare.listen(0, '0.0.0.0', resolve));
  writeFileSync(`${file}.part`, JSON.stringify({ winrm: winrm.port, bare: portOf(bare) }));
  renameSync(`${file}.part`, file);
}

async function answerBare(
  request: IncomingMessage,
  response: ServerResponse,
  { winrm, latencyMs }: { readonly winrm: WsmanSimulator; readonly latencyMs: number },
): Promise<void> {
  if (request.method === 'GET') {
    response.end(JSON.stringify(winrm.counts));
    return;
  }
  for await (const _ of request.resume());
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  response.end(Buffer.alloc(Number(request.headers['x-reply-size']), 'x'));
}

/** Made up, as the keys of the rehearsal are. */
const OLD_KEY = 'BBBBB-CCCCC-DDDDD-FFFFF-KKKKK';

function makeHost(address: string): SimulatedWindows {
  return simulatedWindows(OLD_KEY, { CSName: `H-${hostNumberOf(address)}`, ServicePackMajorVersion: 3 });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bare server does not listen');
  return address.port;
}

const [file = '', latency = '0'] = process.argv.slice(2);
await main(file, Number(latency));
