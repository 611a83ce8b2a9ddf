// The floor of `vlkctl validate`: the yaml package alone reads the same file, without its own check for duplicates.
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

const document = parseDocument(readFileSync(process.argv[2], 'utf8'), { uniqueKeys: false });
if (document.errors.length > 0) process.exitCode = 1;
