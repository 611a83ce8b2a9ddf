/** A bound on hosts: a number of them, or a share of some whole that the user of the limit names. */
export type Limit =
  | { readonly kind: 'count'; readonly count: number }
  /** 0 to 100. */
  | { readonly kind: 'percent'; readonly percent: number };

/** The most hosts that a limit allows of a whole; a share is rounded down, so that 10% of 9 is none. */
export function allowedOf(limit: Limit, whole: number): number {
  return limit.kind === 'count' ? limit.count : Math.floor((limit.percent * whole) / 100);
}

/** As it is written in the inventory: `2` or `10%`. */
export function showLimit(limit: Limit): string {
  return limit.kind === 'count' ? String(limit.count) : `${limit.percent}%`;
}
