import { describe, expect, it } from 'vitest';
import { parseAnswers } from '../../../src/answers/answers.ts';
import type { CallOutcome, WriteCall } from '../../../src/model/call.ts';
import { parseChange } from '../../../src/transports/parse-change.ts';
import { INTENT } from '../../support/fake-spec.ts';

const SET: WriteCall = { kind: 'set-product-key' };
const SETTLE: WriteCall = { kind: 'settle', intent: INTENT };

const OUTCOMES: readonly [said: string, outcome: CallOutcome][] = [
  ['done', { status: 'done' }],
  ['skipped', { status: 'skipped' }],
  ['refused com-error 80041003 definite', { status: 'refused', why: 'com-error', code: 0x8004_1003, definite: true }],
  ['refused com-error 800706BA unsure', { status: 'refused', why: 'com-error', code: 0x8007_06ba, definite: false }],
  ['refused return-value 5 definite', { status: 'refused', why: 'return-value', code: 5, definite: true }],
  ['refused registry 57 unsure', { status: 'refused', why: 'registry', code: 0x57, definite: false }],
  ['refused slot-held 0 definite', { status: 'refused', why: 'slot-held', code: 0, definite: true }],
  ['refused slot-incomplete 0 definite', { status: 'refused', why: 'slot-incomplete', code: 0, definite: true }],
  ['refused not-xp-rtm 0 definite', { status: 'refused', why: 'not-xp-rtm', code: 0, definite: true }],
  [
    'refused class-missing 80041010 definite',
    { status: 'refused', why: 'class-missing', code: 0x8004_1010, definite: true },
  ],
  ['refused key-missing 0 definite', { status: 'refused', why: 'key-missing', code: 0, definite: true }],
];

describe('parseChange', () => {
  it.each(OUTCOMES)('reads the outcome %j', (said, outcome) => {
    expect(parse([SET], 'change=ran', `call.1=set-product-key ${said}`)).toEqual({
      status: 'ran',
      calls: [{ call: 'set-product-key', outcome }],
    });
  });

  it.each(['', 'probably', 'DEFINITE', 'definitely'])(
    'is sure of a refusal only where the payload says so, not at %j',
    (sureness) => {
      const answer = parse([SET], 'change=ran', `call.1=set-product-key refused com-error 80041001 ${sureness}`);
      expect(answer).toMatchObject({ calls: [{ outcome: { definite: false } }] });
    },
  );

  it('answers each call by its place', () => {
    const answer = parse(
      [SET, SETTLE],
      'call.2=settle done',
      'change=ran',
      'call.1=set-product-key refused return-value 1 definite',
    );
    expect(answer).toMatchObject({
      calls: [
        { call: 'set-product-key', outcome: { status: 'refused' } },
        { call: 'settle', outcome: { status: 'done' } },
      ],
    });
  });

  it('reads that another payload is busy', () => {
    expect(parse([SET], 'change=busy')).toEqual({ status: 'busy' });
  });

  it('reads what is not as expected', () => {
    expect(parse([SET], 'change=not-as-expected servicepack')).toEqual({
      status: 'not-as-expected',
      property: 'servicepack',
    });
  });

  it.each([
    ['no word of the change', ['call.1=set-product-key done']],
    ['an unknown status', ['change=walked', 'call.1=set-product-key done']],
    ['nothing that is not as expected', ['change=not-as-expected']],
    ['no outcome', ['change=ran']],
    ['an empty outcome', ['change=ran', 'call.1=set-product-key']],
    ['an unknown outcome', ['change=ran', 'call.1=set-product-key undone']],
    ['another call', ['change=ran', 'call.1=settle done']],
    ['a refusal without a reason', ['change=ran', 'call.1=set-product-key refused']],
    ['an unknown reason', ['change=ran', 'call.1=set-product-key refused weather 0 definite']],
    ['a reason that every object has', ['change=ran', 'call.1=set-product-key refused constructor 0 definite']],
    ['a refusal without a number', ['change=ran', 'call.1=set-product-key refused com-error']],
    ['a number in small letters', ['change=ran', 'call.1=set-product-key refused com-error 800706ba unsure']],
    ['a number of nine digits', ['change=ran', 'call.1=set-product-key refused com-error 800706BA0 unsure']],
  ])('finds an answer with %s unreadable', (_what, lines) => {
    expect(() => parse([SET], ...lines)).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ code: 'unreadable-answer' }) }),
    );
  });
});

function parse(calls: readonly WriteCall[], ...lines: readonly string[]): ReturnType<typeof parseChange> {
  return parseChange(parseAnswers({ stdout: [...lines, 'end=ok'].join('\r\n'), exitCode: 0 }), calls);
}
