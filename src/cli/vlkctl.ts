#!/usr/bin/env node
import { readFileSync, writeSync } from 'node:fs';

// What is called as `vlkctl`. Most of a start is loading: who asks for the version alone, as scripts do, gets it before
// anything else is loaded. Even `process.stdout` would load streams and sockets first.
const [word, ...others] = process.argv.slice(2);
if (others.length === 0 && (word === '--version' || word === '-V')) showVersion();
else await import('./main.ts');

function showVersion(): void {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { version: string } = JSON.parse(text);
  try {
    writeSync(1, `${version}\n`);
  } catch (error) {
    // A closed pipe, as behind `| head`, is nobody's mistake.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) process.exitCode = 1;
  }
}
