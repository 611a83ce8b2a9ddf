import { ENGLISH_STEPS } from './english-steps.ts';
import type { Phrases } from './phrases.ts';
import { say, typed } from './say.ts';

/** The checklist in English. */
export const ENGLISH: Phrases = {
  title: (host) => `Changing the product key of ${host} by hand`,
  words: { facts: 'The machine', warnings: 'Read this first', part: 'Part', signature: 'Done by' },
  facts: {
    host: 'Host',
    computerName: 'Computer name',
    system: 'System',
    language: 'Language of its media',
    key: 'New key',
    productId: 'Product ID then',
    seen: 'Key when last seen',
    window: 'When',
  },
  levels: {
    'windows-xp-rtm': (edition) => `Windows XP ${edition}, no service pack`,
    'windows-xp-sp1': (edition) => `Windows XP ${edition}, Service Pack 1`,
    'windows-xp-sp2': (edition) => `Windows XP ${edition}, Service Pack 2`,
    'windows-xp-sp3': (edition) => `Windows XP ${edition}, Service Pack 3`,
    'windows-xp-x64-sp1': (edition) => `Windows XP ${edition} x64, Service Pack 1`,
    'windows-xp-x64-sp2': (edition) => `Windows XP ${edition} x64, Service Pack 2`,
    'windows-server-2003-rtm': (edition) => `Windows Server 2003 ${edition}, no service pack`,
    'windows-server-2003-sp1': (edition) => `Windows Server 2003 ${edition}, Service Pack 1`,
    'windows-server-2003-sp2': (edition) => `Windows Server 2003 ${edition}, Service Pack 2`,
  },
  editions: {
    home: 'Home Edition',
    professional: 'Professional',
    embedded: 'Embedded',
    standard: 'Standard Edition',
    enterprise: 'Enterprise Edition',
    web: 'Web Edition',
    datacenter: 'Datacenter Edition',
  },
  languageUndeclared: 'not declared',
  keyEndsIn: (label, lastFive) => `${label}, ends in ${lastFive}`,
  middleOf: (productId) => `.....-${productId}-.....`,
  seen: {
    read: (seen) => `${seen.lastFive}, read by vlkctl${on(seen.on)}`,
    receipt: (seen) => `${seen.lastFive}, self-reported by its start-up script${on(seen.on)}`,
    'registry-export': (seen) => `${seen.lastFive}, from a registry export${on(seen.on)}`,
    person: (seen) => `${seen.lastFive}, as a person reported${on(seen.on)}`,
  },
  seenNever: 'not known: it was never read',
  anyTime: 'at any time',
  windowOpen: (label, until) => `window ${label}, open now${until === undefined ? '' : ` until ${until}`}`,
  windowClosed: (label, opens) =>
    opens === undefined ? `window ${label}, which never opens again` : `window ${label}, opens ${opens}`,
  warnings: {
    keySeparately: (lastFive) =>
      say`The new key is not on this sheet. You are given it separately; it ends in ${typed(lastFive)}.`,
    alreadyThere: ({ lastFive, part }) =>
      say`When last seen, the machine had this key (${typed(lastFive)}) already. Begin with parts ${part('check')} and ${part('verify')}: perhaps nothing is to be done.`,
    thirdLanguage: (language) =>
      say`This Windows is in ${language}. Its words are given in English here; on the screen the same stands in ${language}.`,
    windowClosed: (window) => say`Do not begin now: the machine may be changed in its window only (${window}).`,
  },
  phases: {
    check: {
      title: 'Before you begin',
      lead: () => [say`Nothing is changed yet. It takes about ten minutes; the whole sheet takes an hour at most.`],
    },
    'way-back': {
      title: 'A way back',
      lead: () => [],
    },
    ask: {
      title: 'Make Windows ask for activation',
      lead: ({ part }) => [
        say`Windows without a service pack takes a new key only while it is not activated. From here on do not stop before part ${part('verify')}.`,
      ],
    },
    change: {
      title: 'Change the key',
      lead: ({ way }) =>
        way === 'wizard'
          ? []
          : [
              say`On this system a script is the better way: the wizard of Windows offers no other key while Windows is activated. Nothing is edited in the registry.`,
            ],
    },
    verify: { title: 'See that it worked', lead: () => [] },
    'service-pack': {
      title: 'Install a service pack',
      lead: () => [say`With the old key the service pack may have been refused. Now it can be installed.`],
    },
    rescue: {
      title: 'Only if something went wrong',
      lead: () => [say`All is well: leave this part out.`],
    },
    report: { title: 'Report', lead: () => [] },
  },
  steps: ENGLISH_STEPS,
  signature: ['Date and time', 'Name', 'Signature'],
  colophon: (host, day) => `Made by vlkctl on ${day} from the inventory, for ${host}. Holds no product key.`,
};

function on(day: string | undefined): string {
  return day === undefined ? '' : ` on ${day}`;
}
