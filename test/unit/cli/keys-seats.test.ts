import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, commandLine } from '../../support/command-line.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-seats-'));
  file = join(folder, 'plant.yaml');
  await writeFile(file, TEXT);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const TEXT = `version: 1
simulation: true
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: 7K3QT }, seats: 2 }
  new: { product: windows-xp-professional, secret: { env: VLK_NEW }, identity: { lastFive: XXXXX } }
access:
  has-it: { kind: simulated, starts: desired-key }
  other: { kind: simulated, starts: other-key }
  off: { kind: simulated, starts: other-key, fault: unreachable }
defaults: { key: xp, os: windows-xp-sp2, access: has-it }
hosts:
  a-[1:2].example:
  b.example: { access: other }
`;

describe('keys seats', () => {
  it('counts what is declared without reaching a host, and marks an overrun', async () => {
    expect(await run('keys', 'seats')).toMatchObject({
      code: 2,
      out: `Key  Purchased  Declared  Observed  Overrun
xp   2          3         -         ! 1 too many
new  not said   0         -

2 keys: 1 with too few seats (simulated)
`,
    });
  });

  it('counts with --observe the hosts that carry a key, whatever they declare', async () => {
    expect((await run('keys', 'seats', '--observe')).out).toContain(
      'xp   2          3         2         ! 1 too many\n',
    );
    await writeFile(file, TEXT.replace('seats: 2', 'seats: 3'));
    expect((await run('keys', 'seats', '--observe')).code).toBe(0);
    await commandLine(['lab', 'break', '--on', 'a-*', '--service-pack', '-i', file], { folder });
    // Declared with the new key from now on, but still carrying the old one.
    await writeFile(file, TEXT.replace('seats: 2', 'seats: 1').replace('defaults: { key: xp', 'defaults: { key: new'));
    const answer = await run('keys', 'seats', '--observe', '--output', 'json');
    expect(answer.code).toBe(2);
    const document: unknown = JSON.parse(answer.out);
    expect(document).toMatchObject({
      keys: [
        { label: 'xp', purchased: 1, declared: 0, observed: 2, overrun: 1 },
        { label: 'new', declared: 3, observed: 0, overrun: 0 },
      ],
    });
  });

  it('says which hosts it did not see', async () => {
    await writeFile(file, TEXT.replace('access: other', 'access: off').replace('seats: 2', 'seats: 3'));
    const answer = await run('keys', 'seats', '--observe', '--output', 'markdown');
    expect(answer.code).toBe(5);
    expect(answer.out).toContain('| xp | 3 | 3 | 2 |  |\n');
    expect(answer.out).toContain('1 host not seen');
  });
});

it.each([['plan'], ['apply', '--yes']])('%s refuses a plan beyond the seats, in one paragraph', async (...words) => {
  const answer = await run(...words);
  expect(answer.code).toBe(3);
  expect(answer.out.replaceAll(/\s+/g, ' ').match(/the key xp has 2 seats/g)).toHaveLength(1);
});

function run(...words: readonly string[]): Promise<Answer> {
  return commandLine([...words, '-i', file, '--quiet'], { folder });
}
