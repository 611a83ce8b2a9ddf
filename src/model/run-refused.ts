/** Why a run cannot begin; nothing was written anywhere. Codes are API. */
export const REFUSAL_CODES = [
  'secret-missing',
  'secret-unreadable',
  'secret-not-a-key',
  'secret-exposed',
  'secret-program-missing',
  'secret-program-failed',
  'secret-program-slow',
  'age-identity-missing',
  'age-identity-wrong',
  'age-damaged',
  'age-recipient-missing',
  'age-recipient-wrong',
  'debugging-node',
  'key-for-newer-windows',
  'identity-mismatch',
  'state-locked',
  'state-unreadable',
  'reports-damaged',
  'no-earlier-apply',
  'plan-unreadable',
  'plan-unwritable',
  'bundle-folder-taken',
  'bundle-key-exposed',
  'bundle-unwritable',
  'schedule-differs',
  'schedule-unwritable',
  'repository-unreadable',
  'hook-exists',
  'allow-list-unreadable',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Ends a run before its first write: the caller's surroundings are not fit for it. Exit code 1. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused';
  readonly code: RefusalCode;
  readonly help: string;

  constructor(code: RefusalCode, message: string, help: string) {
    super(message);
    this.code = code;
    this.help = help;
  }
}
