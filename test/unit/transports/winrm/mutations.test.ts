import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { pickNumber, type Random, seededRandom } from '../../../../src/lab/seeded-random.ts';
import { TransportError } from '../../../../src/model/fault.ts';
import { initialState } from '../../../../src/transports/simulated-host.ts';
import { unframeSealed } from '../../../../src/transports/winrm/encrypted-body.ts';
import { makeEnvelope, type WsmanRequest } from '../../../../src/transports/winrm/envelope.ts';
import type { HttpLine, Post, Reply } from '../../../../src/transports/winrm/http-exchange.ts';
import { toAccount } from '../../../../src/transports/winrm/ntlm.ts';
import { ntlmLine } from '../../../../src/transports/winrm/ntlm-logon.ts';
import { encodeAvPairs } from '../../../../src/transports/winrm/ntlm-message.ts';
import { makeSealingContext, type SealingContext } from '../../../../src/transports/winrm/ntlm-seal.ts';
import { parseAnswer } from '../../../../src/transports/winrm/parse-answer.ts';
import { observeRemote } from '../../../../src/transports/winrm/remote-host.ts';
import { remoteRegistry } from '../../../../src/transports/winrm/remote-registry.ts';
import { NotAuthenticated, type SoapLine } from '../../../../src/transports/winrm/soap-line.ts';
import { toTransportError } from '../../../../src/transports/winrm/to-fault.ts';
import { wsmanClient } from '../../../../src/transports/winrm/wsman-client.ts';
import { NOW, simulatedSpec } from '../../../support/fake-spec.ts';
import { mutateBytes } from '../../../support/mutate-bytes.ts';
import { acceptToken, makeChallenge, type ServerChallenge } from '../../../support/ntlm-acceptor.ts';
import { numberFrom } from '../../../support/number-from.ts';
import { windowsFrom } from '../../../support/same-state.ts';
import { answerSoap } from '../../../support/simulated-windows.ts';
import { frameAsWindows } from '../../../support/windows-framing.ts';

/**
 * Messages of a service that are broken in one to four places. Whatever they hold: nothing is thrown that is no fault,
 * nothing takes long, no body is believed that is not the one that was sealed, and none is sent unsealed.
 * `VLK_MUTATIONS=100000` tries that many.
 */
const RUNS = numberFrom('VLK_MUTATIONS', 1500);
/** Shares of the kinds; a host is slowest, as it is asked for everything. */
const SEALED = Math.ceil(RUNS * 0.3);
const CHALLENGES = Math.ceil(RUNS * 0.2);
const REPLIES = Math.ceil(RUNS * 0.2);
const SOAP = Math.ceil(RUNS * 0.25);
const HOSTS = Math.ceil(RUNS * 0.05);
const SEED = numberFrom('VLK_SEED', 20_261_122);
/** Far more than any of these takes on a busy machine; a hang is minutes. */
const SLOWEST_MS = 2000;
const TIMEOUT_MS = 60_000 + RUNS * 20;

const ACCOUNT = { user: String.raw`PLANT\svc-vlk`, password: 'correct horse' };
const WINDOWS = windowsFrom(initialState(simulatedSpec()), NOW);
const CIMV2 = 'root/cimv2';

/** Requests whose answers have every shape there is. */
const REQUESTS: readonly WsmanRequest[] = [
  { kind: 'enumerate', of: { namespace: CIMV2, name: 'Win32_OperatingSystem' } },
  { kind: 'enumerate', of: { namespace: CIMV2, name: 'Win32_WindowsProductActivation' } },
  { kind: 'enumerate', of: { namespace: CIMV2, name: 'Win32_NoSuchThing' } },
  registry('GetBinaryValue', String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion`, 'DigitalProductId'),
  registry('GetStringValue', String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion`, 'NoSuchValue'),
  registry('EnumKey', String.raw`SOFTWARE\Microsoft`),
];
const ANSWERS: readonly string[] = REQUESTS.map((request) => answerSoap(WINDOWS, envelope(request)).soap);

/** Pieces that mean something to XML, SOAP, the framing of sealed bodies or NTLM. */
const PIECES: readonly (string | Buffer)[] = [
  '<',
  '>',
  '</',
  '/>',
  '&',
  '&amp;',
  '&#0;',
  '&#x110000;',
  '&a;',
  '"',
  "'",
  '=',
  ':',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.1"?>',
  '<?xml version="1.0" encoding="UTF-16"?>',
  '<!DOCTYPE a [<!ENTITY a "b">]>',
  'xmlns:s=""',
  '\ufeff',
  '\0',
  '\uffff',
  '\t',
  '\r',
  '\n',
  '\r\n',
  'xsi:nil="true"',
  ' nil="true"',
  '<p:ReturnValue>0</p:ReturnValue>',
  '<s:Fault/>',
  '<s:Body>',
  '</s:Body>',
  '<w:EndOfSequence/>',
  '<n:EnumerationContext>x</n:EnumerationContext>',
  '-1',
  '0',
  '2',
  '4294967296',
  '1e9',
  'NaN',
  '__proto__',
  'constructor',
  '--Encrypted Boundary',
  '--Encrypted Boundary--',
  'Length=',
  'Length=0',
  'Length=999999999',
  'Content-Type: ',
  Buffer.from([0x10, 0, 0, 0]),
  Buffer.from([1, 0, 0, 0]),
  Buffer.alloc(4),
  Buffer.alloc(8, 0xff),
  Buffer.from('NTLMSSP\0'),
  Buffer.from([6, 0, 0, 0]),
  Buffer.from([6, 0, 2, 0, 1, 0]),
  Buffer.from([7, 0, 4, 0, 1, 2, 3, 4]),
  Buffer.from([10, 0, 0, 0]),
  Buffer.from([0xff, 0xff]),
];

it(`${SEALED} broken sealed bodies are the ones that were sealed, or are refused`, { timeout: TIMEOUT_MS }, () => {
  const random = seededRandom(SEED);
  const ends = { believed: 0, refused: 0 };
  for (let run = 0; run < SEALED; run += 1) {
    const key = bytes(random, 16);
    const [server, client] = [makeSealingContext(key, 'server'), makeSealingContext(key, 'client')];
    const plain = Buffer.from(pick(ANSWERS, random));
    const framed = frameAsWindows(server.seal(plain));
    const broken = breakSealed(framed, server, random);
    const read = timed(run, () => unseal(client, broken));
    demand(read === undefined || read.equals(plain), run, 'a forgery is believed');
    ends[read === undefined ? 'refused' : 'believed'] += 1;
  }
  expect(ends.refused).toBeGreaterThan(SEALED / 2);
  expect(ends.refused + ends.believed).toBe(SEALED);
});

it(`${CHALLENGES} broken challenges are told, or answered with a sealed body`, { timeout: TIMEOUT_MS }, async () => {
  const random = seededRandom(SEED + 1);
  const ends = { sealed: 0, told: 0 };
  for (let run = 0; run < CHALLENGES; run += 1) {
    const service = brokenService(random, { challenge: true });
    using line = openLine(service, random);
    const error: unknown = await hurried(run, () => line.post(pick(ANSWERS, random), noSignal()));
    if (error !== undefined) expectFault(error, run);
    const bodies = service.posts.filter(({ body }) => body.length > 0);
    for (const { headers, body } of bodies) {
      demand(headers['Content-Type']?.startsWith('multipart/encrypted') === true, run, 'a body is not sealed');
      demand(!/Envelope|StdRegProv|Win32_/.test(body.toString('latin1')), run, 'a body can be read');
    }
    ends[bodies.length > 0 ? 'sealed' : 'told'] += 1;
  }
  expect(ends.sealed).toBeGreaterThan(0);
  expect(ends.told).toBeGreaterThan(0);
});

it(`${REPLIES} broken replies are the ones that were sealed, or end the connection`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const random = seededRandom(SEED + 2);
  const ends = { believed: 0, refused: 0 };
  for (let run = 0; run < REPLIES; run += 1) {
    const service = brokenService(random, { reply: true });
    using line = openLine(service, random);
    const soap = pick(ANSWERS, random);
    let said: string | undefined;
    const error: unknown = await hurried(run, async () => {
      said = (await line.post(soap, noSignal())).soap;
    });
    if (error === undefined) demand(said === service.truth, run, 'a forgery is believed');
    else demand(error instanceof NotAuthenticated && error.why === 'tampered', run, 'it is not told as tampered');
    ends[error === undefined ? 'believed' : 'refused'] += 1;
  }
  expect(ends.refused).toBeGreaterThan(REPLIES / 2);
});

it(`${SOAP} broken answers are read, or unreadable`, { timeout: TIMEOUT_MS }, () => {
  const random = seededRandom(SEED + 3);
  const ends: Record<string, number> = {};
  for (let run = 0; run < SOAP; run += 1) {
    const soap = mutateBytes(Buffer.from(pick(ANSWERS, random)), random, PIECES).toString('utf8');
    const { status } = timed(run, () => parseAnswer(soap));
    ends[status] = (ends[status] ?? 0) + 1;
  }
  expect(ends['unreadable']).toBeGreaterThan(SOAP / 4);
});

it(`${HOSTS} hosts with a broken answer are observed, or have a fault`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const random = seededRandom(SEED + 4);
  const ends = { observed: 0, fault: 0 };
  for (let run = 0; run < HOSTS; run += 1) {
    const client = wsmanClient(brokenHost(random), {
      url: 'http://h/wsman',
      timeoutMs: 1000,
      newMessageId: () => 'uuid:1',
    });
    const work = (): Promise<unknown> => observeRemote(client, remoteRegistry(client, noSignal()), NOW, noSignal());
    const error: unknown = await hurried(run, work);
    if (error !== undefined) expectFault(error, run);
    ends[error === undefined ? 'observed' : 'fault'] += 1;
  }
  expect(ends.observed).toBeGreaterThan(0);
  expect(ends.fault).toBeGreaterThan(0);
});

/** Breaks a framed message, says it twice, or takes the one after it. */
function breakSealed(framed: Buffer, server: SealingContext, random: Random): Buffer {
  const kind = pickNumber(random, 20);
  if (kind === 0) return frameAsWindows(server.seal(Buffer.from('<forged/>')));
  if (kind === 1) return Buffer.concat([framed, framed]);
  // Mostly in what is sealed and its signature; a change to the words around them may leave both as they are.
  const start = framed.indexOf('octet-stream') + 14;
  if (kind < 14) return Buffer.concat([framed.subarray(0, start), mutateBytes(framed.subarray(start), random, PIECES)]);
  return mutateBytes(framed, random, PIECES);
}

function unseal(context: SealingContext, body: Buffer): Buffer | undefined {
  const sealed = unframeSealed(body);
  return sealed === undefined ? undefined : context.unseal(sealed);
}

/** A service that knows the account, and breaks one of the two messages it says. */
interface BrokenService extends HttpLine {
  readonly posts: Post[];
  /** What it sealed last. */
  truth: string;
}

function brokenService(random: Random, breaks: { readonly challenge?: true; readonly reply?: true }): BrokenService {
  let challenge: ServerChallenge | undefined;
  const service: BrokenService = {
    posts: [],
    truth: '',
    post: (post) => {
      service.posts.push(post);
      const token = Buffer.from((post.headers['Authorization'] ?? '').replace('Negotiate ', ''), 'base64');
      if (post.body.length === 0) {
        challenge = makeChallenge(token, bytes(random, 8), random() < 0.8);
        const said = breaks.challenge === true ? breakChallenge(challenge.bytes, random) : challenge.bytes;
        return Promise.resolve(toReply(401, { 'www-authenticate': `Negotiate ${said.toString('base64')}` }));
      }
      const context = challenge === undefined ? undefined : acceptToken(challenge, token, ACCOUNT);
      if (context === undefined) return Promise.resolve(toReply(401, { 'www-authenticate': 'Negotiate' }));
      service.truth = pick(ANSWERS, random);
      const framed = frameAsWindows(context.seal(Buffer.from(service.truth)));
      const body = breaks.reply === true ? breakSealed(framed, context, random) : framed;
      return Promise.resolve(toReply(200, { 'content-type': 'multipart/encrypted;protocol="x"' }, body));
    },
    [Symbol.dispose]: () => undefined,
  };
  return service;
}

/** Broken bytes, or well-formed target information with whatever in it. */
function breakChallenge(challenge: Buffer, random: Random): Buffer {
  if (random() < 0.5) return mutateBytes(challenge, random, PIECES);
  const pairs = Array.from({ length: pickNumber(random, 6) }, () => ({
    id: 1 + pickNumber(random, 11),
    value: bytes(random, pickNumber(random, 20)),
  }));
  const targetInfo = encodeAvPairs(pairs);
  const head = Buffer.from(challenge.subarray(0, 56));
  head.writeUInt16LE(targetInfo.length, 40);
  head.writeUInt16LE(targetInfo.length, 42);
  return Buffer.concat([head, targetInfo]);
}

function toReply(status: number, headers: Record<string, string>, body: Buffer = Buffer.alloc(0)): Reply {
  return { status, headers, body, socket: new Socket() };
}

function openLine(line: HttpLine, random: Random): SoapLine {
  const makeFresh = (): { clientChallenge: Buffer; sessionKey: Buffer; fileTime: bigint } => ({
    clientChallenge: bytes(random, 8),
    sessionKey: bytes(random, 16),
    fileTime: 133_000_000_000_000_000n,
  });
  return ntlmLine(line, { account: toAccount(ACCOUNT.user, ACCOUNT.password), makeFresh, sealing: 'demanded' });
}

/** A host that breaks one of its first answers. */
function brokenHost(random: Random): SoapLine {
  let left = pickNumber(random, 6);
  return {
    post: (asked) => {
      const { status, soap } = answerSoap(WINDOWS, asked);
      left -= 1;
      const said = left === -1 ? mutateBytes(Buffer.from(soap), random, PIECES).toString('utf8') : soap;
      return Promise.resolve({ status, soap: said });
    },
    [Symbol.dispose]: () => undefined,
  };
}

function expectFault(error: unknown, run: number): void {
  const fault = toTransportError(error, Date.parse(NOW));
  if (!(fault instanceof TransportError)) throw new Error(`${where(run)} ends in no fault`, { cause: error });
  demand(fault.fault.help !== '', run, 'a fault says not what to do');
}

function timed<T>(run: number, work: () => T): T {
  const started = performance.now();
  const result = work();
  demand(performance.now() - started < SLOWEST_MS, run, 'it takes too long');
  return result;
}

/** What the work threw, if anything. */
async function hurried(run: number, work: () => Promise<unknown>): Promise<unknown> {
  const started = performance.now();
  const error: unknown = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  demand(performance.now() - started < SLOWEST_MS, run, 'it takes too long');
  return error;
}

function demand(isSo: boolean, run: number, otherwise: string): void {
  if (!isSo) throw new Error(`${where(run)}: ${otherwise}`);
}

function where(run: number): string {
  return `seed ${SEED}, run ${run}`;
}

function envelope(request: WsmanRequest): string {
  return makeEnvelope(request, { to: 'http://h/wsman', messageId: 'uuid:1', timeoutMs: 1000 });
}

function registry(method: string, path: string, value?: string): WsmanRequest {
  const named = value === undefined ? [] : [{ name: 'sValueName', value }];
  const parameters = [{ name: 'hDefKey', value: 2_147_483_650 }, { name: 'sSubKeyName', value: path }, ...named];
  return { kind: 'invoke', of: { namespace: 'root/default', name: 'StdRegProv' }, method, selectors: [], parameters };
}

function bytes(random: Random, size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => pickNumber(random, 256)));
}

function pick<T>(list: readonly T[], random: Random): T {
  const picked = list[pickNumber(random, list.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

function noSignal(): AbortSignal {
  return new AbortController().signal;
}
