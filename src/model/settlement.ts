/** What to do about an unfinished change; the rows of the settle table. */
export type Settlement =
  /** The new key holds: never restore, forget the slot. */
  | { readonly action: 'drop'; readonly result: 'changed' }
  /** The old key is in place and OOBETimer is as it was: forget the slot. */
  | { readonly action: 'drop'; readonly result: 'untouched' }
  /** The old key is in place and the write is over: put OOBETimer back, then forget the slot. */
  | { readonly action: 'restore'; readonly result: 'restored' }
  /** The new key holds but Windows now demands activation: keep the slot until that is over. */
  | { readonly action: 'keep'; readonly result: 'activation-lost' | 'activation-pending' }
  /** A payload is still writing: look again later. */
  | { readonly action: 'wait'; readonly result: 'change-in-progress' }
  /** Another controller's change, too young to be anybody else's business. */
  | { readonly action: 'wait'; readonly result: 'another-controller' }
  /** Not a row of the table: touch nothing, a person decides. */
  | { readonly action: 'leave'; readonly result: 'unsettled'; readonly why: string };

/** How an unfinished change ended, or why it has not. */
export type SettlementResult = Settlement['result'];
