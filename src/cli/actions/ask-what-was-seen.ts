import type { HostSpec } from '../../model/host.ts';
import type { KeyIdentity } from '../../model/key.ts';
import type { OsFacts } from '../../model/os-level.ts';
import {
  declaredServicePack,
  isProductIdOf,
  readLastFive,
  readProductId,
  readServicePack,
} from '../../runbook/read-answers.ts';
import { type Io, UsageError } from '../io.ts';

/** Flags that are answers. */
export interface AnswerFlags {
  readonly productId?: string;
  readonly lastFive?: string;
  readonly activated?: 'yes' | 'no';
  /** Number of the service pack. */
  readonly sp?: string;
  readonly yes?: boolean;
}

/** What a person answered, or said by flags. */
export interface Answers {
  /** Middle of the product ID. */
  readonly productId: string;
  readonly lastFive: string;
  readonly os: OsFacts;
  readonly activated: boolean;
}

/** One thing to be known: the flag that says it, how it is asked, and how an answer is read. */
interface Question<T> {
  readonly flag: string;
  readonly given: string | undefined;
  readonly ask: string;
  readonly read: (text: string) => T | undefined;
  /** What an answer has to look like. */
  readonly help: string;
  /** What no answer means, and a flag that is not there where nobody is asked. */
  readonly otherwise?: string;
}

/** Asks for what the flags do not say, and for nothing that follows from it; undefined after Ctrl-C or Ctrl-D. */
export async function askWhatWasSeen(
  spec: HostSpec,
  identity: KeyIdentity,
  flags: AnswerFlags,
  io: Io,
): Promise<Answers | undefined> {
  const find = <T>(question: Question<T>): Promise<T | undefined> => answer(question, flags, io);
  const productId = await find(aboutProductId(flags));
  if (productId === undefined) return undefined;
  const isTold = flags.lastFive === undefined && isProductIdOf(identity, productId);
  const lastFive = isTold ? identity.lastFive : await find(aboutLastFive(flags));
  if (lastFive === undefined) return undefined;
  const activated = await find(aboutActivation(flags));
  if (activated === undefined) return undefined;
  const os = await find(aboutServicePack(spec, flags));
  return os === undefined ? undefined : { productId, lastFive, activated, os };
}

function aboutProductId({ productId }: AnswerFlags): Question<string> {
  return {
    flag: '--product-id',
    given: productId,
    ask: 'Product ID on the System page (Windows key and Pause): ',
    read: readProductId,
    help: 'Write it as it stands there, such as 55274-640-0000356-23123.',
  };
}

function aboutLastFive({ lastFive }: AnswerFlags): Question<string> {
  return {
    flag: '--last-five',
    given: lastFive,
    ask: 'Last five characters of the key that was typed: ',
    read: readLastFive,
    help: 'Only its last five, such as 67899; never the whole key.',
  };
}

function aboutActivation({ activated }: AnswerFlags): Question<boolean> {
  return {
    flag: '--activated',
    given: activated,
    ask: 'Does `msoobe /a` say that Windows is already activated? yes or no: ',
    read: (text) => ({ yes: true, y: true, no: false, n: false })[text.trim().toLowerCase()],
    help: 'Answer yes or no.',
  };
}

function aboutServicePack(spec: HostSpec, { sp }: AnswerFlags): Question<OsFacts> {
  const declared = String(declaredServicePack(spec));
  return {
    flag: '--sp',
    given: sp,
    ask: `Service pack on the System page, 0 for none (Enter for ${declared}, as declared): `,
    read: (text) => readServicePack(text, spec),
    help: `A number that there is for ${spec.os}; 0 for none.`,
    otherwise: declared,
  };
}

/** What was typed is not shown again: it may be a key. */
async function answer<T>({ flag, given, ask, read, help, otherwise }: Question<T>, flags: AnswerFlags, io: Io) {
  if (given !== undefined || flags.yes === true) {
    const text = given ?? otherwise;
    if (text === undefined) throw new UsageError(`${flag} is missing, and --yes asks nothing`, help);
    const value = read(text);
    if (value === undefined) throw new UsageError(`${flag}: this cannot be`, help);
    return value;
  }
  for (;;) {
    const text = await io.askText(ask);
    if (text === undefined) return undefined;
    const value = read(text.trim() === '' ? (otherwise ?? '') : text);
    if (value !== undefined) return value;
    io.err(`  -> ${help}\n`);
  }
}
