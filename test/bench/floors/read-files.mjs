// The floor of `vlkctl ingest`: lists each folder of a folder and reads the last file in it, as many at the same time.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const [root, atOnce] = process.argv.slice(2);
const folders = (await readdir(root)).values();
let bytes = 0;
const worker = async () => {
  for (const folder of folders) {
    const files = await readdir(join(root, folder));
    bytes += (await readFile(join(root, folder, files.at(-1)))).length;
  }
};
await Promise.all(Array.from({ length: Number(atOnce) }, worker));
if (bytes === 0) process.exitCode = 1;
