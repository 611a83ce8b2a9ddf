import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../src/inventory/parse.ts';
import { resolveAccess } from '../../../src/inventory/resolve-access.ts';
import { makeSourceFile } from '../../../src/inventory/source.ts';
import type { Access } from '../../../src/model/host.ts';

/** What no host can use yet, as every system that can be declared today refuses https. */
describe('an access over https', () => {
  it.each([
    ['', { by: 'system' }],
    ['certificateAuthorities: ca.pem', { by: 'authorities', file: '/plant/ca.pem' }],
    [`certificateSha256: "${'9f'.repeat(32)}"`, { by: 'pin', sha256: pairs('9F') }],
    [`certificateSha256: "${pairs('a0')}"`, { by: 'pin', sha256: pairs('A0') }],
  ])('trusts by %s', (property, trust) => {
    expect(resolved(`kind: winrm\nscheme: https\nauthentication: kerberos\n${property}\n`)).toMatchObject({ trust });
  });
});

describe('an access over http', () => {
  it.each([
    ['true', 'where-offered'],
    ['false', 'demanded'],
  ])('with messages in clear allowed: %s', (value, sealing) => {
    const text = `kind: winrm\nallowUnencryptedHttpThatAnybodyOnTheNetworkCanReadAndChange: ${value}\n`;
    expect(resolved(text)).toMatchObject({ sealing });
  });
});

function pairs(digits: string): string {
  return Array.from({ length: 32 }, () => digits).join(':');
}

function resolved(text: string): Access {
  const { root } = parseYaml(makeSourceFile({ path: 'a.yaml', folder: '/plant', text }));
  if (root === undefined) throw new Error('nothing was read');
  return resolveAccess(root);
}
