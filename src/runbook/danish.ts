import { DANISH_STEPS } from './danish-steps.ts';
import type { Phrases } from './phrases.ts';
import { say, typed } from './say.ts';

/** The checklist in Danish. */
export const DANISH: Phrases = {
  title: (host) => `Manuelt skift af produktnøgle på ${host}`,
  words: { facts: 'Maskinen', warnings: 'Læs dette først', part: 'Del', signature: 'Udført af' },
  facts: {
    host: 'Maskine',
    computerName: 'Computernavn',
    system: 'System',
    language: 'Mediets sprog',
    key: 'Ny nøgle',
    productId: 'Produkt-id derefter',
    seen: 'Nøgle sidst set',
    window: 'Hvornår',
  },
  levels: {
    'windows-xp-rtm': (edition) => `Windows XP ${edition} uden Service Pack`,
    'windows-xp-sp1': (edition) => `Windows XP ${edition}, Service Pack 1`,
    'windows-xp-sp2': (edition) => `Windows XP ${edition}, Service Pack 2`,
    'windows-xp-sp3': (edition) => `Windows XP ${edition}, Service Pack 3`,
    'windows-xp-x64-sp1': (edition) => `Windows XP ${edition} x64, Service Pack 1`,
    'windows-xp-x64-sp2': (edition) => `Windows XP ${edition} x64, Service Pack 2`,
    'windows-server-2003-rtm': (edition) => `Windows Server 2003 ${edition} uden Service Pack`,
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
  languageUndeclared: 'ikke angivet',
  keyEndsIn: (label, lastFive) => `${label}, ender på ${lastFive}`,
  middleOf: (productId) => `.....-${productId}-.....`,
  seen: {
    read: (seen) => `${seen.lastFive}, læst af vlkctl${on(seen.on)}`,
    receipt: (seen) => `${seen.lastFive}, meldt af maskinens eget startscript${on(seen.on)}`,
    'registry-export': (seen) => `${seen.lastFive}, fra en eksport af registreringsdatabasen${on(seen.on)}`,
    person: (seen) => `${seen.lastFive}, meldt af en person${on(seen.on)}`,
  },
  seenNever: 'ukendt: maskinen er aldrig blevet læst',
  anyTime: 'når som helst',
  windowOpen: (label, until) => `vindue ${label}, åbent nu${until === undefined ? '' : ` indtil ${until}`}`,
  windowClosed: (label, opens) =>
    opens === undefined ? `vindue ${label}, som aldrig åbner igen` : `vindue ${label}, åbner ${opens}`,
  warnings: {
    keySeparately: (lastFive) =>
      say`Den nye nøgle står ikke på dette ark. Du får den for sig selv; den ender på ${typed(lastFive)}.`,
    alreadyThere: ({ lastFive, part }) =>
      say`Da maskinen sidst blev set, havde den allerede denne nøgle (${typed(lastFive)}). Begynd med del ${part('check')} og ${part('verify')}: måske er der intet at gøre.`,
    thirdLanguage: (language) =>
      say`Denne Windows er på ${language}. Dens ord står her på engelsk; på skærmen står det samme på ${language}.`,
    windowClosed: (window) => say`Begynd ikke nu: maskinen må kun ændres i sit vindue (${window}).`,
  },
  phases: {
    check: {
      title: 'Før du begynder',
      lead: () => [say`Intet bliver ændret endnu. Det tager omkring ti minutter, og hele arket højst en time.`],
    },
    'way-back': { title: 'En vej tilbage', lead: () => [] },
    ask: {
      title: 'Få Windows til at kræve aktivering',
      lead: ({ part }) => [
        say`Windows uden Service Pack tager kun imod en ny nøgle, mens den ikke er aktiveret. Stop ikke herfra, før du er færdig med del ${part('verify')}.`,
      ],
    },
    change: {
      title: 'Skift nøglen',
      lead: ({ way }) =>
        way === 'wizard'
          ? []
          : [
              say`På dette system er et script den bedste vej: guiden i Windows tager ikke imod en anden nøgle, så længe Windows er aktiveret. Intet rettes i registreringsdatabasen.`,
            ],
    },
    verify: { title: 'Se efter, om det virkede', lead: () => [] },
    'service-pack': {
      title: 'Installer en Service Pack',
      lead: () => [say`Med den gamle nøgle er en Service Pack måske blevet afvist. Nu kan den installeres.`],
    },
    rescue: {
      title: 'Kun hvis noget gik galt',
      lead: () => [say`Er alt i orden, så spring denne del over.`],
    },
    report: { title: 'Meld tilbage', lead: () => [] },
  },
  steps: DANISH_STEPS,
  signature: ['Dato og klokkeslæt', 'Navn', 'Underskrift'],
  colophon: (host, day) => `Lavet af vlkctl den ${day} ud fra inventaret, til ${host}. Indeholder ingen produktnøgle.`,
};

function on(day: string | undefined): string {
  return day === undefined ? '' : ` den ${day}`;
}
