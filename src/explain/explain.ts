import { BLOCKS } from './blocks.ts';
import { DIAGNOSTICS } from './diagnostics.ts';
import { DOCTOR } from './doctor.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Explanation, WrittenExplanation } from './explanation.ts';
import { FAULTS } from './faults.ts';
import { INGEST } from './ingest.ts';
import { GUARDS, REFUSALS } from './refusals.ts';
import { CAUSES, OUTCOMES, STATUSES } from './statuses.ts';

/** Codes that are met in the same place. */
export interface Family {
  readonly name: string;
  /** Above a list of its codes. */
  readonly heading: string;
  /** What one code of it says. */
  readonly says: string;
  readonly explanations: Readonly<Record<string, Explanation | WrittenExplanation>>;
}

/** A code, explained as a member of one family. */
export interface Explained extends Explanation, Partial<Pick<WrittenExplanation, 'wrong' | 'right'>> {
  readonly code: string;
  readonly family: string;
  readonly says: string;
}

/** Every family, in the order in which somebody meets them. */
export const FAMILIES: readonly Family[] = [
  {
    name: 'inventory',
    heading: 'Problems of an inventory',
    says: 'a problem of an inventory',
    explanations: DIAGNOSTICS,
  },
  {
    name: 'status',
    heading: 'How a host stands after a run',
    says: 'how a host stands after a run',
    explanations: { ...STATUSES, ...OUTCOMES },
  },
  { name: 'cause', heading: 'Why a host drifted', says: 'why a host drifted', explanations: CAUSES },
  {
    name: 'blocked',
    heading: 'Why nothing may be done to a host (exit code 5)',
    says: 'why nothing may be done to a host: it is blocked, exit code 5',
    explanations: BLOCKS,
  },
  {
    name: 'unknown',
    heading: 'Why a host could not be read (exit code 5)',
    says: 'why a host could not be read: it is unknown, exit code 5',
    explanations: FAULTS,
  },
  {
    name: 'doctor',
    heading: 'What `vlkctl doctor` finds besides',
    says: 'what `vlkctl doctor` finds on the way to a host',
    explanations: DOCTOR,
  },
  {
    name: 'ingest',
    heading: 'What `vlkctl ingest` says of files',
    says: 'what `vlkctl ingest` says of a file that a host or a person left',
    explanations: INGEST,
  },
  {
    name: 'refused',
    heading: 'Why a run did not begin (exit code 1)',
    says: 'why a run did not begin: exit code 1, nothing was written',
    explanations: REFUSALS,
  },
  {
    name: 'guard',
    heading: 'Why a whole plan is refused (exit code 3)',
    says: 'why a whole plan is refused: exit code 3, nothing was written',
    explanations: GUARDS,
  },
  { name: 'exit', heading: 'Exit codes', says: 'an exit code', explanations: EXIT_CODES },
];

/** What a code means in each family that has it; nothing for a word that is no code. */
export function explainCode(code: string): readonly Explained[] {
  return FAMILIES.flatMap(({ name, says, explanations }) => {
    const explanation = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
    return explanation === undefined ? [] : [{ code, family: name, says, ...explanation }];
  });
}

/** Every code once, in the order of the families. */
export function allCodes(): readonly string[] {
  return [...new Set(FAMILIES.flatMap(({ explanations }) => Object.keys(explanations)))];
}
