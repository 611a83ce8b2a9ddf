import { describe, expect, it } from 'vitest';
import { parseAnswers } from '../../../src/answers/answers.ts';
import { parseObservation } from '../../../src/answers/parse-observation.ts';
import { type FaultCode, TransportError } from '../../../src/model/fault.ts';
import type { KeyEvidence } from '../../../src/model/key.ts';
import type { Observation } from '../../../src/model/observation.ts';
import type { UndoSlot } from '../../../src/model/undo-slot.ts';
import { INTENT, NOW } from '../../support/fake-spec.ts';

/** A host as the payload describes one. */
const WELL: Readonly<Record<string, string>> = {
  'os.csname': 'GATE-07',
  'os.version': '5.1.2600',
  'os.servicepack': '3',
  'os.producttype': '1',
  'os.suitemask': '256',
  'os.language': '1030',
  'os.localtime': '20261122171530.500000+060',
  activation: 'present',
  'activation.required': '0',
  'activation.grace': '2147483647',
  key: 'present',
  'key.lastfive': 'KKKKK',
  'key.productid': '640-0000356',
  'key.licence': '3',
  oobetimer: 'present',
  busy: '0',
  slots: '0',
};

const SLOT: Readonly<Record<string, string>> = {
  slots: '1',
  'slot.1.intent': INTENT,
  'slot.1.complete': '1',
  'slot.1.csname': 'GATE-07',
  'slot.1.version': '5.1.2600',
  'slot.1.servicepack': '0',
  'slot.1.producttype': '1',
  'slot.1.savedat': '20261122171530.000000+060',
  'slot.1.old': 'present KKKKK 640-0000356',
  'slot.1.new.lastfive': '67899',
  'slot.1.new.productid': '062-2338230',
  'slot.1.activation.required': '0',
  'slot.1.oobetimer': 'gone',
};

const READ_SLOT: UndoSlot = {
  intent: INTENT,
  complete: true,
  csName: 'GATE-07',
  version: '5.1.2600',
  servicePack: 0,
  productType: 1,
  savedAt: '2026-11-22T17:15:30+01:00',
  old: { state: 'present', lastFive: 'KKKKK', productId: '640-0000356', channel: 'unknown' },
  new: { lastFive: '67899', productId: '062-2338230' },
  activationRequiredBefore: false,
  oobeTimer: 'gone',
};

describe('parseObservation', () => {
  it('reads a host whole', () => {
    expect(observe({})).toEqual({
      observedAt: NOW,
      os: { csName: 'GATE-07', version: '5.1.2600', servicePack: 3, productType: 1, suiteMask: 256, osLanguage: 1030 },
      activation: { state: 'present', value: { required: false } },
      key: {
        state: 'present',
        value: { state: 'present', lastFive: 'KKKKK', productId: '640-0000356', channel: 'volume' },
      },
      oobeTimer: { state: 'present', value: true },
      undoSlots: [],
      changeInProgress: false,
      hostTime: '2026-11-22T17:15:30+01:00',
    });
  });

  it.each([
    ['20261122161530.000000+060', '2026-11-22T16:15:30+01:00'],
    ['20261122161530.123456-300', '2026-11-22T16:15:30-05:00'],
    ['20261122161530.000000+330', '2026-11-22T16:15:30+05:30'],
    ['20261122161530.000000+000', '2026-11-22T16:15:30+00:00'],
    ['20261122161530.000000+***', undefined],
    ['20261122161530', undefined],
    ['', undefined],
  ])('reads the clock %j as %s', (localtime, hostTime) => {
    expect(observe({ 'os.localtime': localtime }).hostTime).toBe(hostTime);
  });

  it('leaves out a suite mask and a language that Windows does not tell', () => {
    const os = { csName: 'GATE-07', version: '5.1.2600', servicePack: 3, productType: 1 };
    expect(observe({ 'os.suitemask': '', 'os.language': '' }).os).toStrictEqual(os);
  });

  it.each<[what: string, said: Record<string, string>, expected: unknown]>([
    ['is not required', {}, { state: 'present', value: { required: false } }],
    ['is required, with days left', required('14'), { state: 'present', value: { required: true, graceDays: 14 } }],
    ['is required today', required('0'), { state: 'present', value: { required: true, graceDays: 0 } }],
    ['is required, days unknown', required('2147483647'), { state: 'present', value: { required: true } }],
    ['has no class', { activation: 'absent' }, { state: 'absent' }],
    ['may not be read', { activation: 'error 80041003' }, unknown('access-denied', 0x8004_1003)],
    ['is broken', { activation: 'error 80041001' }, unknown('provider-failed', 0x8004_1001)],
  ])('reads that activation %s', (_what, said, expected) => {
    expect(observe(said).activation).toEqual(expected);
  });

  it.each<[what: string, said: Record<string, string>, key: KeyEvidence]>([
    ['volume', {}, { state: 'present', lastFive: 'KKKKK', productId: '640-0000356', channel: 'volume' }],
    ['OEM', { 'key.licence': '2' }, { state: 'present', lastFive: 'KKKKK', productId: '640-0000356', channel: 'oem' }],
    [
      'OEM by its product ID',
      { 'key.licence': '0', 'key.productid': 'OEM-0031416' },
      { state: 'present', lastFive: 'KKKKK', productId: 'OEM-0031416', channel: 'oem' },
    ],
    [
      'retail',
      { 'key.licence': '0', 'key.productid': '335-0000007' },
      { state: 'present', lastFive: 'KKKKK', productId: '335-0000007', channel: 'retail' },
    ],
    [
      'volume by its product ID',
      { 'key.licence': '0' },
      { state: 'present', lastFive: 'KKKKK', productId: '640-0000356', channel: 'volume' },
    ],
    [
      'without a product ID',
      { 'key.productid': '-', 'key.licence': '0' },
      { state: 'present', lastFive: 'KKKKK', channel: 'unknown' },
    ],
    [
      'withheld',
      { key: 'withheld', 'key.lastfive': '-' },
      { state: 'withheld', productId: '640-0000356', channel: 'volume' },
    ],
    [
      'erased',
      { key: 'withheld', 'key.lastfive': '-', 'key.productid': '-', 'key.licence': '-' },
      { state: 'withheld', channel: 'unknown' },
    ],
  ])('reads a key that is %s', (_what, said, value) => {
    expect(observe(said).key).toStrictEqual({ state: 'present', value });
  });

  it.each<[code: string, expected: unknown]>([
    ['5', unknown('access-denied', 5)],
    ['80070005', unknown('access-denied', 0x8007_0005)],
    ['D', unknown('provider-failed', 13)],
  ])('does not know a key that answers with error %j', (code, expected) => {
    expect(observe({ key: 'error', 'key.code': code }).key).toEqual(expected);
  });

  it('leaves out a number that the host does not tell', () => {
    const { key } = observe({ key: 'error', 'key.code': '' });
    expect(key).toMatchObject({ state: 'unknown', fault: { code: 'provider-failed' } });
    expect(JSON.stringify(key)).not.toContain('hresult');
  });

  it('tells a missing key from one that cannot be read', () => {
    expect(observe({ key: 'absent' }).key).toEqual({ state: 'absent' });
  });

  it.each<[said: string, expected: unknown]>([
    ['present', { state: 'present', value: true }],
    ['absent', { state: 'absent' }],
    ['error 5', unknown('access-denied', 5)],
    ['error 1F', unknown('provider-failed', 31)],
  ])('reads OOBETimer %s', (said, expected) => {
    expect(observe({ oobetimer: said }).oobeTimer).toEqual(expected);
  });

  it('reads that a change is being made', () => {
    expect(observe({ busy: '1' }).changeInProgress).toBe(true);
  });

  it.each<[what: string, said: Record<string, string>, different: Record<string, unknown>]>([
    ['a complete slot', {}, {}],
    ['a key without a product ID', { 'slot.1.new.productid': '-' }, { new: { lastFive: '67899' } }],
    [
      'an old key without a product ID',
      { 'slot.1.old': 'present KKKKK -' },
      { old: { state: 'present', lastFive: 'KKKKK', channel: 'unknown' } },
    ],
    [
      'an old key that was withheld',
      { 'slot.1.old': 'withheld - 640-0000356' },
      { old: { state: 'withheld', productId: '640-0000356', channel: 'unknown' } },
    ],
    ['an old key that was absent', { 'slot.1.old': 'absent' }, { old: undefined }],
    ['an old key that could not be read', { 'slot.1.old': 'error' }, { old: undefined }],
    ['activation required before', { 'slot.1.activation.required': '1' }, { activationRequiredBefore: true }],
    ['OOBETimer as saved', { 'slot.1.oobetimer': 'same' }, { oobeTimer: 'same' }],
    ['another OOBETimer', { 'slot.1.oobetimer': 'different' }, { oobeTimer: 'different' }],
    ['no OOBETimer, then and now', { 'slot.1.oobetimer': 'both-absent' }, { oobeTimer: 'both-absent' }],
    [
      'a level that is not noted',
      { 'slot.1.servicepack': '-1', 'slot.1.producttype': '-1' },
      { servicePack: -1, productType: -1 },
    ],
  ])('reads an undo slot with %s', (_what, said, different) => {
    expect(observe({ ...SLOT, ...said }).undoSlots).toEqual([{ ...READ_SLOT, ...different }]);
  });

  it('reads an undo slot whose clock was not understood as one without a time', () => {
    const [slot] = observe({ ...SLOT, 'slot.1.savedat': '' }).undoSlots;
    expect(slot).not.toHaveProperty('savedAt');
  });

  it('reads slots in the order of the host, complete or not', () => {
    const second = { slots: '2', 'slot.2.intent': 'somebody-else', 'slot.2.complete': '0', 'slot.2.savedat': '' };
    expect(observe({ ...SLOT, ...second }).undoSlots).toEqual([
      READ_SLOT,
      { intent: 'somebody-else', complete: false },
    ]);
  });

  it('reads the age of a slot that is not complete', () => {
    expect(observe({ ...SLOT, 'slot.1.complete': '0' }).undoSlots).toEqual([
      { intent: INTENT, complete: false, savedAt: '2026-11-22T17:15:30+01:00' },
    ]);
  });

  it('does not take slots that may not be read for none', () => {
    expect(codeOf({ slots: 'error 5' })).toBe('access-denied');
    expect(codeOf({ slots: 'error 1F' })).toBe('provider-failed');
  });

  it.each<Record<string, string | undefined>>([
    ...Object.keys(WELL).map((name) => ({ [name]: undefined })),
    { 'os.servicepack': 'three' },
    { 'os.producttype': '' },
    { 'os.suitemask': 'home' },
    { 'activation.required': 'True' },
    { key: 'perhaps' },
    { 'key.lastfive': 'AAAAA' },
    { 'key.lastfive': '-' },
    { 'key.licence': 'volume' },
    { busy: 'True' },
    { slots: '-1' },
    { slots: '65' },
    { ...SLOT, 'slot.1.complete': 'yes' },
    { ...SLOT, 'slot.1.new.lastfive': '' },
    { ...SLOT, 'slot.1.oobetimer': 'perhaps' },
    { ...SLOT, slots: '2' },
    ...Object.keys(SLOT).map((name) => ({ ...SLOT, [name]: undefined })),
  ])('finds an answer unreadable that differs in %j', (different) => {
    expect(codeOf(different)).toBe('unreadable-answer');
  });
});

function observe(different: Readonly<Record<string, string | undefined>>): Observation {
  const said = Object.entries({ ...WELL, ...different }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  return parseObservation(parseAnswers({ stdout: [...said, 'end=ok'].join('\r\n'), exitCode: 0 }), NOW);
}

function required(days: string): Record<string, string> {
  return { 'activation.required': '1', 'activation.grace': days };
}

function unknown(code: FaultCode, hresult: number): unknown {
  return { state: 'unknown', fault: expect.objectContaining({ code, hresult }) };
}

function codeOf(different: Readonly<Record<string, string | undefined>>): unknown {
  try {
    return observe(different);
  } catch (error) {
    return error instanceof TransportError ? error.fault.code : error;
  }
}
