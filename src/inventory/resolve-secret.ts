import type { SecretRef } from '../model/secret.ts';
import { absolutePath, absoluteText, demand, demandText, textIn } from './demand.ts';
import { entryOf, type Written } from './written.ts';
import { textsIn } from './written-texts.ts';

/** The reference to a secret that a mapping without errors stands for. */
export function resolveSecret(value: Written | undefined): SecretRef {
  const env = textIn(value, 'env');
  if (env !== undefined) return { env };
  if (entryOf(value, 'file') !== undefined) return { file: absolutePath(value, 'file') };
  if (entryOf(value, 'command') !== undefined) return { command: resolveCommand(value) };
  const sops = entryOf(value, 'sops')?.value;
  if (sops !== undefined) return { sops: resolveSops(sops) };
  const text = textIn(value, 'age');
  return { age: text === undefined ? { file: absolutePath(entryOf(value, 'age')?.value, 'file') } : { text } };
}

/** A program by its name is looked for in PATH; one by its path starts where files do. */
function resolveCommand(value: Written | undefined): readonly string[] {
  const [program, ...args] = textsIn(entryOf(value, 'command'));
  const { file, value: name } = demand(program);
  return [/[\\/]/.test(name) ? absoluteText(name, file) : name, ...args.map((argument) => argument.value)];
}

function resolveSops(value: Written): { readonly file: string; readonly extract?: string } {
  const file = absolutePath(value, 'file');
  return entryOf(value, 'extract') === undefined ? { file } : { file, extract: demandText(value, 'extract') };
}
