import { diskAt } from '../../engine/disk.ts';
import { recordWitness } from '../../engine/record-witness.ts';
import { type HostSpec, isSelfReporting } from '../../model/host.ts';
import type { KeyIdentity } from '../../model/key.ts';
import { osLevelOf } from '../../model/os-level.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { judgeAnswers, seenEvidence } from '../../runbook/read-answers.ts';
import { CLOCK, stateFolderOf } from '../../runtime.ts';
import { demandHost } from '../demand-host.ts';
import { type Io, UsageError } from '../io.ts';
import { type InventoryOptions, loadOrExplain } from '../options.ts';
import { quoteWord, typedAgain } from '../typed-again.ts';
import { type AnswerFlags, type Answers, askWhatWasSeen } from './ask-what-was-seen.ts';

type Witness = Parameters<typeof recordWitness>[1];

export interface RunbookDoneFlags extends Omit<InventoryOptions, 'output'>, AnswerFlags {
  readonly done?: boolean;
  readonly state?: string;
  /** Who saw it. */
  readonly by?: string;
}

/** Records what a person saw at a host that nobody reaches; 2 when that is not what is declared. */
export async function runbookDone(word: string, flags: RunbookDoneFlags, io: Io): Promise<number> {
  if (flags.yes !== true && !io.canAsk)
    throw new UsageError('runbook --done asks, and nobody is here to answer', 'Answer with flags, and add --yes.');
  const by = whoSaw(flags, io);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const spec = demandHost(inventory.hosts, word);
  const identity = demandIdentity(spec);
  const answers = await askWhatWasSeen(spec, identity, flags, io);
  if (answers === undefined) return nothing(io);
  const seen = toWitness(identity, answers, by);
  const told = describe(spec, identity, seen);
  io.err(`${told.lines.join('\n')}\n`);
  if (flags.yes !== true && !(await io.ask(`Record this of ${spec.name}, as ${by} saw it? Type yes: `)))
    return nothing(io);
  const state = diskAt(stateFolderOf(inventory, flags, io.surroundings));
  await recordWitness(spec.name, seen, { state, lockOwner: io.surroundings, clock: CLOCK });
  const again = typedAgain({ ...flags, on: spec.name }, io);
  io.out(`${spec.name}: recorded, as self-reported by a person (${by}).\nnext: vlkctl drift ${again}\n`);
  return told.isAsDeclared ? EXIT.ok : EXIT.drift;
}

function nothing({ err, signal }: Io): number {
  err('Nothing was recorded.\n');
  return signal.aborted ? EXIT.interrupted : EXIT.couldNotRun;
}

/** Names stand in every report: nothing but letters and what names have. */
function whoSaw({ by }: RunbookDoneFlags, { surroundings: { user } }: Io): string {
  const name = (by ?? user).trim();
  if (/^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} .,'@_-]{0,63}$/u.test(name)) return name;
  throw new UsageError(
    '--by: who saw it is not clear',
    "Write a name of at most 64 letters, such as --by 'Jens Hansen'.",
  );
}

function demandIdentity(spec: HostSpec): KeyIdentity {
  const { name, access, key } = spec;
  if (!isSelfReporting(spec))
    throw new UsageError(
      `${name} is reached by ${access.kind}, so nobody is asked how it stands`,
      `Read it: \`vlkctl drift --on ${quoteWord(name)}\`.`,
    );
  if (key.identity !== undefined) return key.identity;
  throw new UsageError(
    `${name}: its key ${key.label} has no identity, so nothing could be compared`,
    `Run \`vlkctl keys identify ${key.label}\`: it writes the line into the inventory.`,
  );
}

function toWitness(identity: KeyIdentity, { os, productId, lastFive, activated }: Answers, by: string): Witness {
  return { by, os, key: seenEvidence(identity, productId, lastFive), activation: { required: !activated } };
}

interface Told {
  readonly lines: readonly string[];
  readonly isAsDeclared: boolean;
}

function describe(spec: HostSpec, identity: KeyIdentity, { os, key, activation }: Witness): Told {
  const level = osLevelOf(os);
  const isKey = judgeAnswers(identity, key) === 'same';
  const isActivated = activation?.required === false;
  const lastFive = key.state === 'present' ? key.lastFive : '';
  return {
    lines: [
      `  key        ends in ${lastFive}, product ID ${key.productId}: ${isKey ? '' : 'not '}the declared key ${spec.key.label}`,
      `  activated  ${isActivated ? 'yes' : 'no: Windows has to be activated'}`,
      `  system     ${level}${level === spec.os ? '' : `, declared as ${spec.os}: declare \`os: ${level}\``}`,
    ],
    isAsDeclared: isKey && isActivated && level === spec.os,
  };
}
