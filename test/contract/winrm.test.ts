import { beforeEach, describe, expect, it } from 'vitest';
import type { WriteCall } from '../../src/model/call.ts';
import { winrmTransport } from '../../src/transports/winrm/winrm.ts';
import { NO_FAKE_PROGRAMS } from '../support/fake-programs.ts';
import { settingsFor } from '../support/fake-rigs.ts';
import { everythingOf, keyTraces } from '../support/fake-secrets.ts';
import { hostSpec, KEY, TYPED_KEY } from '../support/fake-spec.ts';
import { answerSoap, fault } from '../support/simulated-windows.ts';
import { PASSWORD, type WinrmRig, winrmRig } from '../support/winrm-rig.ts';
import { caught, change, codeOf, INITIAL, noSignal, openRead, openWrite, readOnce } from './behaviour.ts';
import { describeTransport } from './transport.contract.ts';

const MARKS = String.raw`software\vlkctl\busy`;
const SET: WriteCall = { kind: 'set-product-key' };

/** What the service may answer in place of the operating system, made from what it should answer. */
const NO_ANSWERS: Readonly<Record<string, (soap: string) => string>> = {
  'nothing at all': () => '',
  'a page for people': () => '<html><head><title>IIS</title></head><body/></html>',
  'text that is no XML': () => 'Bad command or file name',
  'XML that breaks off': (soap) => soap.slice(0, soap.length / 2),
  'XML after which more follows': (soap) => `${soap}<more/>`,
  'XML with a document type': (soap) => `<!DOCTYPE a [<!ENTITY b "c">]>${soap}`,
  'an envelope without a body': (soap) => soap.replace(/<s:Body>.*<\/s:Body>/, ''),
  'an answer to another question': (soap) => soap.replaceAll('EnumerateResponse', 'SubscribeResponse'),
  'no instance': (soap) => soap.replace(/<w:Item>.*<\/w:Item>/, ''),
  'an instance without a name': (soap) => soap.replace(/<p:CSName>.*<\/p:CSName>/, ''),
  'an instance whose version is null': (soap) =>
    soap.replace(
      /<p:Version>.*<\/p:Version>/,
      '<p:Version xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>',
    ),
  'a number that is none': (soap) => soap.replace('Version>0<', 'Version>SP0<'),
  'a number that has no end': (soap) => soap.replace('Version>0<', `Version>${'9'.repeat(400)}<`),
  'UTF-16': (soap) => soap.replaceAll(/(.)/gs, '$1\0'),
  'a tree that is deeper than any answer': (soap) =>
    soap.replace('<s:Body>', `<s:Body>${'<a>'.repeat(80)}${'</a>'.repeat(80)}`),
};

/** The same answer, written in another way. */
const SAME_ANSWERS: Readonly<Record<string, (soap: string) => string>> = {
  'an XML declaration': (soap) => `<?xml version="1.0" encoding="UTF-8"?>\r\n${soap}`,
  'a byte order mark': (soap) => `\ufeff${soap}`,
  'a comment': (soap) => soap.replace('<s:Body>', '<!-- lang="da" --><s:Body>'),
  'other prefixes': (soap) => soap.replaceAll(/(<\/?)s:/g, '$1soap:').replace('xmlns:s=', 'xmlns:soap='),
  'blanks between the elements': (soap) => soap.replaceAll('><', '>\r\n  <'),
  'the name in CDATA': (soap) => soap.replace('>GATE-07<', '><![CDATA[GATE-07]]><'),
  'the name in character references': (soap) => soap.replace('>GATE-07<', '>&#71;ATE&#x2d;07<'),
};

describeTransport('winrm', winrmRig);

describe('only over winrm', { timeout: 30_000 }, () => {
  beforeEach((context) => context.skip(NO_FAKE_PROGRAMS !== undefined, NO_FAKE_PROGRAMS));

  it('the key stands in one request, and nothing but ciphertext is on the wire', async () => {
    await using rig = await winrmRig();
    await using session = await openWrite(rig);
    expect(await session.change(change(), noSignal())).toMatchObject({ status: 'ran' });
    await session.observe(noSignal());
    const withKey = rig.simulator.soaps.filter((soap) => keyTraces(soap).length > 0);
    expect(withKey).toEqual([expect.stringContaining('SetProductKey_INPUT')]);
    const wire = rig.wire();
    expect(wire.length).toBeGreaterThan(10_000);
    expect(keyTraces(wire.toString('latin1'))).toEqual([]);
    expect(wire.includes(PASSWORD)).toBe(false);
    expect(wire.includes(Buffer.from(PASSWORD, 'utf16le'))).toBe(false);
    expect(wire.toString('latin1')).not.toMatch(/Envelope|StdRegProv|DigitalProductId/);
  });

  it('every answer that is not one is unreadable, and the session goes on', async () => {
    await using rig = await winrmRig();
    await using session = await openRead(rig);
    const codes: Record<string, string> = {};
    for (const [what, spoil] of Object.entries(NO_ANSWERS)) {
      sayOfOs(rig, spoil);
      codes[what] = await codeOf(session.observe(noSignal()));
    }
    expect(codes).toEqual(Object.fromEntries(Object.keys(NO_ANSWERS).map((what) => [what, 'unreadable-answer'])));
    rig.simulator.mischief = {};
    expect(await session.observe(noSignal())).toEqual(INITIAL);
    expect(rig.simulator.counts.sockets).toBe(1);
  });

  it.each(Object.entries(SAME_ANSWERS))('an answer with %s is read as the same', async (_what, rewrite) => {
    await using rig = await winrmRig();
    sayOfOs(rig, rewrite);
    expect(await readOnce(rig)).toEqual(INITIAL);
  });

  it('letters beyond ASCII arrive as they are', async () => {
    await using rig = await winrmRig();
    rig.simulator.windows.os = { ...rig.simulator.windows.os, CSName: 'LÅGE-ÆØ' };
    expect((await readOnce(rig)).os.csName).toBe('LÅGE-ÆØ');
  });

  it('an answer of 64 undo slots is read whole', async () => {
    await using rig = await winrmRig();
    const { registry } = rig.simulator.windows;
    const root = String.raw`software\vlkctl\undo`;
    registry.set(root, new Map());
    for (let slot = 1; slot <= 64; slot += 1) registry.set(`${root}\\left-${slot}`, new Map());
    expect((await readOnce(rig)).undoSlots).toHaveLength(64);
  });

  it('an answer of more than 1 MB ends the connection', async () => {
    await using rig = await winrmRig();
    sayOfOs(rig, (soap) => `${soap}<!--${'x'.repeat(1_500_000)}-->`);
    await using session = await openRead(rig);
    expect(await codeOf(session.observe(noSignal()))).toBe('connection-lost');
    rig.simulator.mischief = {};
    expect(await session.observe(noSignal())).toEqual(INITIAL);
    expect(rig.simulator.counts.sockets).toBe(2);
  });

  it('a refused password is told without it', async () => {
    await using rig = await winrmRig({ readPassword: () => Promise.resolve(`${PASSWORD}!`) });
    const error = await caught(readOnce(rig));
    expect(error.fault).toMatchObject({ code: 'auth-denied', help: expect.stringContaining('locked') });
    expect(everythingOf(error)).not.toContain(PASSWORD);
  });

  it.each([
    ['in a fault', `<s:Text>${TYPED_KEY}</s:Text>`],
    ['in an answer that is none', `</p:${KEY.reveal()}>`],
    ['as the number of a fault', `<f:WSManFault Code="${TYPED_KEY}"/>`],
  ])('a key that the service gives away %s is not passed on', async (_where, said) => {
    await using rig = await winrmRig();
    rig.simulator.mischief = {
      say: (soap) => (soap.includes('SetProductKey_INPUT') ? fault(0x8004_1001).soap.replace('Fejl', said) : undefined),
    };
    await using session = await openWrite(rig);
    const answered: unknown = await session.change(change(), noSignal()).catch((error: unknown) => error);
    expect(keyTraces(answered instanceof Error ? everythingOf(answered) : JSON.stringify(answered))).toEqual([]);
  });

  it('a refusal that leaves doubts says so, and its mark stays', async () => {
    await using rig = await winrmRig();
    rig.simulator.windows.setProductKey = () => ({ fault: 0x8007_06ba });
    await using session = await openWrite(rig);
    const outcome = { status: 'refused', why: 'com-error', code: 0x8007_06ba, definite: false };
    expect(await session.change(change({ calls: [SET] }), noSignal())).toEqual({
      status: 'ran',
      calls: [{ call: 'set-product-key', outcome }],
    });
    expect((await session.observe(noSignal())).changeInProgress).toBe(true);
    expect(await session.change(change(), noSignal())).toEqual({ status: 'busy' });
  });

  it('the mark of a change counts for twice the time a call is waited for', async () => {
    await using rig = await winrmRig({ timeoutMs: 45_000 });
    await using session = await openWrite(rig);
    await rig.play({ kind: 'dies-in-change' });
    expect(await codeOf(session.change(change(), noSignal()))).toBe('connection-lost');
    const marks = [...rig.simulator.windows.registry].filter(([path]) => path.startsWith(`${MARKS}\\`));
    expect(marks.map(([, values]) => values.get('Seconds'))).toEqual([90]);
  });

  it('a host without the class keeps its OOBETimer and its key', async () => {
    await using rig = await winrmRig();
    rig.simulator.windows.activation = undefined;
    await using session = await openWrite(rig);
    const why = { status: 'refused', why: 'class-missing', code: 0, definite: true };
    expect(await session.change(change(), noSignal())).toMatchObject({ calls: [{ outcome: why }, {}, {}, {}] });
    expect(await session.observe(noSignal())).toEqual({ ...INITIAL, activation: { state: 'absent' } });
    expect(rig.leftBehind()).toEqual([]);
  });

  it('a host of another access kind is a mistake of the caller', async () => {
    await using rig = await winrmRig();
    const transport = winrmTransport(settingsFor(rig.programs));
    await expect(transport.openRead(hostSpec({ kind: 'local' }), noSignal())).rejects.toThrow('not reached over winrm');
  });
});

/** Spoils or rewrites what the host says of its operating system. */
function sayOfOs({ simulator }: WinrmRig, rewrite: (soap: string) => string): void {
  simulator.mischief = {
    say: (soap) =>
      soap.includes('Win32_OperatingSystem') ? rewrite(answerSoap(simulator.windows, soap).soap) : undefined,
  };
}
