import { fileURLToPath } from 'node:url';

/** A file of this package. The bundle of the program lies as deep in it as this file and what is compiled of it. */
export function packageFile(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}
