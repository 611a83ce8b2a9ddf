import type { SettlementResult } from '../model/settlement.ts';

/** What people are told of a change that is not over. */
export interface UnfinishedText {
  /** One sentence without the host's name. */
  readonly message: string;
  readonly help: string;
}

export type UnfinishedCode =
  | 'change-in-progress'
  | 'another-controller'
  /** Also said of `activation-lost`: Windows demands the same of both. */
  | 'activation-pending'
  | 'unsettled'
  /** A write whose answer never came. */
  | 'not-known';

/** What to say of a change that could not be settled. */
export function unsettledText(result: SettlementResult | undefined): UnfinishedText {
  return UNFINISHED_TEXTS[result === 'change-in-progress' || result === 'another-controller' ? result : 'unsettled'];
}

/** The same words for the same trouble, wherever it is met: when planning, during a change, and by `recover`. */
export const UNFINISHED_TEXTS: Readonly<Record<UnfinishedCode, UnfinishedText>> = {
  'change-in-progress': {
    message: 'a change is being made on the host right now',
    help: 'Wait until it is over and run again.',
  },
  'another-controller': {
    message: 'another controller left an unfinished change less than 15 minutes ago',
    help: 'Let that controller finish, or run again later: older changes are settled by whoever comes next. If its clock is wrong, `vlkctl recover --restore HOST` or `--drop HOST`.',
  },
  'activation-pending': {
    message: 'the new key is in place, but Windows now demands activation',
    help: 'Restart the host, then run `vlkctl recover`; activate it in person if that does not help.',
  },
  unsettled: {
    message: 'an unfinished change needs a person',
    help: 'Look at the host, then run `vlkctl recover --restore HOST` or `vlkctl recover --drop HOST`.',
  },
  'not-known': {
    message: 'what happened is not known',
    help: 'Run `vlkctl recover` once the host answers again: it looks first and then settles.',
  },
};
