import { type Answers, parseAnswers } from '../answers/answers.ts';
import { parseObservation, parseOldKey, toIsoTime } from '../answers/parse-observation.ts';
import { TransportError } from '../model/fault.ts';
import type { Observation } from '../model/observation.ts';
import { RECEIPT_RESULTS, type ReceiptFacts } from '../model/reported.ts';
import { err, ok, type Result } from '../model/result.ts';
import { holdsKey, mask } from '../model/secret.ts';
import { isIntentId } from '../model/undo-slot.ts';
import { isComputerName, isInstallation } from './receipt-name.ts';
import type { Rejection } from './rejection.ts';

/** A receipt that holds together: what the host said of itself, and of the start that wrote it. */
export interface Receipt {
  readonly facts: ReceiptFacts;
  /** `observedAt` is still empty: when it was made is judged by whoever found it. */
  readonly observation: Observation;
}

const HEADER = 'vlkctl-receipt 1';
/** Nothing a host writes is larger; a file that is was not written by it. */
export const MOST_BYTES: number = 64 * 1024;
const NOT_ASCII_LINES = /[^\r\n\x20-\x7e]/;
const KNOWN = new Set(
  'bundle installation counter clock result detail before intent settled'.split(' ').map((name) => `receipt.${name}`),
);
const MOST_DETAIL = 200;
/** Of what was observed: nothing shorter can hold a product key, and hardly anything is longer. */
const LONG_VALUE = /^(?!receipt\.)[^=\r\n]*=([^\r\n]{25,})/gm;

/**
 * Reads a receipt, whole or not at all. Everything in it was written by a machine that nobody vouches for: each value has
 * to be of its kind, and nothing of it is used as a path.
 *
 *     vlkctl-receipt 1
 *     receipt.bundle=r20261123071500dbe9
 *     ...
 *     os.csname=GATE-07
 *     ...
 *     end=ok
 */
export function parseReceipt(bytes: Uint8Array): Result<Receipt, Rejection> {
  const text = new TextDecoder('latin1').decode(bytes);
  if (!text.startsWith(`${HEADER}\r\n`) && !text.startsWith(`${HEADER}\n`)) return err(notAReceipt(text));
  if (NOT_ASCII_LINES.test(text)) return err(malformed('it holds characters that no receipt has'));
  const lines = text.slice(text.indexOf('\n') + 1);
  if (BLIND.test(lines)) return err(blind(lines));
  if (!/(?:^|\n)end=ok(?:\r?\n)*$/.test(lines)) return err(TORN);
  try {
    return ok(toReceipt(parseAnswers({ stdout: lines, exitCode: 0 }), lines));
  } catch (error) {
    if (error instanceof TransportError) return err(malformed(error.fault.message));
    if (error instanceof RangeError) return err(malformed(error.message));
    throw error;
  }
}

function toReceipt(answers: Answers, lines: string): Receipt {
  for (const [, name = ''] of lines.matchAll(/^(receipt\.[^=]*)=/gm)) {
    if (!KNOWN.has(name)) throw new RangeError(`it says ${name}, which no receipt says`);
  }
  // The store is text that nothing masks. What a start says of itself is masked where it is read.
  for (const [, value = ''] of lines.matchAll(LONG_VALUE)) {
    if (holdsKey(value)) throw new RangeError('it holds a product key');
  }
  const observation = parseObservation(answers, '');
  if (!isComputerName(observation.os.csName)) throw new RangeError('os.csname is no computer name');
  const written = answers.text('os.localtime');
  const time = toIsoTime(written);
  // An empty one is what WMI answers that knows no time; anything else has to be one.
  if (written !== '' && (time === undefined || Number.isNaN(Date.parse(time)))) {
    throw new RangeError('os.localtime is no time that ever was');
  }
  return { facts: toFacts(answers), observation };
}

function toFacts(answers: Answers): ReceiptFacts {
  const installation = answers.text('receipt.installation');
  if (!isInstallation(installation)) throw new RangeError('receipt.installation is not 8 to 16 letters and digits');
  const counter = answers.integer('receipt.counter');
  if (counter < 1 || counter > 99_999_999) throw new RangeError('receipt.counter is no count of starts');
  const result = RECEIPT_RESULTS.find((known) => known === answers.text('receipt.result'));
  if (result === undefined) throw new RangeError('receipt.result is unknown');
  const clock = answers.text('receipt.clock');
  if (clock !== 'ok' && clock !== 'before-bundle') throw new RangeError('receipt.clock is unknown');
  const bundle = said(answers, 'receipt.bundle');
  if (bundle !== undefined && !/^[a-z0-9-]{8,40}$/.test(bundle)) throw new RangeError('receipt.bundle is no bundle');
  return {
    installation,
    counter,
    result,
    ...(bundle !== undefined && { bundle }),
    ...(clock === 'before-bundle' && { isClockBehind: true }),
    ...toRemarks(answers),
  };
}

/** What people may want to know; nothing is decided by it. */
function toRemarks(answers: Answers): Pick<ReceiptFacts, 'detail' | 'before' | 'intent' | 'settled'> {
  const detail = said(answers, 'receipt.detail')?.slice(0, MOST_DETAIL);
  const settled = said(answers, 'receipt.settled')?.slice(0, MOST_DETAIL);
  const intent = said(answers, 'receipt.intent');
  if (intent !== undefined && !isIntentId(intent)) throw new RangeError('receipt.intent is no name of a change');
  const old = said(answers, 'receipt.before');
  const before = old === undefined ? undefined : parseOldKey(old);
  return {
    ...(detail !== undefined && { detail }),
    ...(before !== undefined && { before }),
    ...(intent !== undefined && { intent }),
    ...(settled !== undefined && { settled }),
  };
}

/** A value, where it is not `-` or empty. */
function said(answers: Answers, name: string): string | undefined {
  const text = answers.text(name);
  // Nobody writes a key there, but whoever may write there could.
  return text === '-' || text === '' ? undefined : mask(text);
}

function notAReceipt(text: string): Rejection {
  if (text === '') return TORN;
  return /^vlkctl-receipt \d+\r?\n/.test(text)
    ? {
        code: 'receipt-malformed',
        message: 'it is of another version of receipts',
        help: 'Use the version of vlkctl that made the bundle, or make a new bundle.',
      }
    : {
        code: 'receipt-malformed',
        message: 'it does not begin like a receipt',
        help: 'See who put it there; remove it if it is not from vlkctl.',
      };
}

/** A host whose WMI is broken says so in place of what it is. */
const BLIND = /(?:^|\n)error=[^\r\n]+\r?\n?$/;

function blind(lines: string): Rejection {
  try {
    parseAnswers({ stdout: lines, exitCode: 0 });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { code, message, help } = error.fault;
    if (code !== 'unreadable-answer')
      return { code: 'receipt-blind', message: `the host could not read itself: ${message}`, help };
  }
  return malformed('it ends with an error that no host has');
}

const TORN: Rejection = {
  code: 'receipt-torn',
  message: 'it does not end with end=ok: it was not written to its end',
  help: 'The next start of the host leaves a new one. If they all are torn, see whether the share is full.',
};

function malformed(why: string): Rejection {
  return {
    code: 'receipt-malformed',
    message: why,
    help: 'The script of a bundle writes no such receipt: look who can write there, and look at the host.',
  };
}
