import { describe, expect, it } from 'vitest';
import { readRoute } from '../../../../src/transports/doctor/ssh-route.ts';

describe('readRoute', () => {
  it.each([
    ['host gate-07\nuser PLANT\\svc\nhostname 10.0.0.7\nport 2222\n', { address: '10.0.0.7', port: 2222 }],
    ['hostname gate-07.inside\r\nport 22\r\nproxycommand none\r\n', { address: 'gate-07.inside', port: 22, user: '' }],
    ['proxyjump bastion,inner\nproxycommand none\n', { through: 'the jump host bastion,inner' }],
    ['proxycommand nc %h %p\n', { through: 'a ProxyCommand' }],
    ['', { address: 'gate-07', port: 22, user: '' }],
    ['port x\n', { port: 22 }],
  ])('reads %j', (printed, route) => {
    expect(readRoute(printed, 'gate-07')).toMatchObject(route);
  });

  it('goes through nobody unless it is said', () => {
    expect(readRoute('user svc\nproxyjump none\n', 'gate-07')).toEqual({
      address: 'gate-07',
      port: 22,
      user: ' as svc',
    });
  });
});
