import { describe, expect, it } from 'vitest';
import { isWinrm, printable, readSchemes } from '../../../../src/transports/doctor/ask-offer.ts';
import { whoGreets } from '../../../../src/transports/doctor/survey-ports.ts';

describe('readSchemes', () => {
  it.each([
    ['Negotiate', ['Negotiate']],
    ['Negotiate, Basic realm="WSMAN", CredSSP', ['Negotiate', 'Basic', 'CredSSP']],
    ['Digest qop="auth",algorithm=MD5-sess,nonce="a",realm="Digest", Kerberos', ['Digest', 'Kerberos']],
    ['NegotiateX, X-Basic', []],
    ['', []],
  ])('reads %j', (header, schemes) => {
    expect(readSchemes(header)).toEqual(schemes);
  });
});

describe('isWinrm', () => {
  it.each([
    [401, ['Negotiate'], true],
    [401, [], false],
    [200, ['Negotiate'], false],
    [404, [], false],
  ])('of %i with %j', (status, schemes, is) => {
    expect(isWinrm({ status, schemes, server: '', date: '' })).toBe(is);
  });
});

describe('whoGreets', () => {
  it.each([
    ['SSH-2.0-OpenSSH_3.8\r\n', { is: 'ssh', said: 'SSH-2.0-OpenSSH_3.8' }],
    ['Property of PLANT\r\nSSH-1.99-x\r\n', { is: 'ssh', said: 'SSH-1.99-x' }],
    ['220 ftp\r\n', { is: 'other', said: 'not SSH: 220 ftp' }],
    ['', { is: 'other', said: 'open, says nothing' }],
  ])('knows %j', (greeting, who) => {
    expect(whoGreets(greeting)).toEqual(who);
  });
});

describe('printable', () => {
  it('lets nothing steer a terminal', () => {
    expect(printable('\u001b[31mIIS\u0007\r')).toBe('[31mIIS');
  });
});
