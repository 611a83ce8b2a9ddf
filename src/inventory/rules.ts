import {
  computerNameCollision,
  computerNameOnRange,
  computerNameRequired,
  type Facts,
  localForSeveral,
  productOsMismatch,
  settingMissing,
} from './host-rules.ts';
import type { Problem } from './make-diagnostic.ts';
import { nearest } from './nearest.ts';
import { entryOf, textOf, valuePlace } from './written.ts';

type Rule = (facts: Facts) => Iterable<Problem>;

/** Reports everything that a schema cannot say. Every rule takes time in proportion to the inventory. */
export function checkRules(facts: Facts): readonly Problem[] {
  return RULES.flatMap((rule) => [...rule(facts)]);
}

const RULES: readonly Rule[] = [
  unknownMentions,
  simulatedMixed,
  identityMissing,
  productIdWithoutMeaning,
  settingMissing,
  productOsMismatch,
  localForSeveral,
  computerNameOnRange,
  computerNameRequired,
  computerNameCollision,
];

function* unknownMentions({ declarations }: Facts): Generator<Problem> {
  const sections = {
    key: { code: 'unknown-key', known: declarations.keys, section: 'keys' },
    access: { code: 'unknown-access', known: declarations.access, section: 'access' },
  } as const;
  for (const { of, setting } of declarations.mentions) {
    const { code, known, section } = sections[of];
    if (known.has(setting.value)) continue;
    const meant = nearest(setting.value, known.keys());
    const help = meant === undefined ? `Declare it under \`${section}\`.` : `Did you mean '${meant}'?`;
    yield { code, message: `'${setting.value}' is not declared under \`${section}\`.`, help, at: setting.at };
  }
}

function* simulatedMixed({ declarations: { access, simulation } }: Facts): Generator<Problem> {
  for (const entry of access.values()) {
    const kind = entryOf(entry.value, 'kind');
    const value = textOf(kind);
    if (kind === undefined || value === undefined) continue;
    const code = 'simulated-mixed';
    if (value === 'simulated' && simulation === undefined) {
      const help = 'Write `simulation: true` at the top of the file, or use a real access.';
      yield { code, message: 'This inventory is no simulation.', help, at: valuePlace(kind) };
    }
    if (value !== 'simulated' && simulation !== undefined) {
      const help = 'Keep rehearsal and real hosts in inventories of their own.';
      const other = { message: 'declared a simulation here', at: simulation };
      yield { code, message: 'A simulation reaches no real host.', help, at: valuePlace(kind), other };
    }
  }
}

function* identityMissing({ declarations: { keys } }: Facts): Generator<Problem> {
  for (const entry of keys.values()) {
    if (entry.value.kind !== 'map' || entry.value.entries.has('identity')) continue;
    yield {
      code: 'identity-missing',
      severity: 'warning',
      message: `Key '${entry.name}' has no \`identity\`: nothing could be compared, so its hosts are left alone.`,
      help: 'Run `vlkctl keys identify` with its name and paste the line it prints.',
      at: entry,
    };
  }
}

function* productIdWithoutMeaning({ declarations: { keys } }: Facts): Generator<Problem> {
  for (const { value } of keys.values()) {
    const productId = entryOf(entryOf(value, 'identity')?.value, 'productId');
    const product = textOf(entryOf(value, 'product'));
    if (productId === undefined || product === undefined || product === 'windows-xp-professional') continue;
    yield {
      code: 'invalid-value',
      message: `Keys of ${product} have no known product ID.`,
      help: 'Remove `productId`; the last five characters are compared.',
      at: valuePlace(productId),
    };
  }
}
