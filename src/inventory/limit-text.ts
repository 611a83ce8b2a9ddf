import type { Limit } from '../model/limit.ts';
import type { Written } from './written.ts';

/** `10%`, `0.5%` */
const SHARE = /^(?<percent>100|[1-9]?\d(?:\.\d{1,2})?)%$/;

/** A number of hosts or a share as it is written; undefined for anything else. */
export function parseLimit(value: Written): Limit | undefined {
  if (value.kind !== 'scalar') return undefined;
  if (Number.isInteger(value.value)) return { kind: 'count', count: Number(value.value) };
  const percent = typeof value.value === 'string' ? SHARE.exec(value.value)?.groups?.['percent'] : undefined;
  return percent === undefined ? undefined : { kind: 'percent', percent: Number(percent) };
}
