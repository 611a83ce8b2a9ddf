import { join } from 'node:path';

/** The repository, seen from where this file is compiled to: `test/bench/dist/test/bench`. */
export const ROOT: string = join(import.meta.dirname, '../../../../..');
export const BENCH: string = join(ROOT, 'test/bench');
