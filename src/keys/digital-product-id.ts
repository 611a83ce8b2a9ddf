import type { Channel, KeyEvidence } from '../model/key.ts';
import { decodeProductKey } from './product-key.ts';

const SIZE = 164;
const VERSION = 3;

/** `640-0000356` in `55274-640-0000356-23123`, `OEM-0031416` in `10497-OEM-0031416-71674`. */
const PRODUCT_ID = /^[0-9A-Z]{5}-(?<middle>(?<group>OEM|\d{3})-\d{7})-\d{5}$/;

/**
 * Reduces the registry value DigitalProductId of Windows XP and Server 2003 to evidence; the only thing that may
 * ever be kept of it. Throws RangeError when the value has another size or version, or holds no key in its range.
 *
 * All numbers are little-endian (domain: KB 936607 for 0-7, published structure listings for the rest):
 *
 * | offset | bytes | field                                             |
 * |-------:|------:|---------------------------------------------------|
 * |      0 |     4 | size of the value, 164                            |
 * |      4 |     2 | major version, 3                                  |
 * |      8 |    24 | product ID, ASCII, ends with NUL                  |
 * |     52 |    15 | the key; all zero means withheld                  |
 * |     80 |     4 | licence type: 0 retail, 1 upgrade, 2 OEM, 3 volume |
 */
export function readKeyEvidence(digitalProductId: Uint8Array): KeyEvidence {
  const view = new DataView(digitalProductId.buffer, digitalProductId.byteOffset, digitalProductId.byteLength);
  checkHeader(view);
  const encoded = digitalProductId.subarray(52, 67);
  const productId = PRODUCT_ID.exec(readAscii(digitalProductId.subarray(8, 32)))?.groups;
  const common = {
    ...(productId?.['middle'] !== undefined && { productId: productId['middle'] }),
    channel: channelOf(view.getUint32(80, true), productId?.['group']),
  };
  if (encoded.every((byte) => byte === 0)) return { state: 'withheld', ...common };
  return { state: 'present', lastFive: decodeProductKey(encoded).lastFive, ...common };
}

function checkHeader(view: DataView): void {
  if (view.byteLength !== SIZE || view.getUint32(0, true) !== SIZE) {
    throw new RangeError(`DigitalProductId has ${view.byteLength} bytes; Windows XP and Server 2003 keep ${SIZE}.`);
  }
  const version = view.getUint16(4, true);
  if (version !== VERSION) throw new RangeError(`DigitalProductId has version ${version}, not ${VERSION}.`);
}

function readAscii(field: Uint8Array): string {
  const end = field.indexOf(0);
  return String.fromCharCode(...(end === -1 ? field : field.subarray(0, end)));
}

/**
 * Which sign counts, best first: licence type 3, the word OEM, a product ID group that XP and Server 2003 give to
 * volume keys (640 to 652), then the other licence types. Type 0 is also what an unfilled value holds, so without a
 * product ID it says nothing.
 */
export function channelOf(licenceType: number, group: string | undefined): Channel {
  if (licenceType === 3) return 'volume';
  if (licenceType === 2 || group === 'OEM') return 'oem';
  if (isVolumeGroup(group)) return 'volume';
  if (licenceType === 1) return 'retail';
  return licenceType === 0 && group !== undefined ? 'retail' : 'unknown';
}

function isVolumeGroup(group: string | undefined): boolean {
  const number = Number(group);
  return number >= 640 && number <= 652;
}
