import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPlanFile } from '../../../src/engine/read-plan-file.ts';
import type { HostPlan, SavedPlan } from '../../../src/model/plan.ts';
import { renderSavedPlan, toSavedPlan } from '../../../src/reporters/saved-plan.ts';
import { containing, DENIED, host, stepOf } from '../../support/builders.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlk-plan-'));
  file = join(folder, 'plan.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const HOSTS: readonly HostPlan[] = [
  { host: 'a.example', status: 'in-order' },
  { host: 'b.example', status: 'change', step: stepOf() },
  { host: 'c.example', status: 'change', step: stepOf({ before: { state: 'withheld', channel: 'oem' } }) },
  { host: 'd.example', status: 'settle', intents: ['i20251122110000-00000001'] },
  { host: 'e.example', status: 'blocked', block: { code: 'other-host', message: 'm', help: 'h' } },
  { host: 'f.example', status: 'unknown', fault: { ...DENIED, hresult: 0x8007_0005 } },
];

const PLAN: SavedPlan = toSavedPlan(
  { formatVersion: 1, inventoryDigest: 'd'.repeat(64), simulated: false, hosts: HOSTS },
  '2026-11-18T16:15:30.000Z',
  '0.1.0',
);

async function read(content: string | Uint8Array): Promise<SavedPlan> {
  await writeFile(file, content);
  return readPlanFile(file);
}

async function refusal(content: string | Uint8Array): Promise<unknown> {
  return read(content).then(
    () => 'was read',
    (error: unknown) => error,
  );
}

function refused(message: string): object {
  return { name: 'RunRefused', code: 'plan-unreadable', message: containing(message), help: containing('--out') };
}

/** A plan of which one part is something else. */
function edited(path: string, value: unknown): string {
  const plan: unknown = structuredClone(PLAN);
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at: unknown = plan;
  for (const name of names) at = Reflect.get(Object(at), name);
  if (value === undefined) Reflect.deleteProperty(Object(at), last);
  else Object.defineProperty(Object(at), last, { value, enumerable: true, configurable: true, writable: true });
  return JSON.stringify(plan);
}

describe('a saved plan', () => {
  it('is read as it was saved, with every kind of host', async () => {
    expect(await read(renderSavedPlan(PLAN))).toEqual(PLAN);
  });

  it('is read when it has no hosts', async () => {
    const empty = { ...PLAN, hosts: [] };
    expect(await read(renderSavedPlan(empty))).toEqual(empty);
  });

  it('has one line for each host, so that two plans can be compared', () => {
    const lines = renderSavedPlan(PLAN).split('\n');
    for (const one of HOSTS) expect(lines.filter((line) => line.includes(one.host))).toHaveLength(1);
  });

  it('is read after an editor put a byte order mark before it, and after a tool sorted its properties', async () => {
    expect(await read(`\uFEFF${renderSavedPlan(PLAN)}`)).toEqual(PLAN);
    const { hosts, ...head } = PLAN;
    expect(await read(JSON.stringify({ hosts, ...head }, undefined, 4))).toEqual(PLAN);
  });
});

describe('a file that is no plan', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'it is not JSON'],
    ['torn', renderSavedPlan(PLAN).slice(0, -20), 'it is not JSON'],
    ['YAML', 'version: 1\n', 'it is not JSON'],
    ['UTF-16', new Uint8Array(Buffer.from('\uFEFF{}', 'utf16le')), 'it is not UTF-8'],
    ['a number', '7', 'it is not a plan'],
    ['null', 'null', 'it is not a plan'],
    ['a list', '[]', 'it is not a plan'],
    ['another document', '{"kind":"other"}', 'it is not a plan'],
    ['a report', JSON.stringify({ formatVersion: 1, command: 'plan', summary: {}, hosts: [] }), 'it is a report'],
    ['of a later version', edited('formatVersion', 2), 'it has formatVersion 2, and this vlkctl knows 1'],
    ['without a version', edited('formatVersion', undefined), 'it does not say its formatVersion'],
    ['deep', '['.repeat(200_000), 'it is not JSON'],
  ])('is refused: %s', async (_title, content, message) => {
    expect(await refusal(content)).toMatchObject(refused(message));
  });

  it.each<[string, unknown, string]>([
    ['hosts', undefined, "it must have required property 'hosts'"],
    ['hosts', {}, 'hosts must be array'],
    ['approvedBy', 'me', 'it has a property that no plan has: "approvedBy"'],
    ['__proto__', { simulated: true }, 'it has a property that no plan has: "__proto__"'],
    ['simulated', 'no', 'simulated must be boolean'],
    ['savedAt', '18 November', 'savedAt must match pattern'],
    ['savedBy', '\u001B[31m', 'savedBy must match pattern'],
    ['inventoryDigest', 'abc', 'inventoryDigest must match pattern'],
    ['hosts.1.host', '--proxy', 'hosts[1].host must match pattern'],
    ['hosts.1.host', 'a\nb', 'hosts[1].host must match pattern'],
    ['hosts.1.status', 'force', 'hosts[1] value of tag "status" must be in oneOf'],
    ['hosts.1.step', undefined, "hosts[1] must have required property 'step'"],
    ['hosts.1.step.calls', ['format-disk'], 'hosts[1].step.calls[0] must be equal to one of the allowed values'],
    ['hosts.1.step.strategy', 'none', 'hosts[1].step.strategy must be equal'],
    ['hosts.1.step.os', 'windows-11', 'hosts[1].step.os must be equal'],
    ['hosts.1.step.after.lastFive', 'FFFFF-GGGGG', 'hosts[1].step.after.lastFive must match pattern'],
    ['hosts.1.step.after.key', 'x', 'hosts[1].step.after has a property that no plan has: "key"'],
    ['hosts.1.step.before.state', 'gone', 'hosts[1].step.before value of tag "state" must be in oneOf'],
    ['hosts.1.step.keyLabel', '../../x', 'hosts[1].step.keyLabel must match pattern'],
    ['hosts.3.intents', 'all', 'hosts[3].intents must be array'],
    ['hosts.4.block.code', 'No such', 'hosts[4].block.code must match pattern'],
    ['hosts.5.fault', undefined, "hosts[5] must have required property 'fault'"],
    ['hosts.0.step', stepOf(), 'hosts[0] has a property that no plan has: "step"'],
  ])('is refused where %s is %j', async (path, value, message) => {
    expect(await refusal(edited(path, value))).toMatchObject(refused(message));
  });

  it('is refused when a host stands in it twice: nobody could say which entry was approved', async () => {
    const twice = { ...PLAN, hosts: [...HOSTS, { host: 'b.example', status: 'in-order' }] };
    expect(await refusal(JSON.stringify(twice))).toMatchObject(refused('the host b.example is in it twice'));
  });

  it('is refused for hosts with the names of prototypes only when they are no names', async () => {
    const named = { ...PLAN, hosts: ['__proto__', 'constructor'].map((name) => ({ ...HOSTS[0], host: name })) };
    expect((await read(JSON.stringify(named))).hosts.map((one) => one.host)).toEqual(['__proto__', 'constructor']);
  });

  it('is refused when there is none, when it is a folder, and when it is huge, before it is read', async () => {
    await expect(readPlanFile(file)).rejects.toMatchObject(refused('there is no such file'));
    await mkdir(file);
    await expect(readPlanFile(file)).rejects.toMatchObject(refused('it is not a file'));
    const huge = join(folder, 'huge.json');
    await writeFile(huge, '');
    await truncate(huge, 300 * 1024 * 1024);
    await expect(readPlanFile(huge)).rejects.toMatchObject(refused('it is larger than 128 MB'));
  });

  it('is told by its path, so that the right file is mended', async () => {
    expect(await refusal('{}')).toMatchObject({ message: containing(file) });
  });
});

describe('what is saved', () => {
  it('never holds where a key is kept', () => {
    expect(renderSavedPlan(PLAN)).not.toContain(Object.values(host().key.secret)[0]);
  });
});
