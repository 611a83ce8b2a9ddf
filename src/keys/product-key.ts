import { ProductKey } from '../model/product-key.ts';
import { err, ok, type Result } from '../model/result.ts';

/** Why a text is no product key. The message shows at most the one character that is wrong, never the rest. */
export interface KeyProblem {
  readonly code:
    | 'wrong-length'
    | 'impossible-character'
    | 'typographic-dash'
    | 'misplaced-hyphen'
    | 'too-many-n'
    | 'misplaced-n';
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly help: string;
}

/** Value of each character of a key as a digit. `N` is no digit: it marks a key of Windows 8 and later by where it stands. */
const ALPHABET = 'BCDFGHJKMPQRTVWXY2346789';
const LENGTH = 25;
const ENCODED_LENGTH = 15;
const BASE = BigInt(ALPHABET.length);
const KEY_COUNT = BASE ** BigInt(LENGTH);
/** 0x08 of byte 14: the key has an N. Testing `byte / 6` instead, as often seen, misreads keys that start with 9. */
const N_FLAG = 1n << 115n;

const POSSIBLE = /[BCDFGHJKMNPQRTVWXY2346789]/i;
/** Hyphens and dashes that word processors and mail programs put in place of `-`. */
const TYPOGRAPHIC_DASH = /[\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/;
/** `BCDFG-HJKMP-QRTVW-XY234-67899` */
const GROUPED = /^[^-]{5}(?:-[^-]{5}){4}$/;

/**
 * Reads a typed product key: with hyphens or without, upper or lower case, white space around it allowed.
 * It checks the form only; whether Windows accepts the key is for Windows to say.
 */
export function parseProductKey(text: string): Result<ProductKey, KeyProblem> {
  const typed = text.trim();
  const characters = typed.replaceAll('-', '');
  const problem = findBadCharacter(typed) ?? findBadLength(characters) ?? findBadHyphen(typed) ?? findBadN(characters);
  return problem === undefined ? ok(new ProductKey(characters.toUpperCase())) : err(problem);
}

/** As it is written on a licence, five groups with hyphens: in clear, for whoever has to see or keep it. */
export function formatProductKey(key: ProductKey): string {
  return key.reveal().replaceAll(/.{5}(?!$)/g, '$&-');
}

/** Whether the key has an `N`, which only keys of Windows 8 and later have: no such key fits XP or Server 2003. */
export function hasN(key: ProductKey): boolean {
  return key.reveal().includes('N');
}

/** The 15 bytes that DigitalProductId holds for a key, least significant first (domain: KB 936607, key codec). */
export function encodeProductKey(key: ProductKey): Uint8Array {
  const characters = key.reveal();
  const nAt = characters.indexOf('N');
  let value = nAt === -1 ? 0n : BigInt(nAt);
  for (const character of characters.replace('N', '')) {
    value = value * BASE + BigInt(ALPHABET.indexOf(character));
  }
  return toBytes(nAt === -1 ? value : value | N_FLAG);
}

/**
 * The key that 15 bytes of DigitalProductId stand for; the bytes are not changed. Throws RangeError when they are not
 * 15 or stand for no key. Fifteen zeros are the key of all B, which means "withheld": ask `readKeyEvidence` first.
 */
export function decodeProductKey(bytes: Uint8Array): ProductKey {
  if (bytes.length !== ENCODED_LENGTH) {
    throw new RangeError(`An encoded product key has ${ENCODED_LENGTH} bytes, not ${bytes.length}.`);
  }
  const stored = toInteger(bytes);
  const value = stored & ~N_FLAG;
  if (value >= KEY_COUNT) throw new RangeError('The bytes are no encoded product key: the number is too large.');
  const digits = toDigits(value);
  return new ProductKey(stored === value ? digits : withN(digits));
}

function findBadCharacter(typed: string): KeyProblem | undefined {
  let position = 0;
  for (const character of typed) {
    position += 1;
    if (TYPOGRAPHIC_DASH.test(character)) return typographicDash(character, position);
    if (character !== '-' && !POSSIBLE.test(character)) return impossibleCharacter(character, position);
  }
  return undefined;
}

function typographicDash(character: string, position: number): KeyProblem {
  return {
    code: 'typographic-dash',
    message: `Character ${position} is a typographic dash (${codePoint(character)}), not a hyphen.`,
    help: 'Type the hyphens again, or leave them out.',
  };
}

function impossibleCharacter(character: string, position: number): KeyProblem {
  const shown = /[!-~]/.test(character) ? `'${character}'` : codePoint(character);
  return {
    code: 'impossible-character',
    message: `Character ${position}, ${shown}, never occurs in a product key.`,
    help: 'Compare with the licence document: keys have no A, E, I, L, O, S, U, Z, 0, 1 or 5.',
  };
}

function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${hex.padStart(4, '0')}`;
}

function findBadLength(characters: string): KeyProblem | undefined {
  if (characters.length === LENGTH) return undefined;
  return {
    code: 'wrong-length',
    message: `A product key has ${LENGTH} characters without its hyphens, not ${characters.length}.`,
    help: 'Compare with the licence document, group by group.',
  };
}

function findBadHyphen(typed: string): KeyProblem | undefined {
  if (!typed.includes('-') || GROUPED.test(typed)) return undefined;
  return {
    code: 'misplaced-hyphen',
    message: 'The hyphens do not make five groups of five characters.',
    help: 'Write five groups of five characters with a hyphen between them, or leave all hyphens out.',
  };
}

function findBadN(characters: string): KeyProblem | undefined {
  const upper = characters.toUpperCase();
  const first = upper.indexOf('N');
  if (first !== upper.lastIndexOf('N')) {
    return {
      code: 'too-many-n',
      message: 'A product key has at most one N.',
      help: 'Compare with the licence document: one N may be an M or an H.',
    };
  }
  // Where N stands is stored as a base-24 digit, so the last of the 25 places cannot be written down.
  if (first !== LENGTH - 1) return undefined;
  return {
    code: 'misplaced-n',
    message: 'The last character of a product key is never an N.',
    help: 'Compare with the licence document: the N may be an M or an H.',
  };
}

function toBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(ENCODED_LENGTH);
  for (let index = 0; index < ENCODED_LENGTH; index += 1) {
    bytes[index] = Number((value >> BigInt(8 * index)) & 0xffn);
  }
  return bytes;
}

function toInteger(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return value;
}

function toDigits(value: bigint): string {
  let digits = '';
  for (let rest = value; digits.length < LENGTH; rest /= BASE) {
    digits = ALPHABET.charAt(Number(rest % BASE)) + digits;
  }
  return digits;
}

/** The first digit says where the N goes; the other 24 are the key around it. */
function withN(digits: string): string {
  const nAt = ALPHABET.indexOf(digits.charAt(0));
  return `${digits.slice(1, 1 + nAt)}N${digits.slice(1 + nAt)}`;
}
