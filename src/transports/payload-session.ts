import { type PayloadOutput, parseAnswers } from '../answers/answers.ts';
import { parseObservation } from '../answers/parse-observation.ts';
import type { ChangeAnswer } from '../model/call.ts';
import type { Observation } from '../model/observation.ts';
import type { ProductKey } from '../model/product-key.ts';
import type { Change, WriteSession } from '../model/transport.ts';
import { encodeChange, OBSERVE_CALLS } from './encode-calls.ts';
import { parseChange } from './parse-change.ts';

/** A place where the payload runs: gets a calls file and perhaps a key, gives back what was echoed. */
export interface PayloadRunner extends AsyncDisposable {
  run(calls: string, key: ProductKey | undefined, signal: AbortSignal): Promise<PayloadOutput>;
}

/** Speaks the payload's text protocol over any runner. */
export function payloadSession(runner: PayloadRunner, now: () => string): WriteSession {
  return {
    observe: async (signal: AbortSignal): Promise<Observation> => {
      const output = await runner.run(OBSERVE_CALLS, undefined, signal);
      return parseObservation(parseAnswers(output), now());
    },
    change: async (change: Change, signal: AbortSignal): Promise<ChangeAnswer> => {
      const output = await runner.run(encodeChange(change), change.key, signal);
      return parseChange(parseAnswers(output), change.calls);
    },
    [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
  };
}
