import type { Problem } from './make-diagnostic.ts';
import { toProblems } from './schema-problems.ts';
import { explainer, quickValidators } from './schema-validators.ts';
import { splitHosts } from './split-hosts.ts';
import { splitSections } from './split-sections.ts';
import { toPlain, type Written } from './written.ts';

/** Reports everything in one file that the schema does not allow, each at the place it is written. */
export async function validateFile(root: Written): Promise<readonly Problem[]> {
  const { isHost, isInventory } = await quickValidators();
  const { rest, bad } = splitHosts(root, isHost);
  const plain = toPlain(rest);
  const isGood = isInventory(plain);
  if (isGood && bad.length === 0) return [];
  const explain = await explainer();
  const pieces = isGood ? [] : splitSections(plain);
  const hosts = bad.map((host) => ({ ...host, rules: '/$defs/host' }));
  return toProblems(
    [...pieces, ...hosts].flatMap(({ plain: part, path, rules }) => explain(part, path, rules)),
    root,
  );
}
