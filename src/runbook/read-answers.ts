import { channelOf } from '../keys/digital-product-id.ts';
import { compareKey } from '../keys/evidence.ts';
import type { HostSpec } from '../model/host.ts';
import type { Channel, KeyEvidence, KeyIdentity, KeyMatch } from '../model/key.ts';
import { OS_LEVELS, type OsFacts } from '../model/os-level.ts';

/** `640-0000356` in `55274-640-0000356-23123`; the middle alone will do. */
const PRODUCT_ID = /^(?:[0-9A-Z]{5}-)?(?<middle>(?:OEM|\d{3})-\d{7})(?:-\d{5})?$/;
const LAST_FIVE = /^[BCDFGHJKMPQRTVWXY2346789]{5}$/;

/** The middle of a product ID as somebody typed it, or undefined for what is none. */
export function readProductId(text: string): string | undefined {
  return PRODUCT_ID.exec(text.trim().toUpperCase())?.groups?.['middle'];
}

/** The last five characters of a key as somebody typed them; a whole key is none. */
export function readLastFive(text: string): string | undefined {
  const typed = text.trim().toUpperCase();
  return LAST_FIVE.test(typed) ? typed : undefined;
}

/** What a host of a declared level is with another service pack; undefined where there is no such system. */
export function readServicePack(text: string, { os, computerName }: HostSpec): OsFacts | undefined {
  const declared = OS_LEVELS.find(({ level }) => level === os);
  const found = OS_LEVELS.find(
    ({ family, servicePack }) => family === declared?.family && String(servicePack) === text.trim(),
  );
  if (found === undefined) return undefined;
  const { version, servicePack, server } = found;
  return { csName: computerName, version, servicePack, productType: server ? 3 : 1 };
}

/** The service pack that is declared. */
export function declaredServicePack({ os }: HostSpec): number {
  return OS_LEVELS.find(({ level }) => level === os)?.servicePack ?? 0;
}

/** Whether the product ID alone tells that the declared key is there: it is made of the key, on Windows XP x86. */
export function isProductIdOf(identity: KeyIdentity, productId: string): boolean {
  if (identity.productId === undefined) return false;
  const { lastFive } = identity;
  return compareKey(identity, { state: 'present', lastFive, productId, channel: 'volume' }).verdict === 'same';
}

/** What a person can say of a key: its product ID as Windows shows it, and the last five that were typed. */
export function seenEvidence(identity: KeyIdentity, productId: string, lastFive: string): KeyEvidence {
  return { state: 'present', lastFive, productId, channel: seenChannel(identity, productId, lastFive) };
}

/**
 * The licence type is in no window. Windows takes a key of its own channel only, so media on which the declared key is are
 * volume licence media, whatever group their product ID has.
 */
function seenChannel(identity: KeyIdentity, productId: string, lastFive: string): Channel {
  const channel = channelOf(Number.NaN, productId.split('-')[0]);
  return channel === 'unknown' && lastFive === identity.lastFive ? 'volume' : channel;
}

/** What the answers say about the declared key. */
export function judgeAnswers(identity: KeyIdentity, seen: KeyEvidence): KeyMatch['verdict'] {
  return compareKey(identity, seen).verdict;
}
