import { PRODUCT_EDITION } from '../model/edition.ts';
import type { HostSpec } from '../model/host.ts';
import type { KeyIdentity } from '../model/key.ts';
import type { Language } from '../model/language.ts';
import type { HostWindow } from '../model/rollout.ts';
import type { StrategyName } from '../model/strategy.ts';
import { wallTime } from '../model/zone-time.ts';
import { choosePhases, type PhaseChoice } from './choose-steps.ts';
import { DANISH } from './danish.ts';
import { ENGLISH } from './english.ts';
import type { Filled, Phrases, Way } from './phrases.ts';
import type {
  LastSeen,
  Line,
  PhaseId,
  Runbook,
  RunbookFact,
  RunbookLanguage,
  RunbookPhase,
  RunbookStep,
} from './runbook.ts';
import { isThirdLanguage, windowsWords } from './windows-words.ts';

/** What a runbook is made of. */
export interface RunbookSource {
  readonly spec: HostSpec;
  /** Of its key, which has one. */
  readonly identity: KeyIdentity;
  readonly strategy: StrategyName;
  readonly lastSeen?: LastSeen;
  readonly window?: HostWindow;
  /** The command that reports what was seen, or reads the host. */
  readonly report: string;
  /** ISO 8601. */
  readonly madeAt: string;
}

const PHRASES: Readonly<Record<RunbookLanguage, Phrases>> = { en: ENGLISH, da: DANISH };

/** The checklist for the person at one host. */
export function makeRunbook(source: RunbookSource, language: RunbookLanguage): Runbook {
  const { spec, madeAt } = source;
  const phrases = PHRASES[language];
  const choices = choosePhases(spec, source.strategy);
  const filled = fill(source, choices, language);
  return {
    language,
    host: spec.name,
    title: phrases.title(spec.name),
    facts: factsOf(source, filled, phrases),
    warnings: warningsOf(source, filled, language),
    phases: choices.map((choice, index) => toPhase(choice, index + 1, phrases, filled)),
    signature: phrases.signature,
    colophon: phrases.colophon(spec.name, madeAt.slice(0, 10)),
    words: phrases.words,
  };
}

const WAY_OF: Readonly<Record<StrategyName, Way>> = { 'pre-sp1': 'wizard', sp1: 'script' };

function fill(source: RunbookSource, choices: readonly PhaseChoice[], language: RunbookLanguage): Filled {
  const { spec, identity, strategy, report } = source;
  const phrases = PHRASES[language];
  const edition = phrases.editions[spec.edition ?? PRODUCT_EDITION[spec.key.product]];
  return {
    host: spec.name,
    computerName: spec.computerName,
    system: phrases.levels[spec.os](edition),
    edition,
    ...(spec.language !== undefined && { mediaLanguage: nameOf(spec.language, language) }),
    ...identity,
    report,
    way: WAY_OF[strategy],
    windows: windowsWords(spec.language, language),
    part: (id) => numberOf(id, choices),
  };
}

/** A sentence that points to a part this host does not have would send a tired person nowhere. */
function numberOf(id: PhaseId, choices: readonly PhaseChoice[]): string {
  const index = choices.findIndex((choice) => choice.id === id);
  if (index === -1) throw new Error(`This runbook has no part ${id}`);
  return String(index + 1);
}

/** `da` -> `Danish`, `dansk` */
function nameOf(language: Language, reader: RunbookLanguage): string {
  return new Intl.DisplayNames(reader, { type: 'language' }).of(language) ?? language;
}

function factsOf(source: RunbookSource, filled: Filled, phrases: Phrases): readonly RunbookFact[] {
  const { facts, middleOf } = phrases;
  const { spec, identity, window } = source;
  return [
    { name: facts.host, value: spec.name },
    { name: facts.computerName, value: spec.computerName },
    { name: facts.system, value: filled.system },
    { name: facts.language, value: filled.mediaLanguage ?? phrases.languageUndeclared },
    { name: facts.key, value: phrases.keyEndsIn(spec.key.label, identity.lastFive) },
    ...(identity.productId === undefined ? [] : [{ name: facts.productId, value: middleOf(identity.productId) }]),
    { name: facts.seen, value: describeSeen(source, phrases) },
    { name: facts.window, value: describeWindow(window, phrases) },
  ];
}

function describeSeen({ lastSeen }: RunbookSource, { seen, seenNever }: Phrases): string {
  if (lastSeen === undefined) return seenNever;
  const { at, by, lastFive } = lastSeen;
  return seen[by]({ lastFive, ...(at !== undefined && { on: at.slice(0, 10) }) });
}

function describeWindow(window: HostWindow | undefined, phrases: Phrases): string {
  if (window === undefined) return phrases.anyTime;
  const moment = (at: string | undefined): string | undefined =>
    at === undefined ? undefined : `${wallTime(new Date(at), window.timeZone)} ${window.timeZone}`;
  return window.state === 'open'
    ? phrases.windowOpen(window.label, moment(window.closesAt))
    : phrases.windowClosed(window.label, moment(window.opensAt));
}

function warningsOf(source: RunbookSource, filled: Filled, language: RunbookLanguage): readonly Line[] {
  const { spec, identity, lastSeen, window } = source;
  const phrases = PHRASES[language];
  const { warnings } = phrases;
  const name = filled.mediaLanguage ?? '';
  return [
    warnings.keySeparately(identity.lastFive),
    ...(window?.state === 'closed' ? [warnings.windowClosed(describeWindow(window, phrases))] : []),
    ...(lastSeen?.lastFive === identity.lastFive ? [warnings.alreadyThere(filled)] : []),
    ...(isThirdLanguage(spec.language) ? [warnings.thirdLanguage(name)] : []),
  ];
}

function toPhase({ id, steps }: PhaseChoice, number: number, phrases: Phrases, filled: Filled): RunbookPhase {
  const { title, lead } = phrases.phases[id];
  const toStep = (step: (typeof steps)[number], index: number): RunbookStep => {
    const { text, exact, notes = [], blanks = [] } = phrases.steps[step](filled);
    return { number: `${number}.${index + 1}`, text, ...(exact !== undefined && { exact }), notes, blanks };
  };
  return { id, number, title, lead: lead(filled), steps: steps.map(toStep) };
}
