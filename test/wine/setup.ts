import { wineMissing } from './available.ts';
import { ensureTemplate } from './template.ts';

/** Builds the template once, before the workers that copy it start. */
export async function setup(): Promise<void> {
  if (wineMissing() === undefined) await ensureTemplate();
}
