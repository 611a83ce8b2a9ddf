import { toActivation, toIsoTime } from '../../answers/parse-observation.ts';
import { unreadFault } from '../../answers/unread-fault.ts';
import { readKeyEvidence } from '../../keys/digital-product-id.ts';
import type { KeyEvidence } from '../../model/key.ts';
import type { ActivationFacts, Observation, Observed } from '../../model/observation.ts';
import type { OsFacts } from '../../model/os-level.ts';
import type { Selector, WmiClass } from './envelope.ts';
import type { Instance, WsmanFault } from './parse-answer.ts';
import { NOT_FOUND, type RemoteRegistry } from './remote-registry.ts';
import { OOBE_TIMER, WPA_EVENTS } from './slots.ts';
import { readTraces } from './traces.ts';
import { UnreadableAnswer, type WsmanClient } from './wsman-client.ts';

const CURRENT_VERSION = String.raw`SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
const OPERATING_SYSTEM: WmiClass = { namespace: 'root/cimv2', name: 'Win32_OperatingSystem' };
export const PRODUCT_ACTIVATION: WmiClass = { namespace: 'root/cimv2', name: 'Win32_WindowsProductActivation' };
/** WBEM_E_INVALID_CLASS, and the code WS-Management itself has for a class that is not there. */
const INVALID_CLASS = 0x80041010;
const NO_SUCH_RESOURCE = 0x80338000;

/** Thrown where nothing at all can be said of a host. */
export class ClassUnreadable extends Error {
  override readonly name = 'ClassUnreadable';
  readonly fault: WsmanFault;

  constructor(fault: WsmanFault) {
    super('a class of the host cannot be read');
    this.fault = fault;
  }
}

/** The operating system, and its clock as it says it. */
export interface RemoteOs {
  readonly facts: OsFacts;
  /** CIM_DATETIME. */
  readonly localTime: string;
}

/** Reads everything that is ever compared; the same as the payload's `observe`. */
export async function observeRemote(
  client: WsmanClient,
  registry: RemoteRegistry,
  observedAt: string,
  signal: AbortSignal,
): Promise<Observation> {
  const { facts, localTime } = await readOs(client, signal);
  const hostTime = toIsoTime(localTime);
  return {
    observedAt,
    os: facts,
    activation: await readActivation(client, signal),
    key: await readKey(registry),
    oobeTimer: await readTimer(registry),
    ...(await readTraces(registry, localTime)),
    ...(hostTime !== undefined && { hostTime }),
  };
}

/** The one instance of Win32_OperatingSystem. */
export async function readOs(client: WsmanClient, signal: AbortSignal): Promise<RemoteOs> {
  const found = await client.instancesOf(OPERATING_SYSTEM, signal);
  if (found.status === 'fault') throw new ClassUnreadable(found.fault);
  const [instance] = found.items;
  if (instance === undefined) throw new UnreadableAnswer('Win32_OperatingSystem has no instance');
  const suiteMask = optionalNumber(instance, 'SuiteMask');
  const osLanguage = optionalNumber(instance, 'OSLanguage');
  return {
    facts: {
      csName: demandText(instance, 'CSName'),
      version: demandText(instance, 'Version'),
      servicePack: demandNumber(instance, 'ServicePackMajorVersion'),
      productType: demandNumber(instance, 'ProductType'),
      ...(suiteMask !== undefined && { suiteMask }),
      ...(osLanguage !== undefined && { osLanguage }),
    },
    localTime: toCimTime(demandText(instance, 'LocalDateTime')),
  };
}

/** The instance of Win32_WindowsProductActivation with the selectors that the host itself gives it. */
export type FoundProduct =
  | {
      readonly status: 'found';
      readonly required: boolean;
      readonly graceDays: number;
      readonly selectors: readonly Selector[];
    }
  | { readonly status: 'missing' }
  | { readonly status: 'fault'; readonly fault: WsmanFault };

/** Finds the class; a host without it, or without an instance, has none. */
export async function findProduct(client: WsmanClient, signal: AbortSignal): Promise<FoundProduct> {
  const found = await client.instancesOf(PRODUCT_ACTIVATION, signal);
  if (found.status === 'fault') return isMissing(found.fault) ? { status: 'missing' } : found;
  const [instance, second] = found.items;
  if (instance === undefined) return { status: 'missing' };
  if (second !== undefined) throw new UnreadableAnswer('Win32_WindowsProductActivation has several instances');
  return {
    status: 'found',
    required: demandNumber(instance, 'ActivationRequired') !== 0,
    graceDays: demandNumber(instance, 'RemainingGracePeriod'),
    selectors: instance.selectors,
  };
}

function isMissing({ providerCode, wsmanCode }: WsmanFault): boolean {
  return providerCode === INVALID_CLASS || (providerCode === undefined && wsmanCode === NO_SUCH_RESOURCE);
}

async function readActivation(client: WsmanClient, signal: AbortSignal): Promise<Observed<ActivationFacts>> {
  const product = await findProduct(client, signal);
  if (product.status === 'missing') return { state: 'absent' };
  if (product.status === 'fault') {
    const { providerCode, wsmanCode } = product.fault;
    return { state: 'unknown', fault: unreadFault('the activation state', providerCode ?? wsmanCode) };
  }
  return { state: 'present', value: toActivation(product.required, product.graceDays) };
}

/** Reduced on the spot: the bytes go no further than this function. */
export async function readKey(registry: RemoteRegistry): Promise<Observed<KeyEvidence>> {
  const read = await registry.readBinary(CURRENT_VERSION, 'DigitalProductId');
  if (read.code === NOT_FOUND) return { state: 'absent' };
  if (read.value === undefined) return { state: 'unknown', fault: unreadFault('the product key', read.code) };
  try {
    return { state: 'present', value: readKeyEvidence(Uint8Array.from(read.value)) };
  } catch (error) {
    if (error instanceof RangeError) return { state: 'unknown', fault: unreadFault('the product key', 13) };
    throw error;
  }
}

async function readTimer(registry: RemoteRegistry): Promise<Observed<true>> {
  const { code } = await registry.readBinary(WPA_EVENTS, OOBE_TIMER);
  if (code === 0) return { state: 'present', value: true };
  return code === NOT_FOUND ? { state: 'absent' } : { state: 'unknown', fault: unreadFault('OOBETimer', code) };
}

function demandText({ properties }: Instance, name: string): string {
  const value = properties.get(name);
  if (typeof value !== 'string') throw new UnreadableAnswer(`${name} is missing`);
  return value;
}

function demandNumber(instance: Instance, name: string): number {
  const text = demandText(instance, name);
  if (!/^\d{1,10}$/.test(text)) throw new UnreadableAnswer(`${name} is not a number`);
  return Number(text);
}

function optionalNumber({ properties }: Instance, name: string): number | undefined {
  const value = properties.get(name) ?? '';
  return /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}

/**
 * Dates travel as XML, `2026-11-22T16:15:30+01:00` with or without fractions (MS-WSMV 2.2.4.10); some services send the
 * CIM_DATETIME that WMI itself has. Told as the latter, which marks and slots are kept in.
 */
function toCimTime(text: string): string {
  const fields = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:([+-])(\d\d):(\d\d)|Z)$/.exec(text);
  if (fields === null) return text;
  const [, year, month, day, hour, minute, second, sign = '+', hours = '0', minutes = '0'] = fields;
  const ahead = String(Number(hours) * 60 + Number(minutes)).padStart(3, '0');
  return `${year}${month}${day}${hour}${minute}${second}.000000${sign}${ahead}`;
}
