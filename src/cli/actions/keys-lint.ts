import { resolve } from 'node:path';
import { TransportError } from '../../model/fault.ts';
import type { LintReport, LintScope } from '../../model/lint.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { renderJson } from '../../reporters/json.ts';
import { renderLint } from '../../reporters/lint-text.ts';
import type { GitSettings } from '../../repository/git.ts';
import { installHook } from '../../repository/install-hook.ts';
import { lint } from '../../repository/lint.ts';
import type { Io } from '../io.ts';

export interface LintFlags {
  readonly staged?: true;
  readonly history?: true;
  readonly installHook?: true;
  readonly allow?: string;
  readonly quiet?: true;
  readonly output: 'text' | 'json';
}

/** Looks for product keys in clear in the repository of the current folder, or installs the hook that does. */
export async function keysLint(flags: LintFlags, io: Io): Promise<number> {
  const { env, folder } = io.surroundings;
  try {
    return await (flags.installHook === true ? install : look)(flags, { folder, env, signal: io.signal }, io);
  } catch (error) {
    if (io.signal.aborted || (error instanceof TransportError && error.fault.code === 'aborted'))
      return EXIT.interrupted;
    throw error;
  }
}

async function look(flags: LintFlags, settings: GitSettings, io: Io): Promise<number> {
  const allow = flags.allow === undefined ? undefined : resolve(settings.folder, flags.allow);
  const report = await lint(scopeOf(flags), allow, settings);
  const code = exitCodeOf(report);
  // What was not looked into is no warning: it is what the answer does not hold for.
  const hasNews = code !== EXIT.ok || report.tooLarge.length > 0 || report.shallow || report.partial;
  if (flags.output === 'json') io.out(renderJson(report));
  else if (hasNews || flags.quiet !== true) io.out(renderLint(report));
  return code;
}

/** A file that could not be read may hold a key; one that is too large is only named, or a repository with one could never pass. */
function exitCodeOf({ unreadable, findings }: LintReport): number {
  if (unreadable.length > 0) return EXIT.couldNotRun;
  return findings.length === 0 ? EXIT.ok : EXIT.drift;
}

function scopeOf({ staged, history }: LintFlags): LintScope {
  if (history === true) return 'history';
  return staged === true ? 'staged' : 'working-tree';
}

async function install({ output }: LintFlags, settings: GitSettings, io: Io): Promise<number> {
  const hook = await installHook(settings);
  const text = hook.isNew
    ? `git now refuses commits with a product key in clear: ${hook.path}\n`
    : `The hook is there already: ${hook.path}\n`;
  io.out(output === 'json' ? renderJson({ formatVersion: 1, command: 'keys lint', hook }) : text);
  return EXIT.ok;
}
