import { type Check, failed, passed, type Trouble } from '../../model/check.ts';
import type { Attempt } from './connect.ts';

/** The link `connection`, from what came of connecting; `listens` is what should be listening there. */
export function checkPort(port: number, attempt: Attempt, listens: string): Check {
  if (attempt.state === 'open') return passed('connection', `port ${port} is open (${attempt.ms} ms)`);
  return failed('connection', troubleOf(port, attempt, listens));
}

function troubleOf(port: number, attempt: Exclude<Attempt, { state: 'open' }>, listens: string): Trouble {
  switch (attempt.state) {
    case 'refused':
      return {
        code: 'connection-refused',
        message: `the machine is on, but nothing listens on port ${port}`,
        help: listens,
      };
    case 'silent':
      return {
        code: 'host-unreachable',
        message: `no answer on port ${port}`,
        help: `Check that the host is switched on, that its address is right, and that every firewall lets port ${port} through.`,
      };
    case 'no-way':
      return {
        code: 'host-unreachable',
        message: `port ${port} cannot be reached (${attempt.code})`,
        help: 'Check routing and firewalls between this controller and the network of the host.',
      };
  }
}
