import type { KeyLabel } from '../support/random-fleets.ts';

/** What is true of a host, and what its journal has to say so far. */
interface Account {
  desired: KeyLabel;
  carried: KeyLabel | 'another';
  isOff: boolean;
  /** The key it was last seen with by an apply. */
  verified: KeyLabel | undefined;
  /** How often it was given the key it was given last. */
  given: { readonly key: KeyLabel; readonly times: number } | undefined;
  stands: string;
  readonly history: string[];
}

/** A host that lost its key so often is left to a person. */
const TRIES = 2;

/** The truth of a month, kept by hand and without the engine: what each run has to write of each host. */
export class Ledger {
  readonly #accounts = new Map<string, Account>();
  #runs = 0;

  begin(name: string): void {
    this.#accounts.set(name, {
      desired: 'xp-en',
      carried: 'another',
      isOff: false,
      verified: undefined,
      given: undefined,
      stands: '',
      history: [],
    });
  }

  drifts(name: string): void {
    this.of(name).carried = 'another';
  }

  switches(name: string, to: 'on' | 'off'): void {
    this.of(name).isOff = to === 'off';
  }

  declares(name: string, key: KeyLabel): void {
    this.of(name).desired = key;
  }

  of(name: string): Account {
    const account = this.#accounts.get(name);
    if (account === undefined) throw new Error(`No host ${name}`);
    return account;
  }

  /** How many changes of a host there have to be. */
  changesOf(name: string): number {
    return this.of(name).history.filter((line) => line.includes('changed')).length;
  }

  /** A run has looked at all hosts, and changed what it may. */
  runs(command: 'apply' | 'drift'): void {
    this.#runs += 1;
    for (const account of this.#accounts.values()) {
      const said = command === 'apply' ? apply(account) : look(account);
      if (said.length > 0) account.history.push([`${this.#runs}:`, ...said].join(' '));
    }
  }
}

function look(account: Account): readonly string[] {
  return stand(account, standingOf(account));
}

function apply(account: Account): readonly string[] {
  const standing = standingOf(account);
  if (standing.startsWith('drifted/')) return [...change(account, standing), ...stand(account, 'in-order')];
  return [...(standing === 'in-order' ? verify(account) : []), ...stand(account, standing)];
}

function standingOf({ isOff, carried, desired, verified, given }: Account): string {
  if (isOff) return 'unknown';
  if (carried === desired) return 'in-order';
  const isLost = verified !== undefined && carried !== verified;
  if (isLost && given?.key === desired && given.times >= TRIES) return 'blocked/keeps-reverting';
  return `drifted/${verified === undefined ? 'no-history' : isLost ? 'drift' : 'pending'}`;
}

function change(account: Account, standing: string): readonly string[] {
  const { desired, given } = account;
  account.carried = desired;
  account.given = { key: desired, times: given?.key === desired ? given.times + 1 : 1 };
  return [`announced(${standing.split('/')[1]})`, 'changed', ...verify(account)];
}

/** It is written down that a host carries a key when that is news. */
function verify(account: Account): readonly string[] {
  const { verified, desired } = account;
  account.verified = desired;
  return verified === desired ? [] : [`verified(${desired})`];
}

function stand(account: Account, standing: string): readonly string[] {
  const before = account.stands;
  account.stands = standing;
  return before === standing ? [] : [standing];
}
