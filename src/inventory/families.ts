import { PRODUCT_FAMILY, type Product } from '../model/key.ts';
import { OS_LEVELS, type OsLevel, osFamilyOf } from '../model/os-level.ts';

/** Every product a key can belong to. */
export const PRODUCTS: readonly Product[] = Object.keys(PRODUCT_FAMILY).filter(isProduct);

/** Every OS level a host can have. */
export const LEVELS: readonly OsLevel[] = OS_LEVELS.map((row) => row.level);

/** Whether a host of that level takes keys of that product. Unknown words count as fitting: validation reports them. */
export function fits(product: string, os: string): boolean {
  const level = LEVELS.find((each) => each === os);
  return !isProduct(product) || level === undefined || PRODUCT_FAMILY[product] === osFamilyOf(level);
}

function isProduct(word: string): word is Product {
  return Object.hasOwn(PRODUCT_FAMILY, word);
}
