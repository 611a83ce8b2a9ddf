import { describe, expect, it } from 'vitest';
import { DEFAULTS, diagnoseText, HEAD } from '../../support/load-text.ts';

const MANY = 250;

/** Long sections are checked in pieces, and every slip is told where it stands. */
describe('a long section', () => {
  it.each([
    ['keys', (wrong: boolean) => `{ product: windows-xp-professional, ${wrong ? 'sceret' : 'secret'}: { env: A } }`],
    ['access', (wrong: boolean) => `{ kind: ${wrong ? 'shs' : 'ssh'} }`],
    ['windows', (wrong: boolean) => `{ cron: '0 1 * * *', duration: 1h${wrong ? '' : ', timezone: UTC'} }`],
    ['groups', (wrong: boolean) => `{ hosts: {}${wrong ? ', wrong: 1' : ''} }`],
  ])('of %s', async (section, entry) => {
    const lines = numbers((index) => `  e${index}: ${entry(isWrong(index))}`);
    expect(await errorLines(`version: 1\n${section}:\n${lines}`, 3)).toEqual(WRONG);
  });

  it('of groups within a group whose name needs care in a path, and is wrong', async () => {
    const lines = numbers((index) => `      e${index}: { ${isWrong(index) ? 'wrong' : 'tags'}: [x] }`);
    expect(await errorLines(`version: 1\ngroups:\n  a~/b:\n    groups:\n${lines}`, 5)).toEqual([-2, ...WRONG]);
  });

  it('of waivers, and a waiver that says nothing is told where it stands', async () => {
    const lines = numbers((index) => `  - ${isWrong(index) ? '{}' : waiverFor(index)}`);
    const text = `${HEAD}${DEFAULTS}hosts: { 'h-[100:349]': }\nwaivers:\n`;
    expect(await errorLines(`${text}${lines}`, text.split('\n').length)).toEqual(WRONG);
  });

  it('has its names looked at', async () => {
    const lines = numbers((index) => `  ${isWrong(index) ? `'a ${index}'` : `a${index}`}: { kind: ssh }`);
    expect(await errorLines(`version: 1\naccess:\n${lines}`, 3)).toEqual(WRONG);
  });
});

const WRONG = [7, 150, 249];

function isWrong(index: number): boolean {
  return WRONG.includes(index);
}

function waiverFor(index: number): string {
  return `{ host: h-${100 + index}, drift: key, reason: a, owner: b, until: 2026-12-01 }`;
}

function numbers(line: (index: number) => string): string {
  return `${Array.from({ length: MANY }, (_, index) => line(index)).join('\n')}\n`;
}

/** Entries with an error of the schema, by number; the first stands on line `first`. */
async function errorLines(text: string, first: number): Promise<readonly number[]> {
  const found = await diagnoseText(text);
  const bySchema = found.filter(({ code }) =>
    /^(?:unknown-property|missing-property|invalid-value|invalid-name)$/.test(code),
  );
  return [...new Set(bySchema.map(({ at }) => (at?.line ?? 0) - first))];
}
