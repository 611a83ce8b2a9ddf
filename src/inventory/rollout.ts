import type { Limit } from '../model/limit.ts';
import type { Rollout, Wave } from '../model/rollout.ts';
import { parseLimit } from './limit-text.ts';
import type { Section } from './merge-sections.ts';
import type { Written, WrittenEntry } from './written.ts';

/** Limits on a run, by the name they have in the inventory. */
export const LIMIT_NAMES = ['maxFailures', 'maxUnknown', 'maxUnplannedChanges'] as const;

/** A wave as it is written: a number of hosts, a share, or `@name`; undefined for anything else. */
export function parseWave(value: Written): Wave | undefined {
  const text = value.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
  return text.startsWith('@') ? { kind: 'label', label: text.slice(1) } : parseLimit(value);
}

/** The waves of the roll-out as written. */
export function wavesIn(rollout: Section): readonly Written[] {
  const waves = rollout.get('waves')?.value;
  return waves?.kind === 'list' ? waves.items : [];
}

/** The roll-out settings that sections without errors stand for. */
export function resolveRollout(rollout: Section): Rollout {
  const concurrency = rollout.get('concurrency')?.value;
  const limits: { -readonly [Name in (typeof LIMIT_NAMES)[number]]?: Limit } = {};
  for (const name of LIMIT_NAMES) {
    const limit = limitOf(rollout.get(name));
    if (limit !== undefined) limits[name] = limit;
  }
  const waves = wavesIn(rollout).flatMap((wave) => parseWave(wave) ?? []);
  return {
    ...(concurrency?.kind === 'scalar' && typeof concurrency.value === 'number' && { concurrency: concurrency.value }),
    ...(waves.length > 0 && { waves }),
    ...limits,
  };
}

function limitOf(entry: WrittenEntry | undefined): Limit | undefined {
  return entry === undefined ? undefined : parseLimit(entry.value);
}
