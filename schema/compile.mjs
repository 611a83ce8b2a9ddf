// Compiles the schema of the inventory ahead of time, for a quick start. Part of `npm run build`.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { HOST, INVENTORY, readSchema } from '../dist/inventory/compile-schema.js';

const text = readFileSync(new URL('inventory.schema.json', import.meta.url), 'utf8');
const code = standaloneCode.default(readSchema(text, { keep: true }), { isInventory: INVENTORY, isHost: HOST });
const digest = createHash('sha256').update(text).digest('hex');
const folder = new URL('../dist/compiled/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('inventory-schema.cjs', folder), `${code}\nexports.digest = '${digest}';\n`);
