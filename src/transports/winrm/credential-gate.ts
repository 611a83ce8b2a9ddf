import { TransportError } from '../../model/fault.ts';
import { NotAuthenticated, type SoapLine } from './soap-line.ts';

/** Refusals after which an account is not tried again in this run: domains lock accounts after a few. */
const MAX_DENIALS = 2;

/** Keeps a mistyped password from locking an account on three thousand hosts. */
export interface CredentialGate {
  /** The line, held back until the account was accepted by one host, and closed once it was refused twice. */
  guard(account: string, line: SoapLine): SoapLine;
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
    guard: (account, line) => {
      const credential = credentials.get(account.toLowerCase()) ?? { isProven: false, denials: 0, trial: undefined };
      credentials.set(account.toLowerCase(), credential);
      return {
        post: (soap, signal) => enter(credential, () => line.post(soap, signal)),
        [Symbol.dispose]: () => line[Symbol.dispose](),
      };
    },
  };
}

async function enter<T>(credential: Credential, work: () => Promise<T>): Promise<T> {
  while (!credential.isProven && credential.trial !== undefined) await credential.trial;
  if (credential.denials >= MAX_DENIALS) throw new TransportError(SUSPENDED);
  if (credential.isProven) return tryWith(credential, work);
  const trial = tryWith(credential, work);
  credential.trial = trial.then(ignore, ignore).finally(() => {
    credential.trial = undefined;
  });
  return trial;
}

function ignore(): void {
  // The others only wait for the end; what came of it is in the credential.
}

/** Any reply proves the account; a host that cannot be reached proves nothing, and the next one tries. */
async function tryWith<T>(credential: Credential, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    credential.isProven = true;
    return result;
  } catch (error) {
    if (error instanceof NotAuthenticated && error.why === 'denied') credential.denials += 1;
    throw error;
  }
}

const SUSPENDED = {
  code: 'credential-suspended',
  message: 'the account was refused twice in this run, so it is not tried again: more could lock it',
  help: 'Check user name and password on one host, then run again.',
} as const;
