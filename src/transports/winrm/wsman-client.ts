import { makeEnvelope, type WmiClass, type WsmanRequest } from './envelope.ts';
import { type Instance, parseAnswer, type WsmanAnswer, type WsmanFault } from './parse-answer.ts';
import type { SoapLine } from './soap-line.ts';
import type { XmlElement } from './xml.ts';

/** What a method answered: its output and ReturnValue, or the fault in place of them. */
export type MethodAnswer =
  | { readonly status: 'returned'; readonly returnValue: number; readonly output: XmlElement }
  | { readonly status: 'fault'; readonly fault: WsmanFault };

export type Instances =
  | { readonly status: 'found'; readonly items: readonly Instance[] }
  | { readonly status: 'fault'; readonly fault: WsmanFault };

/** The answer cannot be understood; whether the request was carried out is open. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** WMI over WS-Management, one request after the other over one connection. */
export interface WsmanClient extends Disposable {
  instancesOf(of: WmiClass, signal: AbortSignal): Promise<Instances>;
  invoke(method: MethodCall, signal: AbortSignal): Promise<MethodAnswer>;
}

export type MethodCall = Omit<Extract<WsmanRequest, { kind: 'invoke' }>, 'kind'>;

/** More pulls than any class this product reads has instances. */
const MAX_PULLS = 16;

/** Makes a client over an authenticated line; `newMessageId` gives `uuid:` names. */
export function wsmanClient(
  line: SoapLine,
  about: { readonly url: string; readonly timeoutMs: number; readonly newMessageId: () => string },
): WsmanClient {
  const ask = async (request: WsmanRequest, signal: AbortSignal): Promise<WsmanAnswer> => {
    const envelope = makeEnvelope(request, {
      to: about.url,
      messageId: about.newMessageId(),
      timeoutMs: about.timeoutMs,
    });
    const { soap } = await line.post(envelope, signal);
    return parseAnswer(soap);
  };
  return {
    instancesOf: (of, signal) => enumerate(of, (request) => ask(request, signal)),
    invoke: async (method, signal) => {
      const answer = await ask({ kind: 'invoke', ...method }, signal);
      if (answer.status === 'fault') return answer;
      if (answer.status !== 'invoked')
        throw new UnreadableAnswer(`${method.method} was answered with ${answer.status}`);
      return { status: 'returned', returnValue: answer.returnValue, output: answer.output };
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

/** All instances; an enumeration may answer with none yet and a context to pull with (DSP0226 8.2). */
async function enumerate(of: WmiClass, ask: (request: WsmanRequest) => Promise<WsmanAnswer>): Promise<Instances> {
  const items: Instance[] = [];
  let request: WsmanRequest = { kind: 'enumerate', of };
  for (let pulls = 0; pulls <= MAX_PULLS; pulls += 1) {
    const answer = await ask(request);
    if (answer.status === 'fault') return answer;
    if (answer.status !== 'enumerated') throw new UnreadableAnswer(`an enumeration was answered with ${answer.status}`);
    items.push(...answer.items);
    if (answer.context === undefined) return { status: 'found', items };
    request = { kind: 'pull', of, context: answer.context };
  }
  if (request.kind === 'pull') await ask({ ...request, kind: 'release' });
  throw new UnreadableAnswer('an enumeration does not end');
}
