/** Why a plan is too dangerous to be carried out unseen. Codes are API. */
export const GUARD_CODES = ['max-unplanned-changes', 'max-unknown', 'seats-exceeded', 'shrunken-inventory'] as const;

export type GuardCode = (typeof GUARD_CODES)[number];

/** What a person may override by name: a guard, or the limit on hosts that lose their key again and again. */
export const FORCE_NAMES = [
  'maxUnplannedChanges',
  'maxUnknown',
  'seats',
  'shrunkenInventory',
  'keepsReverting',
] as const;

export type ForceName = (typeof FORCE_NAMES)[number];

/** By which name each refusal is overridden. */
export const FORCED_BY: Readonly<Record<GuardCode, ForceName>> = {
  'max-unplanned-changes': 'maxUnplannedChanges',
  'max-unknown': 'maxUnknown',
  'seats-exceeded': 'seats',
  'shrunken-inventory': 'shrunkenInventory',
};

/** One reason to refuse a whole run before its first write; exit code 3. */
export interface GuardRefusal {
  readonly code: GuardCode;
  /** One sentence with the numbers. */
  readonly message: string;
  readonly help: string;
}
