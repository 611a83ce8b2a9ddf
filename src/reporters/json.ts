import type { Report } from '../model/report.ts';

/** The report as one JSON document. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
