import type { HostSpec } from '../model/host.ts';
import { allowedOf, showLimit } from '../model/limit.ts';
import type { Wave } from '../model/rollout.ts';

/** One wave of a run: hosts that are changed before any host of a later one. */
export interface PlannedWave {
  /** As it is written in the inventory: `@canary`, `10%`, `50`; `all` where none is declared. */
  readonly name: string;
  /** In order of name. */
  readonly hosts: readonly HostSpec[];
  /** Whether somebody chose its hosts: then one of them has to be changed before a later wave means anything. */
  readonly isChosen: boolean;
}

/** The waves of a run, and the hosts that no wave reaches. */
export interface Waves {
  readonly waves: readonly PlannedWave[];
  readonly beyond: readonly HostSpec[];
}

/**
 * Deals the hosts to be changed, in order of name, out to waves. Counts and shares are cumulative and rounded down: `10%`
 * goes on until a tenth of all has been dealt out, whatever earlier waves took of it. Waves without a host are left out.
 */
export function dealOut(due: readonly HostSpec[], declared: readonly Wave[] | undefined): Waves {
  if (declared === undefined)
    return { waves: due.length === 0 ? [] : [{ name: 'all', hosts: due, isChosen: false }], beyond: [] };
  const left = new Set(due);
  const waves: PlannedWave[] = [];
  for (const wave of declared) {
    const hosts = take(wave, [...left], due.length);
    for (const host of hosts) left.delete(host);
    if (hosts.length > 0) waves.push({ name: nameOf(wave), hosts, isChosen: wave.kind === 'label' });
  }
  return { waves, beyond: [...left] };
}

function take(wave: Wave, left: readonly HostSpec[], whole: number): readonly HostSpec[] {
  if (wave.kind === 'label') return left.filter((host) => hasLabel(host, wave.label));
  const dealt = whole - left.length;
  return left.slice(0, Math.max(0, allowedOf(wave, whole) - dealt));
}

/** Whether `@label` means a host: by a tag or a group. */
export function hasLabel({ tags, groups }: Pick<HostSpec, 'tags' | 'groups'>, label: string): boolean {
  return tags.includes(label) || groups.includes(label);
}

function nameOf(wave: Wave): string {
  return wave.kind === 'label' ? `@${wave.label}` : showLimit(wave);
}
