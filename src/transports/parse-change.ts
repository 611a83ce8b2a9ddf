import { type Answers, unreadable } from '../answers/answers.ts';
import type { CallOutcome, ChangeAnswer, RefusalReason, WriteCall } from '../model/call.ts';

const REASONS: ReadonlySet<string> = new Set<RefusalReason>([
  'com-error',
  'return-value',
  'registry',
  'slot-held',
  'slot-incomplete',
  'not-xp-rtm',
  'class-missing',
  'key-missing',
]);

/**
 * What became of a sequence, from the payload's answers:
 *
 *     change=ran
 *     call.1=save-oobe-timer done
 *     call.2=delete-oobe-timer done
 *     call.3=set-product-key refused com-error 80041003 definite
 *     call.4=settle done
 */
export function parseChange(answers: Answers, calls: readonly WriteCall[]): ChangeAnswer {
  const [status, property] = answers.text('change').split(' ');
  if (status === 'busy') return { status };
  if (status === 'not-as-expected' && property !== undefined) return { status, property };
  if (status !== 'ran') throw unreadable('change has an unknown status');
  return {
    status,
    calls: calls.map((call, index) => {
      const [kind, ...rest] = answers.text(`call.${index + 1}`).split(' ');
      if (kind !== call.kind) throw unreadable(`call ${index + 1} was ${call.kind} and is answered as another`);
      return { call: call.kind, outcome: parseOutcome(rest) };
    }),
  };
}

function parseOutcome(words: readonly string[]): CallOutcome {
  const [status, why, hex, sureness] = words;
  if (status === 'done' || status === 'skipped') return { status };
  if (status !== 'refused' || !isReason(why) || !/^[0-9A-F]{1,8}$/.test(hex ?? '')) {
    throw unreadable('the outcome of a call is unknown');
  }
  return { status, why, code: Number.parseInt(hex ?? '', 16), definite: sureness === 'definite' };
}

function isReason(text: string | undefined): text is RefusalReason {
  return text !== undefined && REASONS.has(text);
}
