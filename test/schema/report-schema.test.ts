import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/cli/actions/validate.ts';
import { drift, plan } from '../../src/engine/run.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import type { WriteCall } from '../../src/model/call.ts';
import { DIAGNOSTIC_CODES } from '../../src/model/diagnostic.ts';
import { BLOCK_CODES, type DriftCause } from '../../src/model/drift.ts';
import { RUN_COMMANDS, type RunEvent } from '../../src/model/event.ts';
import { FAULT_CODES } from '../../src/model/fault.ts';
import { GUARD_CODES } from '../../src/model/guard.ts';
import type { Channel } from '../../src/model/key.ts';
import { OS_LEVELS } from '../../src/model/os-level.ts';
import type { HostOutcome } from '../../src/model/outcome.ts';
import { HOST_STATUSES, OUTCOME_CODES, type Report } from '../../src/model/report.ts';
import type { SettlementResult } from '../../src/model/settlement.ts';
import type { StrategyName } from '../../src/model/strategy.ts';
import { driftReport, outcomeReport, planReport, type ReportHead } from '../../src/reporters/build-report.ts';
import { renderJson } from '../../src/reporters/json.ts';
import { ndjsonEnd, ndjsonLines } from '../../src/reporters/ndjson.ts';
import { host, intent, inventory } from '../support/builders.ts';
import { Rig } from '../support/engine-rig.ts';
import { fakeIo } from '../support/fake-io.ts';
import { ALL_STATUSES, hostReport, reportOf } from '../support/report-builders.ts';
import { SCENES } from '../support/report-scenes.ts';
import { piecesOf, referred, type Schema } from '../support/schema-pieces.ts';

const root = join(import.meta.dirname, '../..');
const schema: Schema = JSON.parse(readFileSync(join(root, 'schema/report.schema.json'), 'utf8'));
const ajv = new Ajv2020({ strict: true, allErrors: true }).addSchema(schema, 'report');
const isReport = ajv.compile({ $ref: 'report' });
const isEvent = ajv.compile({ $ref: 'report#/$defs/event' });
const isValidation = ajv.compile({ $ref: 'report#/$defs/validation' });

/** What keeps a document from being one; nothing if it is. */
function problemsOf(check: ValidateFunction, text: string): readonly string[] {
  const value: unknown = JSON.parse(text);
  return check(value)
    ? []
    : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}: ${text.slice(0, 300)}`);
}

function property(definition: string, name: string): Schema {
  return schema.$defs?.[definition]?.properties?.[name] ?? {};
}

/** Names of a type that has no list: one that is missing here does not compile. */
function namesOf<N extends string>(names: Readonly<Record<N, true>>): readonly string[] {
  return Object.keys(names).toSorted();
}

describe('the schema of reports', () => {
  const pieces = [...piecesOf('', schema)];

  it('describes every property and shows an example that it accepts itself', () => {
    expect(pieces.length).toBeGreaterThan(60);
    const wanting = pieces.filter(({ path, piece }) => {
      const { description, examples = [] } = { ...referred(schema, piece), ...piece };
      const accepts = ajv.compile({ $ref: `report#${path}` });
      return !description?.endsWith('.') || examples.length === 0 || !examples.every((each) => accepts(each));
    });
    expect(wanting.map(({ path }) => path)).toEqual([]);
  });

  it('allows nothing but the properties it names', () => {
    const objects = pieces.filter(({ piece }) => piece.properties !== undefined);
    expect(objects.filter(({ piece }) => piece.additionalProperties !== false).map(({ path }) => path)).toEqual([]);
  });

  it('knows every status, code and command of the model, and no other', () => {
    expect(schema.$defs?.['status']?.enum).toEqual(HOST_STATUSES);
    expect(schema.$defs?.['command']?.enum).toEqual(RUN_COMMANDS);
    expect(schema.$defs?.['hostCode']?.enum).toEqual(
      [...new Set([...FAULT_CODES, ...BLOCK_CODES, ...OUTCOME_CODES])].toSorted(),
    );
    expect(property('refusal', 'code').enum).toEqual(GUARD_CODES);
    expect(property('diagnostic', 'code').enum).toEqual(DIAGNOSTIC_CODES);
    expect(property('host', 'os').enum).toEqual(OS_LEVELS.map(({ level }) => level));
  });

  it.each<[string, string, readonly string[]]>([
    ['host', 'cause', namesOf<DriftCause>({ pending: true, drift: true, 'no-history': true })],
    ['host', 'strategy', namesOf<StrategyName>({ 'pre-sp1': true, sp1: true })],
    ['keyEvidence', 'channel', namesOf<Channel>({ retail: true, oem: true, volume: true, unknown: true })],
    [
      'settled',
      'result',
      namesOf<SettlementResult>({
        changed: true,
        untouched: true,
        restored: true,
        'activation-lost': true,
        'activation-pending': true,
        'change-in-progress': true,
        'another-controller': true,
        unsettled: true,
      }),
    ],
    [
      'host',
      'calls',
      namesOf<WriteCall['kind']>({
        'save-oobe-timer': true,
        'delete-oobe-timer': true,
        'set-product-key': true,
        settle: true,
        'restore-oobe-timer': true,
        'drop-undo': true,
      }),
    ],
  ])('knows every %s.%s of the model, and no other', (definition, name, expected) => {
    const found = property(definition, name);
    const names = found.enum ?? found.items?.enum ?? referred(schema, found)?.enum ?? [];
    expect(names.map(String).toSorted()).toEqual(expected);
  });

  it.each(RUN_COMMANDS)('accepts reports of %s in every situation', (command) => {
    const everyStatus = Object.keys(ALL_STATUSES);
    for (const report of [...Object.values(SCENES), reportOf(HOST_STATUSES.map((status) => hostReport(status)))]) {
      expect(problemsOf(isReport, renderJson({ ...report, command }))).toEqual([]);
    }
    expect(everyStatus.toSorted()).toEqual([...HOST_STATUSES].toSorted());
  });

  it('refuses what is no report', () => {
    const report = reportOf([hostReport('in-order')]);
    for (const wrong of [
      { ...report, formatVersion: 2 },
      { ...report, hosts: [{ ...report.hosts[0], status: 'fine' }] },
      { ...report, hosts: [{ ...report.hosts[0], code: 'no-such-code' }] },
      { ...report, more: true },
    ]) {
      expect(isReport(wrong)).toBe(false);
    }
  });
});

describe('what runs print', () => {
  const specs = ['hmi-001', 'hmi-002', 'hmi-003'].map((name) => host({ name: `${name}.a.example` }));

  /** A run over three hosts of which one refuses the key; its report and its stream. */
  async function runOf(
    command: 'drift' | 'plan' | 'apply' | 'recover',
  ): Promise<{ json: string; lines: readonly string[] }> {
    await using rig = await Rig.create(specs);
    rig.host('hmi-002.a.example').answerToKey = 'refuses';
    const events: RunEvent[] = [];
    const context = rig.context({ emit: (event) => void events.push(event) });
    const head: ReportHead = {
      command,
      inventory: inventory(specs),
      generatedAt: '2026-11-22T16:15:30.000Z',
      undeclared: [intent({ host: 'gone.a.example' })],
      interrupted: false,
    };
    const report = await reportOfRun(command, context, rig, head);
    const read = ndjsonLines(head.inventory);
    const stream =
      events.map((event) => read(event, head.generatedAt)).join('') + ndjsonEnd(report, 4, head.generatedAt);
    return { json: renderJson(report), lines: stream.trimEnd().split('\n') };
  }

  it.each(RUN_COMMANDS)('of %s is in the schema, as a document and as a stream', async (command) => {
    const { json, lines } = await runOf(command);
    expect(problemsOf(isReport, json)).toEqual([]);
    expect(lines.flatMap((line) => problemsOf(isEvent, line))).toEqual([]);
  });

  it.each(RUN_COMMANDS)('of %s finishes each host once, between the first and the last line', async (command) => {
    const { json, lines } = await runOf(command);
    const events: readonly { type: string; host: string; report: unknown }[] = lines.map((line) => JSON.parse(line));
    const finished = events.filter(({ type }) => type === 'host-finished');
    expect(events[0]).toMatchObject({ type: 'run-started', command });
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', exitCode: 4 });
    const byName = finished.toSorted((a, b) => (a.host < b.host ? -1 : 1)).map((event) => event.report);
    expect(byName).toEqual(JSON.parse(json).hosts);
  });

  it.each(['inventories/rehearsal.yaml', 'test/cases/inventory/unknown-key', 'no-such-file.yaml'])(
    'by validate of %s is in the schema',
    async (path) => {
      const io = fakeIo();
      await validate({ inventory: [join(root, path)], output: 'json' }, io);
      expect(problemsOf(isValidation, io.written.out)).toEqual([]);
      const loaded = await loadInventory([join(root, path)], { today: '2026-11-22' });
      expect(JSON.parse(io.written.out).valid).toBe(loaded.ok);
    },
  );
});

async function reportOfRun(
  command: string,
  context: Parameters<typeof drift>[0],
  rig: Rig,
  head: ReportHead,
): Promise<Report> {
  if (command === 'drift') return driftReport(head, (await drift(context)).drifts);
  if (command === 'plan') {
    const run = await plan(context);
    return planReport(head, run.drifts, run.plan.hosts);
  }
  const outcomes: readonly HostOutcome[] =
    command === 'apply' ? await rig.outcomes(context) : (await rig.recover(undefined, context)).outcomes;
  return outcomeReport(head, outcomes);
}
