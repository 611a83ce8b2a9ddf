import { describe, expect, it } from 'vitest';
import { allCodes, explainCode, FAMILIES } from '../../../src/explain/explain.ts';
import { mask } from '../../../src/model/secret.ts';
import { renderCodes, renderExplanation } from '../../../src/reporters/explanation-text.ts';

describe('an explanation', () => {
  it.each(allCodes())('of %s fits 80 columns and shows no key', (code) => {
    const text = mask(renderExplanation(explainCode(code)));
    expect(text.split('\n').filter((line) => line.length > 79)).toEqual([]);
    expect(text.split('\n').filter((line) => line !== line.trimEnd())).toEqual([]);
    expect(text).not.toContain('FFFFF-');
  });

  it('says what it is, why, what to do, and what to run', () => {
    expect(
      renderExplanation(explainCode('secret-missing')),
    ).toBe(`secret-missing: a key or password is not where it should be
  (why a run did not begin: exit code 1, nothing was written)

  What \`secret\` of a key or \`password\` of an access points to does not exist or
  is empty.

  Why
    Every key that a plan needs is read before the first host is changed, a
    password before its host is reached.

  What to do
    - Put the value there, or correct in the inventory where it is read from.

  Next
    vlkctl keys identify LABEL
    vlkctl doctor
`);
  });

  it('shows wrong and right as they are written in a file', () => {
    expect(renderExplanation(explainCode('unknown-key'))).toContain(`
  Wrong
    hosts:
      gate-07.b.example: { key: xp-dk }

  Right
    hosts:
      gate-07.b.example: { key: xp-da }
`);
  });

  it('comes twice where a code is met in two places', () => {
    const text = renderExplanation(explainCode('seats-exceeded'));
    expect(text).toContain('(a problem of an inventory)');
    expect(text).toContain('(why a whole plan is refused');
  });
});

describe('the list of codes', () => {
  const text = renderCodes(FAMILIES);

  it('has every code with its title, by family, in 80 columns', () => {
    for (const code of allCodes()) expect(text).toMatch(new RegExp(`^  ${code}  +\\S`, 'm'));
    expect(text.split('\n').filter((line) => line.length > 79)).toEqual([]);
    expect(text).toContain('\n\nWhy a host could not be read (exit code 5)\n  host-unreachable ');
  });
});
