import { type Check, notChecked, passed } from '../model/check.ts';
import type { HostSpec } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import { endingOf, reporterOf, type SelfReport, selfReportOf, withAge } from '../model/reported.ts';
import { describeSpan } from '../model/span.ts';
import { utcTime } from '../model/zone-time.ts';
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
function describeReport(report: SelfReport, here: string): string {
  const { observedAt, ageSeconds = 0 } = withAge(report, Date.parse(here));
  const ending = endingOf(report);
  const said = `self-reported by ${reporterOf(report)} ${describeSpan(ageSeconds * 1000)} ago (${utcTime(observedAt)})`;
  return ending === undefined ? said : `${said}: ${ending}`;
}
