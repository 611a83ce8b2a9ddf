/** Why a plan is too dangerous to be carried out unseen. Codes are API. */
export const GUARD_CODES = ['max-unplanned-changes', 'max-unknown', 'seats-exceeded', 'shrunken-inventory'] as const;

export type GuardCode = (typeof GUARD_CODES)[number];

/** One reason to refuse a whole run before its first write; exit code 3. */
export interface GuardRefusal {
  readonly code: GuardCode;
  /** One sentence with the numbers. */
  readonly message: string;
  readonly help: string;
}
