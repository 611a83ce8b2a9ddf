import { describe, expect, it } from 'vitest';
import { expandHostName } from '../../../src/inventory/host-range.ts';

describe('expandHostName', () => {
  it.each([
    ['hmi-01.a.example', ['hmi-01.a.example']],
    ['192.0.2.17', ['192.0.2.17']],
    ['0042', ['0042']],
    ['__proto__', ['__proto__']],
    ['a', ['a']],
    ['hmi-[1:3].a.example', ['hmi-1.a.example', 'hmi-2.a.example', 'hmi-3.a.example']],
    ['hmi-[8:11]', ['hmi-8', 'hmi-9', 'hmi-10', 'hmi-11']],
    ['hmi-[08:11]', ['hmi-08', 'hmi-09', 'hmi-10', 'hmi-11']],
    ['hmi-[098:101]', ['hmi-098', 'hmi-099', 'hmi-100', 'hmi-101']],
    ['hmi-[0:1]', ['hmi-0', 'hmi-1']],
    ['hmi-[0:10]', Array.from({ length: 11 }, (_, index) => `hmi-${index}`)],
    ['[7:7]', ['7']],
    ['192.0.2.[9:10]', ['192.0.2.9', '192.0.2.10']],
  ])('%s', (text, names) => {
    expect(expandHostName(text)).toEqual({ ok: true, value: { names, isRange: text.includes('[') } });
  });

  it.each([
    '',
    '.',
    'a..b',
    'a.',
    '-a',
    'a-.b',
    'a b',
    'a/b',
    'user@a',
    'fe80::1',
    'blå',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(126)}ab`,
    `${'a'.repeat(60)}[1:1000]`,
    '-o[1:2]',
  ])('%j cannot be a host', (text) => {
    expect(expandHostName(text)).toMatchObject({ ok: false, error: { code: 'invalid-name' } });
  });

  it.each([
    'a[2:1]',
    'a[01:1]',
    'a[1:02]',
    'a[00:5]',
    'a[1:2][3:4]',
    'a[1]',
    'a[1:2',
    'a]',
    'a[x:y]',
    'a[:]',
    'a[-1:2]',
    'a[0:10000]',
    'a[1:9999999999]',
  ])('%j is no range', (text) => {
    expect(expandHostName(text)).toMatchObject({ ok: false, error: { code: 'invalid-range' } });
  });

  it('takes names as long as DNS allows, and ranges of ten thousand hosts', () => {
    expect(expandHostName(`${'a.'.repeat(126)}a`).ok).toBe(true);
    expect(expandHostName(`${'a'.repeat(63)}.example`).ok).toBe(true);
    expect(expandHostName('a[1:10000]')).toMatchObject({ ok: true });
  });
});
