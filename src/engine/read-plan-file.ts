import { readFile, stat } from 'node:fs/promises';
import type { SavedPlan } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import { RunRefused } from '../model/run-refused.ts';
import { parseSavedPlan } from './parse-saved-plan.ts';

/** Three times what a plan of 100,000 hosts takes. */
const MAX_BYTES = 128 * 1024 * 1024;

/**
 * Reads a saved plan. The file may have been through any hands, so it is data to be checked and never more: a key that
 * is not declared, a call that does not exist or a host of another form do not get in. Throws RunRefused.
 */
export async function readPlanFile(path: string): Promise<SavedPlan> {
  const parsed: Result<SavedPlan, string> = await parseSavedPlan(await readText(path));
  if (parsed.ok) return parsed.value;
  throw unreadable(path, parsed.error);
}

async function readText(path: string): Promise<string> {
  try {
    const { size, isFile } = await sizeOf(path);
    if (!isFile) throw unreadable(path, 'it is not a file');
    if (size > MAX_BYTES) throw unreadable(path, `it is larger than ${MAX_BYTES / 1024 / 1024} MB`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof RunRefused) throw error;
    throw unreadable(path, reasonOf(error));
  }
}

async function sizeOf(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await stat(path);
  return { size: found.size, isFile: found.isFile() };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return REASONS[code] ?? code;
}

function unreadable(path: string, reason: string): RunRefused {
  return new RunRefused(
    'plan-unreadable',
    `${path} cannot be carried out: ${reason}`,
    'Save a plan with `vlkctl plan --out FILE` and leave the file as it is.',
  );
}
