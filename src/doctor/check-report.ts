import { type Check, notChecked, passed } from '../model/check.ts';
import type { HostSpec } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import { type SelfReport, selfReportOf } from '../model/reported.ts';
import { describeSpan } from './check-clock.ts';
import { checkObservation } from './check-observation.ts';

/** What a host said of itself, judged like what is read, but for what it left open and what says nothing of today. */
export function checkReport(host: HostSpec, now: Observation, here: string): readonly Check[] {
  const report = selfReportOf(now);
  if (report === undefined) return [];
  const checks = checkObservation(host, now).filter(({ what }) => what !== 'clock');
  return [
    passed('answer', describeReport(report, here)),
    ...checks.map((check) => (check.code === 'not-reported' ? notChecked(check.what, check.said) : check)),
    notChecked('clock', 'only a host that is asked can tell its time'),
  ];
}

/** `self-reported by a receipt 3 days ago (2026-11-19 08:00 UTC): in-order` */
function describeReport({ source, observedAt, by, result, detail }: SelfReport, here: string): string {
  const age = describeSpan(Math.max(0, Date.parse(here) - Date.parse(observedAt)));
  const at = `${observedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const said = result === undefined ? '' : `: ${result}${detail === undefined ? '' : ` (${detail})`}`;
  return `self-reported by ${by ?? `a ${source.replace('-', ' ')}`} ${age} ago (${at})${said}`;
}
