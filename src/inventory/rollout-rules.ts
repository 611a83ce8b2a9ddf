import { showLimit } from '../model/limit.ts';
import type { Wave } from '../model/rollout.ts';
import type { Facts } from './facts.ts';
import { parseLimit } from './limit-text.ts';
import type { Problem } from './make-diagnostic.ts';
import { makeNearest } from './make-nearest.ts';
import { LIMIT_NAMES, parseWave, wavesIn } from './rollout.ts';
import type { Place } from './source.ts';
import { valuePlace, type Written } from './written.ts';

/** Reports limits and waves that are neither a number of hosts nor a share. */
export function* invalidPercentages({ declarations }: Facts): Generator<Problem> {
  const { rollout, groups, tags } = declarations;
  for (const name of LIMIT_NAMES) {
    const entry = rollout.get(name);
    const text = entry === undefined ? undefined : unreadable(entry.value, parseLimit);
    if (entry === undefined || text === undefined) continue;
    yield { code: 'invalid-percentage', ...whatIsWrong(text, 'limit'), at: valuePlace(entry) };
  }
  for (const wave of wavesIn(rollout)) {
    const text = unreadable(wave, parseWave);
    if (text === undefined) continue;
    const isLabel = groups.has(text) || tags.has(text);
    const help = `For the group or tag write \`'@${text}'\`, in quotes.`;
    yield { code: 'invalid-percentage', ...whatIsWrong(text, 'wave'), ...(isLabel && { help }), at: wave };
  }
}

/** Reports waves of a group or tag that does not exist. */
export function* unknownLabels({ declarations: { rollout, groups, tags } }: Facts): Generator<Problem> {
  const nearestLabel = makeNearest(() => [...groups.keys(), ...tags]);
  for (const at of wavesIn(rollout)) {
    const wave = parseWave(at);
    if (wave?.kind !== 'label' || groups.has(wave.label) || tags.has(wave.label)) continue;
    const meant = nearestLabel(wave.label);
    const help =
      meant === undefined ? 'Write the name of a group, or give hosts the tag.' : `Did you mean '@${meant}'?`;
    yield { code: 'unknown-label', message: `No group and no tag is called '${wave.label}'.`, help, at };
  }
}

/** Reports waves that add no host, and a last wave that leaves hosts behind. */
export function* invalidWaves({ declarations: { rollout } }: Facts): Generator<Problem> {
  const reached = new Map<string, number>();
  let last: { readonly at: Place; readonly wave: Wave | undefined } | undefined;
  for (const at of wavesIn(rollout)) {
    last = { at, wave: parseWave(at) };
    if (last.wave === undefined) continue;
    const reason = whyUseless(last.wave, reached);
    if (reason !== undefined) yield { code: 'invalid-value', ...reason, at };
    const { kind, size } = sizeOf(last.wave);
    reached.set(kind, Math.max(size, reached.get(kind) ?? 0));
  }
  if (last?.wave === undefined || reached.get('percent') === 100) return;
  yield {
    code: 'invalid-value',
    message: `The last wave is '${showWave(last.wave)}': hosts beyond it would never be reached.`,
    help: 'Add `100%` as the last wave.',
    at: last.at,
  };
}

function whyUseless(wave: Wave, reached: ReadonlyMap<string, number>): Pick<Problem, 'message' | 'help'> | undefined {
  const { kind, size } = sizeOf(wave);
  const help = 'Waves are cumulative: write them in rising order, the last one `100%`.';
  if (size === 0) return { message: `A wave of ${showWave(wave)} reaches no host.`, help };
  const isLate = reached.get('percent') === 100;
  if (!isLate && size > (reached.get(kind) ?? 0)) return undefined;
  const why = isLate ? 'comes after 100%, so it adds no host' : 'adds no host to the waves before it';
  return { message: `'${showWave(wave)}' ${why}.`, help };
}

/** The text or number that cannot be read; other values are reported by validation. */
function unreadable(value: Written, parse: (value: Written) => unknown): string | undefined {
  if (value.kind !== 'scalar' || value.value === null || typeof value.value === 'boolean') return undefined;
  return parse(value) === undefined ? String(value.value) : undefined;
}

/** What waves are compared by: only those of one kind can be. A group or tag that was there already adds nothing. */
function sizeOf(wave: Wave): { kind: string; size: number } {
  if (wave.kind === 'label') return { kind: `@${wave.label}`, size: 1 };
  return wave.kind === 'percent' ? { kind: 'percent', size: wave.percent } : { kind: 'count', size: wave.count };
}

function showWave(wave: Wave): string {
  return wave.kind === 'label' ? `@${wave.label}` : showLimit(wave);
}

function whatIsWrong(text: string, of: 'limit' | 'wave'): Pick<Problem, 'message' | 'help'> {
  const forms = of === 'limit' ? '`2` or `10%`' : "`5`, `10%` or `'@canary'`";
  if (/^\d+$/.test(text)) {
    return { message: `'${text}' is text.`, help: `Write ${text} without quotes for hosts, or ${text}% for a share.` };
  }
  if (/^\d+(?:\.\d+)?\s+%$/.test(text)) {
    return { message: `There is a space in '${text}'.`, help: `Write \`${text.replace(/\s+/, '')}\`.` };
  }
  if (/^\d+(?:\.\d+)?%$/.test(text) && Number.parseFloat(text) > 100) {
    return { message: `'${text}' is more than all hosts.`, help: 'Write 100% at most.' };
  }
  const what =
    of === 'limit' ? 'neither a number of hosts nor a share' : 'no number of hosts, no share, and no group or tag';
  return { message: `'${text}' is ${what}.`, help: `Write it like ${forms}.` };
}
