// The floor of `vlkctl drift` over WinRM: node:http alone posts as much to as many hosts, one kept-alive connection each.
// Arguments: port, hosts, hosts at a time, requests for each host, bytes of a request and of a reply.
import { Agent, request } from 'node:http';

const [port, hosts, atATime, requests, size, replySize] = process.argv.slice(2).map(Number);
const body = Buffer.alloc(size, 'x');
let next = 1;

function post(agent, host) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/soap+xml;charset=UTF-8', 'X-Reply-Size': replySize };
    const posted = request({ agent, host, port, path: '/wsman', method: 'POST', headers }, (reply) => {
      const chunks = [];
      reply.on('data', (chunk) => chunks.push(chunk));
      reply.on('end', () => resolve(Buffer.concat(chunks)));
    });
    posted.on('error', reject);
    posted.end(body);
  });
}

async function visit() {
  while (next <= hosts) {
    const host = next++;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 0; count < requests; count += 1) {
      await post(agent, `127.1.${Math.floor((host - 1) / 250)}.${((host - 1) % 250) + 1}`);
    }
    agent.destroy();
  }
}

await Promise.all(Array.from({ length: atATime }, visit));
