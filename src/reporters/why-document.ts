import type { SourceRange } from '../model/diagnostic.ts';
import type { HostSpec, KeyMention, KeySpec, Origin, SettingName } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Changes, JournalState } from '../model/journal-entry.ts';
import type { KeyEvidence, KeyIdentity } from '../model/key.ts';
import { type SelfReport, selfReportOf, withAge } from '../model/reported.ts';
import type { ReportedObservation } from '../model/reported-host.ts';
import type { ChangeWindow, Waiver } from '../model/rollout.ts';
import { describeSecret } from '../model/secret.ts';
import type { StrategyName } from '../model/strategy.ts';
import { describeAccess } from './describe-access.ts';
import { type ListedKey, listKey } from './hosts-document.ts';

/** Everything that is known of one host without reaching it, and where each piece comes from. JSON-safe, no secret. */
export interface WhyDocument {
  readonly formatVersion: 1;
  readonly simulated: boolean;
  readonly host: Pick<HostSpec, 'name' | 'computerName' | 'groups' | 'tags' | 'at'>;
  readonly settings: readonly WhySetting[];
  readonly key: WhyKey;
  readonly access: { readonly label: string; readonly kind: string; readonly reach: string };
  readonly window?: ChangeWindow;
  readonly waivers: readonly WhyWaiver[];
  readonly strategy: ChosenStrategy;
  readonly journal: WhyJournal;
  /** What a host that nobody reaches has reported last; left out for the others, and where it has not yet. */
  readonly reported?: WhyReport;
  /** What to do next: commands, the first one first. */
  readonly next: readonly NextStep[];
}

export interface WhyKey extends Omit<ListedKey, 'secret'> {
  /** Where the secret is found, in words. */
  readonly secret: string;
  /** Keys that this one takes the place of, and where each says so. */
  readonly replaces: readonly KeyMention[];
  readonly at: SourceRange;
}

/** A setting that flows down to the host; without an origin nobody set it. */
export interface WhySetting {
  readonly name: SettingName;
  readonly value?: string;
  readonly origin?: Origin;
}

export interface WhyWaiver extends Omit<Waiver, 'host'> {
  /** Whether its last day has passed. */
  readonly expired: boolean;
}

export interface ChosenStrategy {
  readonly name: StrategyName;
  /** Why it is the one for the declared OS level, in words. */
  readonly reason: string;
}

/** What the journal of the state folder says of the host. */
export interface WhyJournal {
  readonly folder: string;
  readonly lastVerified?: KeyIdentity;
  /** The last change of its key by `apply`, and how often it was given this key. */
  readonly lastChange?: Changes;
  readonly openIntents: readonly Intent[];
}

/** What was said of a host, by itself or a person. */
export interface WhyReport extends SelfReport {
  /** What it carried, as it was said. */
  readonly actual?: KeyEvidence;
}

export interface NextStep {
  readonly run: string;
  readonly why: string;
}

/** What the document is made of besides the host. */
export interface WhyFacts {
  readonly inventory: Inventory;
  readonly strategy: ChosenStrategy;
  readonly journal: JournalState;
  readonly stateFolder: string;
  /** The line of the store, of a host that nobody reaches. */
  readonly reported?: ReportedObservation;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** What the next commands have to be told again, such as `-i plant.yaml`; `host` selects this one too. */
  readonly again: { readonly inventory: string; readonly host: string };
}

/** Collects what is known of a host. */
export function whyDocument(spec: HostSpec, facts: WhyFacts): WhyDocument {
  const { name, computerName, groups, tags, at, key, access } = spec;
  const journal = journalOf(spec, facts);
  const reported = facts.reported === undefined ? undefined : toWhyReport(facts.reported, facts.now);
  const window = spec.window === undefined ? undefined : facts.inventory.windows.get(spec.window);
  return {
    formatVersion: 1,
    simulated: facts.inventory.simulation,
    host: { name, computerName, groups, tags, at },
    settings: settingsOf(spec),
    key: whyKey(key, facts.inventory),
    access: { label: access.label, kind: access.kind, reach: describeAccess(access) },
    ...(window !== undefined && { window }),
    waivers: facts.inventory.waivers
      .filter((waiver) => isOf(waiver, spec))
      .map((waiver) => toWaiver(waiver, facts.today)),
    strategy: facts.strategy,
    journal,
    ...(reported !== undefined && { reported }),
    next: nextSteps(spec, journal, facts.again),
  };
}

function toWhyReport(observation: ReportedObservation, now: number): WhyReport | undefined {
  const report = selfReportOf(observation);
  if (report === undefined) return undefined;
  const { key } = observation;
  return { ...withAge(report, now), ...(key.state === 'present' && { actual: key.value }) };
}

function whyKey(key: KeySpec, { keys }: Inventory): WhyKey {
  const replaces = [...keys.values()].flatMap(({ label, replacedBy }) =>
    replacedBy?.label === key.label ? [{ label, at: replacedBy.at }] : [],
  );
  return { ...listKey(key), secret: describeSecret(key.secret), replaces, at: key.at };
}

function settingsOf({ os, edition, language, key, access, window, origins }: HostSpec): readonly WhySetting[] {
  const values: Readonly<Record<SettingName, string | undefined>> = {
    os,
    edition,
    language,
    key: key.label,
    access: access.label,
    window,
  };
  const names = ['os', 'edition', 'language', 'key', 'access', 'window'] as const;
  return names.map((name) => {
    const value = values[name];
    const origin = origins[name];
    return { name, ...(value !== undefined && { value }), ...(origin !== undefined && { origin }) };
  });
}

function isOf(waiver: Waiver, { name }: HostSpec): boolean {
  return waiver.host.toLowerCase() === name.toLowerCase();
}

function toWaiver({ drift, reason, owner, until, at }: Waiver, today: string): WhyWaiver {
  return { drift, reason, owner, until, at, expired: until < today };
}

function journalOf({ name }: HostSpec, { journal, stateFolder }: WhyFacts): WhyJournal {
  const lastVerified = journal.lastVerified.get(name);
  const lastChange = journal.changes.get(name);
  return {
    folder: stateFolder,
    ...(lastVerified !== undefined && { lastVerified }),
    ...(lastChange !== undefined && { lastChange }),
    openIntents: journal.openIntents.filter(({ host }) => host === name),
  };
}

function nextSteps(spec: HostSpec, { openIntents }: WhyJournal, again: WhyFacts['again']): readonly NextStep[] {
  const { key } = spec;
  const identify = `vlkctl keys identify ${key.label} ${again.inventory}`.trimEnd();
  return [
    ...(openIntents.length === 0
      ? []
      : [{ run: `vlkctl recover ${again.host}`, why: 'looks at the unfinished change and settles it' }]),
    ...(key.identity === undefined ? [{ run: identify, why: 'writes the identity that is missing' }] : []),
    ...(spec.access.kind === 'startup-script'
      ? [{ run: `vlkctl ingest ${again.inventory}`.trimEnd(), why: 'takes in what the host has left since' }]
      : []),
    { run: `vlkctl plan ${again.host}`, why: 'reads the host and shows what would be done' },
  ];
}
