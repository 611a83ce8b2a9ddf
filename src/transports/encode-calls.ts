import type { Expectation, WriteCall } from '../model/call.ts';
import type { KeyEvidence } from '../model/key.ts';
import type { Change } from '../model/transport.ts';

/** First line of every calls file; the payload refuses any other. */
export const CALLS_HEADER: string = 'vlkctl-calls 1';

/** The calls file that makes the payload read everything. */
export const OBSERVE_CALLS: string = toLines([CALLS_HEADER, 'call observe']);

/**
 * The calls file of a change, without the key:
 *
 *     vlkctl-calls 1
 *     expect csname GATE-07
 *     expect key present KKKKK 583-7284392
 *     call save-oobe-timer 20261122t0115-x3kq 67899 062-2338230
 *     call delete-oobe-timer 20261122t0115-x3kq
 *     call set-product-key
 *     call settle 20261122t0115-x3kq
 */
export function encodeChange(change: Change): string {
  return toLines([CALLS_HEADER, ...encodeExpectation(change.expect), ...change.calls.map(encodeCall)]);
}

/** The mark that a change over DCOM leaves on the host, and for how long it counts there. */
interface Mark {
  readonly name: string;
  readonly seconds: number;
}

/**
 * The same calls for another host than the machine that runs the payload:
 *
 *     vlkctl-calls 1
 *     target gate-07.b.example
 *     mark r20261122161530x3kq 120
 *     call observe
 */
export function aimCalls(calls: string, target: string, mark: Mark): string {
  const header = toLines([CALLS_HEADER]);
  return `${header}${toLines([`target ${target}`, `mark ${mark.name} ${mark.seconds}`])}${calls.slice(header.length)}`;
}

function encodeExpectation({ os, key, slot }: Expectation): string[] {
  return [
    `expect csname ${os.csName}`,
    `expect version ${os.version}`,
    `expect servicepack ${os.servicePack}`,
    `expect producttype ${os.productType}`,
    ...(key === undefined ? [] : [`expect key ${encodeEvidence(key)}`]),
    ...(slot === undefined ? [] : [`expect slot ${slot.intent} ${slot.complete ? slot.oobeTimer : 'incomplete'}`]),
  ];
}

/** The payload's own words for evidence: state, last five, product ID; `-` for what is not there. */
export function encodeEvidence(key: KeyEvidence): string {
  return `${key.state} ${key.state === 'present' ? key.lastFive : '-'} ${key.productId ?? '-'}`;
}

function encodeCall(call: WriteCall): string {
  switch (call.kind) {
    case 'save-oobe-timer':
      return `call ${call.kind} ${call.intent} ${call.new.lastFive} ${call.new.productId ?? '-'}`;
    case 'set-product-key':
      return `call ${call.kind}`;
    case 'delete-oobe-timer':
    case 'settle':
    case 'restore-oobe-timer':
    case 'drop-undo':
      return `call ${call.kind} ${call.intent}`;
  }
}

function toLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}
