/** What stands in the way of a schedule; a usage error of the command line. */
export interface ScheduleProblem {
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly help: string;
}
