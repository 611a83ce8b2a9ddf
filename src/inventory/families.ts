import type { AccessKind } from '../model/host.ts';
import { PRODUCT_FAMILY, type Product } from '../model/key.ts';
import { OS_LEVELS, type OsFamily, type OsLevel, osFamilyOf } from '../model/os-level.ts';

/** Every product a key can belong to. */
export const PRODUCTS: readonly Product[] = Object.keys(PRODUCT_FAMILY).filter(isProduct);

/** Every way to reach a host. */
export const ACCESS_KINDS: readonly AccessKind[] = [
  'ssh',
  'local',
  'wmi',
  'winrm',
  'startup-script',
  'manual',
  'simulated',
];

/** Every OS level a host can have. */
export const LEVELS: readonly OsLevel[] = OS_LEVELS.map((row) => row.level);

const FAMILIES: ReadonlyMap<string, OsFamily> = new Map(LEVELS.map((level) => [level, osFamilyOf(level)]));

/** Whether a host of that level takes keys of that product. Unknown words count as fitting: validation reports them. */
export function fits(product: string, os: string): boolean {
  const family = FAMILIES.get(os);
  return !isProduct(product) || family === undefined || PRODUCT_FAMILY[product] === family;
}

/** Whether a word is a product. */
export function isProduct(word: string): word is Product {
  return Object.hasOwn(PRODUCT_FAMILY, word);
}
