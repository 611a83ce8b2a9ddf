import { fileURLToPath } from 'node:url';

/** The script that runs on hosts; the same relative path from `src/`, from what is compiled of it and from the bundle. */
export const PAYLOAD: string = fileURLToPath(new URL('../../src/payload/vlk-host.vbs', import.meta.url));
