import type { KeyEvidence } from '../model/key.ts';
import type { Step } from '../model/plan.ts';
import { canonical, isSameStep } from './make-plan.ts';

/** Why a step that was planned before is not what would be planned now, in words; undefined when it still is. */
export function whyStale(planned: Step, now: Step): string | undefined {
  if (isSameStep(planned, now)) return undefined;
  if (planned.os !== now.os) {
    return `the inventory declares ${now.os} now, the plan was made for ${planned.os}`;
  }
  if (planned.keyLabel !== now.keyLabel) {
    return `the inventory wants the key ${now.keyLabel} now, the plan sets ${planned.keyLabel}`;
  }
  if (canonical(planned.after) !== canonical(now.after)) {
    return `the key ${now.keyLabel} has another identity in the inventory now, ending in ${now.after.lastFive}`;
  }
  if (canonical(planned.before) !== canonical(now.before)) {
    return `the host changed: it carries ${show(now.before)}, the plan was made when it carried ${show(planned.before)}`;
  }
  return `the host would be changed in another way now: ${now.strategy} with ${now.calls.join(', ')}`;
}

function show(evidence: KeyEvidence): string {
  if (evidence.state === 'withheld') return 'no key that could be read';
  const { lastFive, productId, channel } = evidence;
  return `${lastFive}${productId === undefined ? '' : ` with ${productId}`} (${channel})`;
}
