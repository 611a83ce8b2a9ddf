/** Time, as a run has it. */
export interface Clock {
  /** ISO 8601, UTC, with milliseconds. */
  readonly now: () => string;
  /** Calls back once so many milliseconds have gone by; what it answers calls that off. */
  readonly after: (ms: number, callBack: () => void) => () => void;
}
