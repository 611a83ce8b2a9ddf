import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import type { DoctorDocument } from '../../src/reporters/doctor-document.ts';
import { commandLine } from '../support/command-line.ts';
import { FakePrograms, NO_FAKE_PROGRAMS } from '../support/fake-programs.ts';

/** Nobody else in these tests listens there. */
const ADDRESS = '127.0.77.5';

let folder: string;
let programs: FakePrograms;
let said: string;
const open: (() => void)[] = [];

beforeEach(async (context) => {
  context.skip(NO_FAKE_PROGRAMS !== undefined, NO_FAKE_PROGRAMS);
  folder = await mkdtemp(join(tmpdir(), 'vlk-doctor-'));
  programs = await FakePrograms.create(['cscript'], () => [
    { do: 'write', to: 1, text: said },
    { do: 'exit', code: 1 },
  ]);
});
afterEach(async () => {
  for (const close of open.splice(0)) close();
  await programs[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('vlkctl doctor over wmi', () => {
  it('says what DCOM needs where nothing listens, and starts no script', async () => {
    const document = await doctor();
    expect(statuses(document)).toMatchObject({ controller: 'passed', connection: 'failed', logon: 'not-tried' });
    expect(document.checks.find(({ what }) => what === 'connection')?.remedy).toContain('RemoteAdmin enable');
    expect(programs.started).toEqual([]);
  });

  it('thinks of ForceGuest where DCOM denies access', async (context) => {
    await listenOnRpc(context);
    said = 'error=connect 80070005\r\n';
    const document = await doctor();
    expect(statuses(document)).toMatchObject({
      connection: 'passed',
      service: 'not-checked',
      logon: 'passed',
      answer: 'not-tried',
      rights: 'failed',
      'guest-logons': 'not-checked',
    });
  });

  it('finds a firewall behind the port of RPC', async (context) => {
    await listenOnRpc(context);
    said = 'error=connect 800706BA\r\n';
    const document = await doctor();
    expect(document.checks.find(({ status }) => status === 'failed')).toMatchObject({
      what: 'service',
      code: 'host-unreachable',
    });
  });
});

/** The one port that DCOM begins at cannot be chosen, and not everybody may listen there. */
async function listenOnRpc(context: TestContext): Promise<void> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen(135, ADDRESS, () => resolve(undefined));
  });
  context.skip(error !== undefined, `port 135 cannot be listened on here: ${error?.code}`);
  open.push(() => void server.close());
}

function statuses({ checks }: DoctorDocument): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ what, status }) => [what, status]));
}

async function doctor(): Promise<DoctorDocument> {
  const file = join(folder, 'plant.yaml');
  await writeFile(file, INVENTORY);
  const env = { VLKCTL_INVENTORY: file, PATH: programs.bin };
  const { out } = await commandLine(['doctor', ADDRESS, '--output', 'json'], { folder, env });
  return JSON.parse(out);
}

const INVENTORY = `version: 1
keys:
  xp: { product: windows-xp-professional, secret: { env: VLK_KEY_XP }, identity: { lastFive: KKKKK } }
access: { dcom: { kind: wmi } }
defaults: { key: xp, access: dcom, os: windows-xp-rtm }
hosts:
  ${ADDRESS}: { computerName: GATE-07 }
`;
