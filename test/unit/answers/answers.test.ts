import { describe, expect, it } from 'vitest';
import { type Answers, parseAnswers } from '../../../src/answers/answers.ts';
import type { Fault } from '../../../src/model/fault.ts';
import { TransportError } from '../../../src/model/fault.ts';

describe('parseAnswers', () => {
  it('reads lines of name and value', () => {
    const answers = parse('os.csname=GATE-07\r\nos.servicepack=0\r\nend=ok\r\n');
    expect(answers.text('os.csname')).toBe('GATE-07');
    expect(answers.integer('os.servicepack')).toBe(0);
  });

  it('keeps an equals sign, spaces and emptiness of a value', () => {
    const answers = parse('a= x = y \r\nb=\r\nend=ok');
    expect([answers.text('a'), answers.text('b')]).toEqual([' x = y ', '']);
  });

  it('does not mind empty lines', () => {
    expect(parse('\r\na=1\r\n\r\nend=ok\r\n\r\n').text('a')).toBe('1');
  });

  it('tells a missing line from an empty one', () => {
    const answers = parse('a=\r\nend=ok');
    expect([answers.optional('a'), answers.optional('b')]).toEqual(['', undefined]);
    expect(faultOf(() => answers.text('b'))).toMatchObject({
      code: 'unreadable-answer',
      message: expect.stringContaining('b is missing'),
    });
  });

  it.each(['', ' ', '1.5', '0x10', '1e3', '12345678901', 'null', '--1', '1 '])('takes %j for no number', (text) => {
    const answers = parse(`n=${text}\r\nend=ok`);
    expect(faultOf(() => answers.integer('n')).code).toBe('unreadable-answer');
  });

  it.each([
    ['0', 0],
    ['-1', -1],
    ['2147483647', 2_147_483_647],
    ['4294967295', 4_294_967_295],
  ])('takes %j for a number', (text, number) => {
    expect(parse(`n=${text}\r\nend=ok`).integer('n')).toBe(number);
  });

  it.each([
    ['nothing', '', 0],
    ['no end', 'a=1', 0],
    ['an end that is not the last line', 'end=ok\r\na=1', 0],
    ['another end', 'a=1\r\nend=OK', 0],
    ['exit code 1', 'a=1\r\nend=ok', 1],
    ['a negative exit code', 'a=1\r\nend=ok', -1],
    ['a name said twice', 'a=1\r\na=1\r\nend=ok', 0],
    ['an end said twice', 'end=ok\r\nend=ok', 0],
    ['a line without a name', '=1\r\nend=ok', 0],
    ['a line without an equals sign', 'hello\r\nend=ok', 0],
    ['a name in capitals', 'A=1\r\nend=ok', 0],
    ['a space before a name', ' a=1\r\nend=ok', 0],
    ['a byte above ASCII', 'a=\u00c4\r\nend=ok', 0],
    ['a NUL', 'a=\0\r\nend=ok', 0],
    ['a tab', 'a=\t\r\nend=ok', 0],
    ['an escape', 'a=\u001b[2J\r\nend=ok', 0],
  ])('finds an answer with %s unreadable', (_what, stdout, exitCode) => {
    expect(faultOf(() => parse(stdout, exitCode)).code).toBe('unreadable-answer');
  });

  it('reads 4096 lines and not one more', () => {
    expect(parse(`${lines(4095)}end=ok`).text('l.4094')).toBe('x');
    expect(faultOf(() => parse(`${lines(4096)}end=ok`)).code).toBe('unreadable-answer');
  });

  it.each<[said: string, fault: Partial<Fault>]>([
    ['wrong-bitness', { code: 'wrong-bitness' }],
    ['calls-file', { code: 'script-host-failed' }],
    ['provider 80041003', { code: 'provider-failed', hresult: 0x8004_1003 }],
    ['os 5', { code: 'provider-failed', hresult: 5 }],
    ['os 0', { code: 'provider-failed', hresult: 0 }],
    ['provider', { code: 'unreadable-answer' }],
    ['provider xyz', { code: 'unreadable-answer' }],
    ['provider 80041003 and more', { code: 'unreadable-answer' }],
    ['', { code: 'unreadable-answer' }],
  ])('turns error=%s into a fault', (said, fault) => {
    expect(faultOf(() => parse(`error=${said}\r\n`, 1))).toMatchObject(fault);
  });

  it('believes an error whatever stands after it', () => {
    expect(faultOf(() => parse('error=wrong-bitness\r\nend=ok\r\n', 0)).code).toBe('wrong-bitness');
  });

  it('repeats nothing of an answer that it cannot read', () => {
    const fault = faultOf(() => parse('the-answer-itself\r\nend=ok'));
    expect(JSON.stringify(fault)).not.toContain('the-answer-itself');
  });
});

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `l.${index}=x\n`).join('');
}

function parse(stdout: string, exitCode = 0): Answers {
  return parseAnswers({ stdout, exitCode });
}

function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof TransportError) return error.fault;
    throw error;
  }
  throw new Error('It did not fail');
}
