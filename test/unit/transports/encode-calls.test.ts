import { describe, expect, it } from 'vitest';
import type { WriteCall } from '../../../src/model/call.ts';
import type { KeyEvidence } from '../../../src/model/key.ts';
import { aimCalls, encodeChange, OBSERVE_CALLS } from '../../../src/transports/encode-calls.ts';
import { keyTraces } from '../../support/fake-secrets.ts';
import { INTENT, journaled, KEY } from '../../support/fake-spec.ts';

const OS = { csName: 'GATE-07', version: '5.1.2600', servicePack: 0, productType: 1 };
const EXPECTED = ['expect csname GATE-07', 'expect version 5.1.2600', 'expect servicepack 0', 'expect producttype 1'];

const CALLS: readonly [line: string, call: WriteCall][] = [
  [
    `call save-oobe-timer ${INTENT} 67899 062-2338230`,
    { kind: 'save-oobe-timer', intent: INTENT, new: { lastFive: '67899', productId: '062-2338230' } },
  ],
  [`call save-oobe-timer ${INTENT} 67899 -`, { kind: 'save-oobe-timer', intent: INTENT, new: { lastFive: '67899' } }],
  [`call delete-oobe-timer ${INTENT}`, { kind: 'delete-oobe-timer', intent: INTENT }],
  ['call set-product-key', { kind: 'set-product-key' }],
  [`call settle ${INTENT}`, { kind: 'settle', intent: INTENT }],
  [`call restore-oobe-timer ${INTENT}`, { kind: 'restore-oobe-timer', intent: INTENT }],
  [`call drop-undo ${INTENT}`, { kind: 'drop-undo', intent: INTENT }],
];

const KEYS: readonly [line: string, key: KeyEvidence][] = [
  [
    'expect key present KKKKK 640-0000356',
    { state: 'present', lastFive: 'KKKKK', productId: '640-0000356', channel: 'volume' },
  ],
  ['expect key present KKKKK -', { state: 'present', lastFive: 'KKKKK', channel: 'unknown' }],
  ['expect key withheld - 640-0000356', { state: 'withheld', productId: '640-0000356', channel: 'oem' }],
  ['expect key withheld - -', { state: 'withheld', channel: 'unknown' }],
];

describe('the calls file', () => {
  it('asks for everything there is to read', () => {
    expect(OBSERVE_CALLS).toBe('vlkctl-calls 1\r\ncall observe\r\n');
  });

  it.each(CALLS)('says %j', (line, call) => {
    const lines = ['vlkctl-calls 1', ...EXPECTED, line, ''];
    expect(encodeChange({ intent: journaled(), expect: { os: OS }, calls: [call] })).toBe(lines.join('\r\n'));
  });

  it.each(KEYS)('says %j', (line, key) => {
    expect(encodeChange({ intent: journaled(), expect: { os: OS, key }, calls: [] })).toContain(`\r\n${line}\r\n`);
  });

  it('keeps the order of the calls, after what is expected', () => {
    const calls = CALLS.map(([, call]) => call);
    const lines = encodeChange({ intent: journaled(), expect: { os: OS }, calls }).split('\r\n');
    expect(lines).toEqual(['vlkctl-calls 1', ...EXPECTED, ...CALLS.map(([line]) => line), '']);
  });

  it('never holds the key', () => {
    const text = encodeChange({
      intent: journaled(),
      expect: { os: OS },
      calls: CALLS.map(([, call]) => call),
      key: KEY,
    });
    expect(keyTraces(text)).toEqual([]);
  });

  it('is made of printable ASCII and CRLF', () => {
    const text = encodeChange({ intent: journaled(), expect: { os: OS }, calls: CALLS.map(([, call]) => call) });
    expect(text).toMatch(/^(?:[\x20-\x7e]+\r\n)+$/);
  });
});

describe('aimCalls', () => {
  it('names another host and its mark between the header and the calls', () => {
    expect(aimCalls(OBSERVE_CALLS, 'gate-07.b.example', { name: 'r1', seconds: 120 })).toBe(
      'vlkctl-calls 1\r\ntarget gate-07.b.example\r\nmark r1 120\r\ncall observe\r\n',
    );
  });
});
