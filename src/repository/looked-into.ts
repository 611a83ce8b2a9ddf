import { findKeys } from '../keys/find-keys.ts';
import type { FoundKey } from '../model/found-key.ts';

/** Larger files are not looked into, but named. */
export const MAX_BYTES: number = 32 * 1024 * 1024;

/** Looks into one file after the other and counts what does not count. */
export interface Looking {
  /** The keys in clear that count. */
  look(content: Uint8Array): readonly FoundKey[];
  counts(): { readonly looked: number; readonly leftOut: Record<'placeholders' | 'published' | 'allowed', number> };
}

/** `allowed` holds the last five characters of keys that may stand in clear. */
export function startLooking(allowed: ReadonlySet<string>): Looking {
  let looked = 0;
  const leftOut = { placeholder: new Set<string>(), published: new Set<string>(), allowed: new Set<string>() };
  const counts = ({ kind, lastFive, digest }: FoundKey): boolean => {
    const reason = kind === 'key' && allowed.has(lastFive) ? 'allowed' : kind;
    if (reason === 'key') return true;
    leftOut[reason].add(digest);
    return false;
  };
  return {
    look: (content) => {
      looked += 1;
      return findKeys(content).filter(counts);
    },
    counts: () => ({
      looked,
      leftOut: {
        placeholders: leftOut.placeholder.size,
        published: leftOut.published.size,
        allowed: leftOut.allowed.size,
      },
    }),
  };
}
