import type { Language } from '../model/language.ts';
import type { RunbookLanguage } from './runbook.ts';

/** Words that Windows itself shows on the way, as KB 328874 has them in English and Danish. */
export interface WindowsWords {
  readonly start: string;
  readonly run: string;
  readonly open: string;
  readonly edit: string;
  readonly ok: string;
  readonly telephone: string;
  readonly next: string;
  readonly changeKey: string;
  readonly newKey: string;
  readonly update: string;
  readonly later: string;
  readonly activated: string;
  readonly invalid: string;
  readonly lastKnownGood: string;
}

const WORDS: Readonly<Record<RunbookLanguage, WindowsWords>> = {
  en: {
    start: 'Start',
    run: 'Run',
    open: 'Open',
    edit: 'Modify',
    ok: 'OK',
    telephone: 'Yes, I want to telephone a customer service representative to activate Windows',
    next: 'Next',
    changeKey: 'Change Product Key',
    newKey: 'New key',
    update: 'Update',
    later: 'Remind me later',
    activated: 'Windows is already activated. Click OK to exit.',
    invalid: 'The product key is invalid.',
    lastKnownGood: 'Last Known Good Configuration',
  },
  da: {
    start: 'Start',
    run: 'Kør',
    open: 'Åbn',
    edit: 'Rediger',
    ok: 'OK',
    telephone: 'Ja, jeg vil ringe til en kundeservicerepræsentant for at aktivere Windows',
    next: 'Næste',
    changeKey: 'Skift produktnøgle',
    newKey: 'Ny nøgle',
    update: 'Opdater',
    later: 'Påmind mig senere',
    activated: 'Windows er allerede aktiveret. Klik på OK for at afslutte.',
    invalid: 'Produktnøglen er ugyldig.',
    lastKnownGood: 'Sidst kendte fungerende konfiguration',
  },
};

/**
 * The words of the Windows on the host, whatever language the runbook is in. Of a Windows in a third language the English
 * ones are given; where its language is not declared, those of the reader.
 */
export function windowsWords(host: Language | undefined, reader: RunbookLanguage): WindowsWords {
  if (host === undefined) return WORDS[reader];
  return host === 'da' ? WORDS.da : WORDS.en;
}

/** Whether the words on the screen are others than those that `windowsWords` gives. */
export function isThirdLanguage(host: Language | undefined): boolean {
  return host !== undefined && host !== 'da' && host !== 'en';
}
