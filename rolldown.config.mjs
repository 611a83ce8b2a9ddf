import { readFileSync } from 'node:fs';

// Most of a short command is finding and reading modules: the program is bundled into a few files, each loaded when it is
// needed. What comes from npm stays outside, where it is licensed, patched and audited.
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const names = Object.keys(dependencies);

export default {
  input: 'dist/cli/vlkctl.js',
  platform: 'node',
  external: (id) => names.some((name) => id === name || id.startsWith(`${name}/`)),
  output: { dir: 'dist/program', cleanDir: true, chunkFileNames: '[name]-[hash].js' },
};
