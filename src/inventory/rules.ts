import type { Facts, Rule } from './facts.ts';
import { computerNameCollision, computerNameOnRange, computerNameRequired, settingMissing } from './host-rules.ts';
import {
  identityMissing,
  keyForNewerWindows,
  keyOfEachHost,
  productIdWithoutMeaning,
  seatsExceeded,
} from './key-rules.ts';
import type { Problem } from './make-diagnostic.ts';
import { editionMismatch, languageMismatch, productOsMismatch } from './mismatch-rules.ts';
import { emptyGroups, unknownMentions } from './name-rules.ts';
import { invalidPercentages, invalidWaves, unknownLabels } from './rollout-rules.ts';
import {
  cyclicReplacement,
  replacedByItself,
  replacedByUnknown,
  replacementForOtherLanguage,
  replacementForOtherProduct,
} from './rotation-rules.ts';
import { localForSeveral, simulatedMixed } from './transport-rules.ts';
import { invalidDays, invalidDurations } from './value-rules.ts';
import { waiverEnding, waiverForUnknownHost, waiverTwice } from './waivers.ts';
import {
  basicInClear,
  certificateWithoutHttps,
  portMissing,
  unencryptedAccess,
  winrmAccountMissing,
  winrmNotPossible,
} from './winrm-rules.ts';

/** Reports everything that a schema cannot say. Every rule takes time in proportion to the inventory. */
export function checkRules(facts: Facts): readonly Problem[] {
  return RULES.flatMap((rule) => [...rule(facts)]);
}

const RULES: readonly Rule[] = [
  unknownMentions,
  emptyGroups,
  identityMissing,
  productIdWithoutMeaning,
  keyForNewerWindows,
  keyOfEachHost,
  replacedByUnknown,
  replacedByItself,
  cyclicReplacement,
  replacementForOtherProduct,
  replacementForOtherLanguage,
  seatsExceeded,
  simulatedMixed,
  basicInClear,
  certificateWithoutHttps,
  unencryptedAccess,
  winrmAccountMissing,
  ({ declarations }) => invalidDurations(declarations),
  ({ declarations }) => invalidDays(declarations),
  invalidPercentages,
  invalidWaves,
  unknownLabels,
  waiverForUnknownHost,
  waiverEnding,
  waiverTwice,
  settingMissing,
  productOsMismatch,
  editionMismatch,
  languageMismatch,
  winrmNotPossible,
  portMissing,
  localForSeveral,
  computerNameOnRange,
  computerNameRequired,
  computerNameCollision,
];
