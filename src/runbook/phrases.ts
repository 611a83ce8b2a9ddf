import type { Edition } from '../model/edition.ts';
import type { OsLevel } from '../model/os-level.ts';
import type { Line, PhaseId, Runbook } from './runbook.ts';
import type { WindowsWords } from './windows-words.ts';

/** Every step there is; which of them a host gets is decided in `choose-steps.ts`. */
export const STEP_IDS = [
  'administrator',
  'right-host',
  'right-level',
  'product-id-before',
  'key-in-hand',
  'restore-point',
  'system-state',
  'open-registry-key',
  'export-registry-key',
  'change-digit',
  'start-wizard',
  'telephone',
  'change-key-button',
  'type-key',
  'later-and-restart',
  'bring-script',
  'run-script',
  'wizard-instead',
  'restart',
  'is-activated',
  'product-id-after',
  'tidy-up',
  'install-service-pack',
  'press-f8',
  'last-known-good',
  'go-on-after-rescue',
  'put-oobe-timer-back',
  'go-back-to-restore-point',
  'hand-in',
  'report-with-vlkctl',
  'read-with-vlkctl',
] as const;

export type StepId = (typeof STEP_IDS)[number];

/** A step without its number. */
export interface StepPhrase {
  readonly text: Line;
  readonly exact?: string;
  readonly notes?: readonly Line[];
  readonly blanks?: readonly string[];
}

/** Whether the person edits the registry and follows the wizard, or lets a script do the work. */
export type Way = 'wizard' | 'script';

/** The facts of a host as sentences use them; all text, in the language of the runbook. */
export interface Filled {
  readonly host: string;
  readonly computerName: string;
  /** `Windows XP Professional, Service Pack 3`, as the System page has it. */
  readonly system: string;
  /** Language of the media, in words; without it nobody declared one. */
  readonly mediaLanguage?: string;
  readonly edition: string;
  readonly lastFive: string;
  /** Middle of the product ID that the new key makes, `BBB-CCCCCCC`. */
  readonly productId?: string;
  /** What is typed at the controller afterwards. */
  readonly report: string;
  readonly way: Way;
  readonly windows: WindowsWords;
  /** Number of a phase. */
  readonly part: (id: PhaseId) => string;
}

/** The key a host carried when somebody last knew. */
export interface SeenPhrase {
  readonly lastFive: string;
  /** A day, where it is known. */
  readonly on?: string;
}

/** All sentences in one language. A language without one of them does not compile. */
export interface Phrases {
  readonly title: (host: string) => string;
  readonly words: Runbook['words'];
  readonly facts: {
    readonly host: string;
    readonly computerName: string;
    readonly system: string;
    readonly language: string;
    readonly key: string;
    readonly productId: string;
    readonly seen: string;
    readonly window: string;
  };
  readonly levels: Readonly<Record<OsLevel, (edition: string) => string>>;
  readonly editions: Readonly<Record<Edition, string>>;
  readonly languageUndeclared: string;
  readonly keyEndsIn: (label: string, lastFive: string) => string;
  /** A product ID of which only the middle is known. */
  readonly middleOf: (productId: string) => string;
  readonly seen: Readonly<Record<'read' | 'receipt' | 'registry-export' | 'person', (seen: SeenPhrase) => string>>;
  readonly seenNever: string;
  readonly anyTime: string;
  readonly windowOpen: (label: string, until: string | undefined) => string;
  readonly windowClosed: (label: string, opens: string | undefined) => string;
  readonly warnings: {
    readonly keySeparately: (lastFive: string) => Line;
    readonly alreadyThere: (filled: Filled) => Line;
    readonly thirdLanguage: (language: string) => Line;
    readonly windowClosed: (window: string) => Line;
  };
  readonly phases: Readonly<
    Record<PhaseId, { readonly title: string; readonly lead: (filled: Filled) => readonly Line[] }>
  >;
  readonly steps: Readonly<Record<StepId, (filled: Filled) => StepPhrase>>;
  readonly signature: readonly string[];
  readonly colophon: (host: string, day: string) => string;
}
