import type { WhyDocument } from './why-document.ts';

/** What is known of a host as one JSON document. */
export function renderWhyJson(why: WhyDocument): string {
  return `${JSON.stringify(why, undefined, 2)}\n`;
}
