import { describe, expect, it } from 'vitest';
import type { FaultCode } from '../../../src/model/fault.ts';
import { toFault, withoutName } from '../../../src/transports/ssh-client.ts';

/** What OpenSSH writes to stderr before it ends with 255: recorded from 9.2 where a server could be asked, else from its source. */
const SAID: readonly [code: FaultCode, stderr: string][] = [
  [
    'host-key-mismatch',
    'No ED25519 host key is known for gate-07 and you have requested strict checking.\r\nHost key verification failed.\r\n',
  ],
  [
    'host-key-mismatch',
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nHost key for gate-07 has changed and you have requested strict checking.\r\nHost key verification failed.\r\n',
  ],
  ['auth-denied', 'svc@gate-07: Permission denied (publickey,password,keyboard-interactive).\r\n'],
  [
    'auth-denied',
    'Received disconnect from 10.0.0.7 port 22:2: Too many authentication failures\r\nDisconnected from 10.0.0.7 port 22\r\n',
  ],
  ['host-unreachable', 'ssh: Could not resolve hostname gate-07: Name or service not known\r\n'],
  ['host-unreachable', 'ssh: Could not resolve hostname gate-07: Temporary failure in name resolution\r\n'],
  ['host-unreachable', 'ssh: connect to host gate-07 port 22: Connection refused\r\n'],
  ['host-unreachable', 'ssh: connect to host gate-07 port 22: Connection timed out\r\n'],
  ['host-unreachable', 'ssh: connect to host gate-07 port 22: Operation timed out\r\n'],
  ['host-unreachable', 'ssh: connect to host gate-07 port 22: No route to host\r\n'],
  ['host-unreachable', 'ssh: connect to host gate-07 port 22: Network is unreachable\r\n'],
  ['host-unreachable', 'ssh: connect to host gate-07 port 22: Host is down\r\n'],
  ['host-unreachable', 'kex_exchange_identification: Connection closed by remote host\r\n'],
  [
    'host-unreachable',
    'kex_exchange_identification: read: Connection reset by peer\r\nConnection reset by 10.0.0.7 port 22\r\n',
  ],
  ['host-unreachable', 'ssh_exchange_identification: Connection closed by remote host\r\n'],
  ['host-unreachable', 'Connection timed out during banner exchange\r\nConnection to 10.0.0.7 port 22 timed out\r\n'],
  ['host-unreachable', 'Connection closed by 10.0.0.7 port 22\r\n'],
  [
    'host-unreachable',
    'channel 0: open failed: connect failed: No route to host\r\nstdio forwarding failed\r\nkex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535\r\n',
  ],
  [
    'host-unreachable',
    'Unable to negotiate with 10.0.0.7 port 22: no matching host key type found. Their offer: ssh-rsa,ssh-dss\r\n',
  ],
  [
    'host-unreachable',
    'Unable to negotiate with 10.0.0.7 port 22: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1\r\n',
  ],
  [
    'host-unreachable',
    'Unable to negotiate with 10.0.0.7 port 22: no matching cipher found. Their offer: 3des-cbc\r\n',
  ],
  ['connection-lost', 'Connection to gate-07 closed by remote host.\r\n'],
  ['connection-lost', 'client_loop: send disconnect: Broken pipe\r\n'],
  ['connection-lost', 'client_loop: send disconnect: Connection timed out\r\n'],
  ['connection-lost', 'Timeout, server gate-07 not responding.\r\n'],
  ['connection-lost', 'Read from remote host gate-07: Connection timed out\r\n'],
  [
    'connection-lost',
    'Read from remote host gate-07: Connection reset by peer\r\nclient_loop: send disconnect: Broken pipe\r\n',
  ],
  ['connection-lost', 'packet_write_wait: Connection to 10.0.0.7 port 22: Broken pipe\r\n'],
  ['connection-lost', 'ssh_packet_write_poll: Connection to 10.0.0.7 port 22: No route to host\r\n'],
  ['connection-lost', 'mux_client_request_session: read from master failed: Connection reset by peer\r\n'],
  ['connection-lost', 'Something nobody has seen yet\r\n'],
  ['connection-lost', ''],
];

describe('what ssh says before it gives up', () => {
  it.each(SAID)('is %s: %j', (code, stderr) => {
    expect(toFault(stderr).code).toBe(code);
  });

  it('is told by its last telling line, not by a banner of the host', () => {
    const banner = 'Unauthorised access is prohibited. Permission denied to all others.\n';
    expect(toFault(`${banner}Connection to gate-07 closed by remote host.\n`).code).toBe('connection-lost');
    expect(
      toFault('svc@gate-07: Permission denied (publickey).\r\nDisconnected from 10.0.0.7 port 22\r\n'),
    ).toMatchObject({
      code: 'auth-denied',
      message: 'ssh: svc@gate-07: Permission denied (publickey).',
    });
  });

  it('is repeated, cut to what fits into a message', () => {
    expect(toFault('ssh: connect to host gate-07 port 22: Connection refused\r\n').message).toBe(
      'ssh: connect to host gate-07 port 22: Connection refused',
    );
    expect(toFault('x'.repeat(5000)).message.length).toBeLessThan(400);
    expect(toFault('\r\n').message).toBe('ssh gave up without a word');
  });

  it('names what to change in ssh_config for an old SSH server', () => {
    expect(
      toFault('Unable to negotiate with 10.0.0.7 port 22: no matching host key type found. Their offer: ssh-dss').help,
    ).toContain('HostKeyAlgorithms');
  });
});

describe('a fault of ssh', () => {
  it.each([
    ['svc@gate-07: Permission denied (publickey).', 'ssh: svc: Permission denied (publickey).'],
    [
      'ssh: Could not resolve hostname gate-07: Name or service not known',
      'ssh: Could not resolve the host: Name or service not known',
    ],
    [
      'ssh: connect to host gate-07.b.example port 22: Connection refused',
      'ssh: connect to the host port 22: Connection refused',
    ],
    ['ssh: connect to host 10.0.0.7 port 22: No route to host', 'ssh: connect to the host port 22: No route to host'],
    [
      'ssh: connect to host fe80::1%eth0 port 22: Connection timed out',
      'ssh: connect to the host port 22: Connection timed out',
    ],
    ['Connection reset by 2001:db8::7 port 22', 'ssh: Connection reset by the host port 22'],
    [
      'Unable to negotiate with 10.0.0.7 port 22: no matching cipher found. Their offer: 3des-cbc',
      'ssh: Unable to negotiate with the host port 22: no matching cipher found. Their offer: 3des-cbc',
    ],
    ['Connection to gate-07 closed by remote host.', 'ssh: Connection to the host closed by remote host.'],
    ['Timeout, server gate-07 not responding.', 'ssh: Timeout, the host not responding.'],
    ['Read from remote host gate-07: Connection timed out', 'ssh: Read from the host: Connection timed out'],
  ])('does not name the host, so that others in the same trouble say the same: %s', (stderr, expected) => {
    expect(said(stderr)).toBe(expected);
  });

  it('names other machines', () => {
    const jump = 'ssh: connect to host jump.example port 22: Connection refused';
    expect(said(jump)).toBe(jump);
    const neighbour = 'ssh: connect to host gate-071 port 22: Connection refused';
    expect(said(neighbour)).toBe(neighbour);
    expect(said('Connection closed by 10.0.0.7 port 22', '10.0.0.7')).toBe(
      'ssh: Connection closed by the host port 22',
    );
  });
});

function said(stderr: string, name = 'gate-07.b.example'): string {
  return withoutName(toFault(stderr), name).message;
}
