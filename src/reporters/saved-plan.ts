import type { Plan, SavedPlan } from '../model/plan.ts';

/** A plan as it is saved. */
export function toSavedPlan(plan: Plan, savedAt: string, savedBy: string): SavedPlan {
  return { kind: 'vlkctl-plan', savedAt, savedBy, ...plan };
}

/** The text of a plan file: JSON with a line for each host, so that two of them can be compared line by line. */
export function renderSavedPlan({ hosts, ...head }: SavedPlan): string {
  const lines = hosts.map((host) => `    ${JSON.stringify(host)}`);
  const start = JSON.stringify(head, undefined, 2).replace(/\n\}$/, '');
  return `${start},\n  "hosts": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
}
