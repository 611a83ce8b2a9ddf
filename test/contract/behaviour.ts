import { expect } from 'vitest';
import type { WriteCall } from '../../src/model/call.ts';
import { TransportError } from '../../src/model/fault.ts';
import type { KeyIdentity } from '../../src/model/key.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Change, ReadSession, WriteSession } from '../../src/model/transport.ts';
import { preSp1 } from '../../src/strategies/pre-sp1.ts';
import type { Rig } from '../support/fake-rigs.ts';
import { everythingOf, keyTraces } from '../support/fake-secrets.ts';
import { INTENT, journaled, KEY, NEW_KEY, NOW, OLD_KEY } from '../support/fake-spec.ts';
import type { Scene } from '../support/fake-windows.ts';

/** One thing every transport does, or declares that it cannot do. */
export interface Behaviour {
  /** Goes on after "the ssh transport". */
  readonly title: string;
  /** What has to happen for it; a transport that has no such thing is not asked. */
  readonly needs?: Scene['kind'];
  readonly run: (rig: Rig) => Promise<void>;
}

/** The host before anything is changed, and as it must be after everything that was undone. */
export const INITIAL: Observation = {
  observedAt: NOW,
  os: { csName: 'GATE-07', version: '5.1.2600', servicePack: 0, productType: 1, suiteMask: 256, osLanguage: 1033 },
  activation: { state: 'present', value: { required: false } },
  key: { state: 'present', value: OLD_KEY },
  oobeTimer: { state: 'present', value: true },
  undoSlots: [],
  changeInProgress: false,
  hostTime: '2026-11-22T16:15:30+00:00',
};

/** The host once the key is set by the strategy of Windows XP without a service pack. */
export const CHANGED: Observation = {
  ...INITIAL,
  key: { state: 'present', value: NEW_KEY },
  oobeTimer: { state: 'absent' },
};

export const NEW_IDENTITY: KeyIdentity = {
  lastFive: '67899',
  ...(NEW_KEY.productId !== undefined && { productId: NEW_KEY.productId }),
};

/** The host between deleting OOBETimer and setting the key. */
export const HALFWAY: Observation = {
  ...INITIAL,
  oobeTimer: { state: 'absent' },
  undoSlots: [
    {
      intent: INTENT,
      complete: true,
      csName: 'GATE-07',
      version: '5.1.2600',
      servicePack: 0,
      productType: 1,
      savedAt: '2026-11-22T16:15:30+00:00',
      old: { ...OLD_KEY, channel: 'unknown' },
      new: NEW_IDENTITY,
      activationRequiredBefore: false,
      oobeTimer: 'gone',
    },
  ],
};

/** A whole change from the initial host, unless said otherwise. */
export function change(different: Partial<Change> = {}): Change {
  return {
    intent: journaled(),
    expect: { os: INITIAL.os, key: OLD_KEY },
    calls: preSp1.writes(INTENT, NEW_IDENTITY),
    key: KEY,
    ...different,
  };
}

/**
 * Settles what a change has left, where nothing on the host does so: a payload settles right after its own write, over
 * winrm there is none, and the engine sends these calls in its place.
 */
export async function settleFromHere(
  { transport }: Rig,
  session: WriteSession,
  calls: readonly WriteCall[],
): Promise<void> {
  if (transport.kind !== 'winrm') return;
  const answer = await session.change({ intent: journaled(), expect: { os: INITIAL.os }, calls }, noSignal());
  expect(answer).toMatchObject({ status: 'ran', calls: calls.map(() => ({ outcome: { status: 'done' } })) });
}

/**
 * A host as it shows itself after its answer to SetProductKey was lost. A payload that is dead lets go of its lock;
 * over winrm a mark stays, as the call may still come.
 */
export function afterLostAnswer({ transport }: Rig, host: Observation): Observation {
  return transport.kind === 'winrm' ? { ...host, changeInProgress: true } : host;
}

/** A signal that is never aborted. */
export function noSignal(): AbortSignal {
  return new AbortController().signal;
}

export function openRead({ transport, host }: Rig): Promise<ReadSession> {
  return transport.openRead(host, noSignal());
}

export function openWrite({ transport, host }: Rig): Promise<WriteSession> {
  return transport.openWrite(host, noSignal());
}

/** Opens, reads and closes. */
export async function readOnce(rig: Rig): Promise<Observation> {
  await using session = await openRead(rig);
  return await session.observe(noSignal());
}

/** The TransportError that ends some work; anything else fails, and so does one that gives the key away. */
export async function caught(work: Promise<unknown>): Promise<TransportError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TransportError)) throw new Error('It was not ended by a TransportError', { cause: error });
  expect(keyTraces(everythingOf(error))).toEqual([]);
  return error;
}

/** The codes that end the same work over one session, one scene after the other. */
export async function codesOf(
  rig: Rig,
  scenes: readonly { readonly what: string; readonly scene: Scene }[],
  work: (session: WriteSession) => Promise<unknown>,
): Promise<Record<string, string>> {
  const codes: Record<string, string> = {};
  await using session = await openWrite(rig);
  for (const { what, scene } of scenes) {
    await rig.play(scene);
    codes[what] = await codeOf(work(session));
  }
  return codes;
}

/** The code of the fault that ends some work. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return (await caught(work)).fault.code;
}
