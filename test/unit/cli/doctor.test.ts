import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, commandLine } from '../../support/command-line.ts';
import { receiptFile, receiptText } from '../../support/receipts.ts';

const REHEARSAL = `version: 1
simulation: true
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: KKKKK } }
access:
  lan: { kind: simulated, starts: other-key }
  off: { kind: simulated, starts: other-key, fault: unreachable }
  other: { kind: simulated, starts: other-key, fault: other-os-level }
  name: { kind: simulated, starts: other-key, fault: other-name }
  bare: { kind: simulated, starts: other-key, fault: class-missing }
defaults: { key: xp, os: windows-xp-sp2, access: lan }
hosts: { well: , asleep: { access: off }, upgraded: { access: other }, renamed: { access: name }, embedded: { access: bare } }
`;
const PLANT = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_XP }, identity: { lastFive: KKKKK } }
access:
  person: { kind: manual, maxAge: 90d }
  dcom: { kind: wmi }
  lan: { kind: winrm, port: 5985, username: svc, password: { env: VLK_P } }
defaults: { key: xp, os: windows-xp-sp2, access: person }
hosts: { gate-07: , till-1: { access: dcom }, till-2: { access: lan } }
`;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlkctl-doctor-'));
  writeFileSync(join(folder, 'rehearsal.yaml'), REHEARSAL);
  writeFileSync(join(folder, 'plant.yaml'), PLANT);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('vlkctl doctor of a simulated host', () => {
  it('says that it is one, on one screen', async () => {
    const { code, out, err } = await run('rehearsal', 'well');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`\
well (simulated) by access lan: a host inside vlkctl, starts with another key

passed  connection     simulated: the host is switched on
passed  answer         the host can be read
passed  computer name  WELL
passed  OS level       windows-xp-sp2
passed  activation     Win32_WindowsProductActivation is there, no activation
                       pending
passed  rights         key, activation and OOBETimer can be read; writing was
                       not tried
passed  clock          as here

Every link holds. Next
  vlkctl drift -i rehearsal.yaml --on well
    compares what it carries with what is declared
`);
  });

  it.each([
    ['asleep', 'connection', 'host-unreachable'],
    ['upgraded', 'OS level', 'os-level-mismatch'],
    ['renamed', 'computer name', 'other-host'],
    ['embedded', 'activation', 'class-missing'],
  ])('finds what is wrong with %s', async (name, label, code) => {
    const answer = await run('rehearsal', name);
    expect(answer.code).toBe(5);
    expect(answer.out).toContain(`FAILED  ${label}`);
    expect(answer.out).toContain(`\nBroken: ${label}. Next\n`);
    expect(answer.out).toContain(`  vlkctl explain ${code}\n`);
    expect(answer.out).toContain(`  vlkctl doctor ${name} -i rehearsal.yaml\n`);
  });

  it('is JSON as well', async () => {
    const { out } = await run('rehearsal', 'asleep', '--output', 'json');
    expect(JSON.parse(out)).toMatchObject({
      formatVersion: 1,
      simulated: true,
      host: { name: 'asleep', computerName: 'ASLEEP' },
      access: { label: 'off', kind: 'simulated' },
      status: 'failed',
      checks: [{ what: 'connection', status: 'failed' }, { what: 'answer', status: 'not-tried' }, {}, {}, {}, {}, {}],
    });
  });
});

describe('vlkctl doctor', () => {
  it('says of a host that a person changes that nobody reaches it', async () => {
    const { code, out } = await run('plant', 'gate-07');
    expect(code).toBe(5);
    expect(out).toMatch(/^FAILED {2}answer +nobody has reported yet how it stands$/m);
    expect(out).toContain('vlkctl runbook');
  });

  it('looks into the folder of receipts, and says how old the last one is', async () => {
    const pull = PLANT.replace('kind: manual, maxAge: 90d', 'kind: startup-script, receipts: left, maxAge: 3650d');
    expect(pull).not.toBe(PLANT);
    writeFileSync(join(folder, 'plant.yaml'), pull);
    expect((await run('plant', 'gate-07')).out).toMatch(/^FAILED {2}receipts +\S+left cannot be looked into/m);
    mkdirSync(join(folder, 'left'));
    expect((await run('plant', 'gate-07')).out).toMatch(/^FAILED {2}answer +no receipt of it has been taken in yet$/m);
    mkdirSync(join(folder, 'left', 'GATE-07'));
    writeFileSync(join(folder, 'left', 'GATE-07', receiptFile()), receiptText());
    await commandLine(['ingest', '-i', join(folder, 'plant.yaml')], { folder });
    const { out } = await run('plant', 'gate-07');
    expect(out).toMatch(/^passed {2}receipts +1 of it in \S+left, the newest/m);
    expect(out).toMatch(/^passed {2}answer +self-reported by a receipt/m);
  });

  it('cannot run on a broken inventory', async () => {
    writeFileSync(join(folder, 'plant.yaml'), 'version: 2\n');
    expect(await run('plant', 'gate-07')).toMatchObject({ code: 1, out: '' });
  });
});

describe('vlkctl doctor without a host', () => {
  it('looks at what the hosts of the inventory need here', async () => {
    const { code, out } = await run('plant');
    expect(code).toBe(5);
    expect(out).toMatch(/^passed {2}Node\.js +v\d+/m);
    expect(out).toMatch(/^FAILED {2}script host +cscript is not found on this machine$/m);
    expect(out).toMatch(/^FAILED {2}passwords +the password of access lan: the environment variable$/m);
    expect(out).toMatch(/^passed {2}state folder +\S+\.vlkctl, made by/m);
    expect(out).toMatch(/^passed {2}state lock /m);
    expect(out).not.toMatch(/^\w+ +ssh /m);
  });

  it('needs nothing for hosts inside vlkctl but a state folder', async () => {
    const { code, out } = await run('rehearsal');
    expect(code).toBe(0);
    expect(out).toContain('This machine (simulated hosts)\n');
    expect(out).toContain('\nEvery link holds. Next\n  vlkctl drift -i rehearsal.yaml\n');
  });

  it('finds a run that is changing hosts', async () => {
    mkdirSync(join(folder, '.vlkctl'));
    writeFileSync(join(folder, '.vlkctl', 'lock'), JSON.stringify({ pid: 1, machine: 'another' }));
    const { out } = await run('plant');
    expect(out).toMatch(/^FAILED {2}state lock +another run is changing hosts/m);
  });

  it('finds a file in the place of the state folder', async () => {
    writeFileSync(join(folder, '.vlkctl'), '');
    const { out } = await run('plant', '--output', 'json');
    expect(JSON.parse(out)).toMatchObject({ checks: expect.arrayContaining([NO_FOLDER]) });
  });
});

const NO_FOLDER: unknown = expect.objectContaining({ what: 'state-folder', code: 'state-unreadable' });

function run(inventory: string, ...words: readonly string[]): Promise<Answer> {
  return commandLine(['doctor', '-i', join(folder, `${inventory}.yaml`), ...words], { folder, columns: 80 });
}
