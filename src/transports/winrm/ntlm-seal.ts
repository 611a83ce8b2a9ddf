import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Rc4 } from './rc4.ts';

/** A message as it travels: 16 bytes of signature, and as many sealed bytes as the plain message has. */
export interface Sealed {
  readonly signature: Buffer;
  readonly data: Buffer;
}

/** Signs and seals the messages of one authenticated connection, in their order (MS-NLMP 3.4). */
export interface SealingContext {
  seal(message: Uint8Array): Sealed;
  /** The plain message, or undefined when signature or sequence number are wrong: the session must end then. */
  unseal(sealed: Sealed): Buffer | undefined;
}

export type Side = 'client' | 'server';

/** Makes the context of one side from the exported session key, for 128 bits with key exchange and extended session security. */
export function makeSealingContext(sessionKey: Uint8Array, side: Side): SealingContext {
  const sending = makeDirection(sessionKey, side === 'client' ? 'client-to-server' : 'server-to-client');
  const receiving = makeDirection(sessionKey, side === 'client' ? 'server-to-client' : 'client-to-server');
  return {
    seal: (message) => {
      const data = sending.cipher.update(message);
      return { data, signature: sign(sending, message) };
    },
    unseal: ({ signature, data }) => {
      const message = receiving.cipher.update(data);
      const expected = sign(receiving, message);
      return signature.length === 16 && timingSafeEqual(expected, signature) ? message : undefined;
    },
  };
}

interface Direction {
  readonly signKey: Buffer;
  readonly cipher: Rc4;
  sequence: number;
}

/** MS-NLMP 3.4.5.2 and 3.4.5.3; the terminating zero belongs to the constants. */
function makeDirection(sessionKey: Uint8Array, way: 'client-to-server' | 'server-to-client'): Direction {
  const derive = (what: 'signing' | 'sealing'): Buffer =>
    createHash('md5').update(sessionKey).update(`session key to ${way} ${what} key magic constant\0`).digest();
  return { signKey: derive('signing'), cipher: new Rc4(derive('sealing')), sequence: 0 };
}

/** MS-NLMP 3.4.4.2: version 1, the sealed first half of the checksum, the sequence number. */
function sign(direction: Direction, message: Uint8Array): Buffer {
  const signature = Buffer.alloc(16);
  signature.writeUInt32LE(1, 0);
  signature.writeUInt32LE(direction.sequence, 12);
  const checksum = createHmac('md5', direction.signKey).update(signature.subarray(12)).update(message).digest();
  direction.cipher.update(checksum.subarray(0, 8)).copy(signature, 4);
  direction.sequence += 1;
  return signature;
}
