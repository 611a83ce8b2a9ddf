import type { Facts } from './facts.ts';
import type { Problem } from './make-diagnostic.ts';
import { makeNearest } from './make-nearest.ts';

/** Reports every use of a key, an access or a window that is not declared. */
export function* unknownMentions({ declarations }: Facts): Generator<Problem> {
  const sections = {
    key: unknownIn('unknown-key', 'keys', declarations.keys),
    access: unknownIn('unknown-access', 'access', declarations.access),
    window: unknownIn('unknown-window', 'windows', declarations.windows),
  };
  for (const { name, value, at } of declarations.mentions) {
    if (name !== 'key' && name !== 'access' && name !== 'window') continue;
    const problem = sections[name](value);
    if (problem !== undefined) yield { ...problem, at };
  }
}

/** Warns of groups that stand for no host: a wave or a selector that names one does nothing. */
export function* emptyGroups({ declarations }: Facts): Generator<Problem> {
  for (const entry of declarations.emptyGroups) {
    yield {
      code: 'empty-group',
      severity: 'warning',
      message: `Group '${entry.name}' holds no host.`,
      help: 'Declare its hosts, or remove it.',
      at: entry,
    };
  }
}

type Check = (name: string) => Pick<Problem, 'code' | 'message' | 'help'> | undefined;

function unknownIn(code: Problem['code'], section: string, known: ReadonlyMap<string, unknown>): Check {
  const nearestName = makeNearest(() => [...known.keys()]);
  return (name) => {
    if (known.has(name)) return undefined;
    const meant = nearestName(name);
    const help = meant === undefined ? declareIt(section, known.size) : `Did you mean '${meant}'?`;
    return { code, message: `'${name}' is not declared under \`${section}\`.`, help };
  };
}

function declareIt(section: string, known: number): string {
  return known === 0 ? `Add a section \`${section}\` and declare it there.` : `Declare it under \`${section}\`.`;
}
