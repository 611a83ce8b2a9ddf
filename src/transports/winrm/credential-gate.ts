import { TransportError } from '../../model/fault.ts';
import { stopped } from '../stopped.ts';
import { type Admit, NotAuthenticated } from './soap-line.ts';

/** Refusals after which an account is not tried again in this run: domains lock accounts after a few. */
const MAX_DENIALS = 2;
/** Longer than a refusal takes. A host that keeps an answer back keeps the others waiting for this long and no longer. */
const PATIENCE_MS = 2000;

/** Keeps a mistyped password from locking an account on three thousand hosts. */
export interface CredentialGate {
  /** What lets exchanges of an account begin: one at a time until a host accepts it, none once it was refused twice. */
  admitterOf(account: string): Admit;
}

interface Credential {
  isProven: boolean;
  denials: number;
  /** The one host that tries it now, while all others wait. */
  trial: Promise<void> | undefined;
}

/** One gate for one run. */
export function credentialGate(): CredentialGate {
  const credentials = new Map<string, Credential>();
  return {
    admitterOf: (account) => {
      const credential = credentials.get(account.toLowerCase()) ?? { isProven: false, denials: 0, trial: undefined };
      credentials.set(account.toLowerCase(), credential);
      return (exchange, signal) => enter(credential, exchange, signal);
    },
  };
}

async function enter<T>(credential: Credential, exchange: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let end: Promise<void> | undefined;
  while (!credential.isProven && credential.trial !== undefined) {
    end ??= aborted(signal); // once: a signal with many listeners is warned of
    await Promise.race([credential.trial, end]);
    if (signal.aborted) throw stopped(signal);
  }
  if (credential.denials >= MAX_DENIALS) throw new TransportError(SUSPENDED);
  if (credential.isProven) return tryWith(credential, exchange);
  const result = tryWith(credential, exchange);
  const trial = endOf(result).then(() => {
    if (credential.trial === trial) credential.trial = undefined;
  });
  credential.trial = trial;
  return result;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Ends with the exchange, whatever comes of it, or when patience is at its end. */
async function endOf(exchange: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    exchange.then(end, end);
  });
}

/**
 * A reply proves the account: who does not know its password cannot have sealed one. What refuses it after that is the
 * host's own doing and locks nothing. An exchange that came to nothing proves nothing, and the next host tries.
 */
async function tryWith<T>(credential: Credential, exchange: () => Promise<T>): Promise<T> {
  try {
    const result = await exchange();
    if (result !== undefined) credential.isProven = true;
    return result;
  } catch (error) {
    if (error instanceof NotAuthenticated && error.why === 'denied' && !credential.isProven) credential.denials += 1;
    throw error;
  }
}

const SUSPENDED = {
  code: 'credential-suspended',
  message: 'the account was refused twice in this run, so it is not tried again: more could lock it',
  help: 'Check user name and password on one host, then run again.',
} as const;
