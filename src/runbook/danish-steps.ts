import { OOBE_KEY, OOBE_MISPRINT, RESTORE, SCRIPT, WIZARD } from './exact-words.ts';
import type { Phrases } from './phrases.ts';
import { say, shown, typed } from './say.ts';

/** What the person does, in Danish. */
export const DANISH_STEPS: Phrases['steps'] = {
  administrator: () => ({
    text: say`Log på som administrator af denne computer, og luk alle programmer.`,
  }),
  'right-host': ({ computerName }) => ({
    text: say`Tryk på Windows-tasten og Pause: vinduet med systemets egenskaber åbnes. På den anden fane står computernavnet. Det skal være ${typed(computerName)}.`,
    notes: [say`Et andet navn: stop. Arket hører til en anden maskine.`],
  }),
  'right-level': ({ system, edition }) => ({
    text: say`På den første fane skal der under System stå: ${system}.`,
    notes: [
      say`En anden Service Pack eller en anden udgave end ${edition}: stop, og meld det. Et andet system kræver andre trin og ofte en anden nøgle.`,
    ],
  }),
  'product-id-before': ({ productId, part }) => ({
    text: say`Skriv produkt-id'et ned. Det er den sidste linje under den registrerede ejer på samme fane.`,
    blanks: ['Produkt-id før'],
    notes: [
      say`Står der OEM i den anden gruppe: stop. Den Windows tager ikke imod en volumenlicensnøgle.`,
      ...(productId === undefined
        ? []
        : [
            say`Står der allerede ${typed(productId)} i midten, har maskinen nøglen. Så skal intet ændres; gå til del ${part('verify')}.`,
          ]),
    ],
  }),
  'key-in-hand': ({ lastFive }) => ({
    text: say`Hav den nye nøgle klar. Dens sidste fem tegn er ${typed(lastFive)}.`,
    notes: [say`Skriv ikke nøglen på dette ark, og lad ingen kopi af den ligge ved maskinen.`],
  }),
  'restore-point': ({ windows }) => ({
    text: say`Opret et gendannelsespunkt: klik på ${shown(windows.start)} og derefter på ${shown(windows.run)}, skriv dette, og klik på ${shown(windows.ok)}. Giv det dagens dato som navn.`,
    exact: RESTORE,
    notes: [
      say`Er Systemgendannelse slået fra, så slå den til først, eller fortsæt uden, og skriv det under Bemærkninger.`,
    ],
  }),
  'system-state': ({ windows }) => ({
    text: say`En server har ingen gendannelsespunkter. Sikkerhedskopiér dens systemtilstand (System State): klik på ${shown(windows.start)} og derefter på ${shown(windows.run)}, skriv dette, og klik på ${shown(windows.ok)}.`,
    exact: 'ntbackup',
    notes: [
      say`Markér systemtilstanden og intet andet. Kopien indeholder registreringsdatabasen og dermed den gamle nøgle: opbevar den, som I opbevarer nøgler.`,
    ],
  }),
  'open-registry-key': ({ windows }) => ({
    text: say`Klik på ${shown(windows.start)} og derefter på ${shown(windows.run)}. Skriv ${typed('regedit')} i ${shown(windows.open)}, klik på ${shown(windows.ok)}, og find denne nøgle i venstre side:`,
    exact: OOBE_KEY,
    notes: [
      say`Med mellemrum i "Windows NT" og uden i "CurrentVersion". I artikel 328874 er stien trykt forkert, som ${typed(OOBE_MISPRINT)}: sådan en nøgle findes ikke.`,
    ],
  }),
  'export-registry-key': ({ computerName }) => ({
    text: say`Tag en sikkerhedskopi af denne nøgle i registreringsdatabasen: vælg Eksporter i den første menu, vælg kun den markerede gren, og gem den som ${typed(`${computerName}-WPAEvents.reg`)} et sted, hvor du kan finde den igen.`,
    notes: [say`Filen er vejen tilbage, hvis den nye nøgle ikke bliver taget. Den indeholder ingen produktnøgle.`],
  }),
  'change-digit': ({ windows, part }) => ({
    text: say`Højreklik på OOBETimer i højre side, og klik på ${shown(windows.edit)}. Ret ét ciffer i værdien, så der er lige så mange som før, klik på ${shown(windows.ok)}, og luk registreringseditoren.`,
    notes: [
      say`Er der ingen OOBETimer: gå til del ${part('change')}.`,
      say`Afviser Windows ændringen: stop, og meld det. Nogen har låst denne nøgle i registreringsdatabasen.`,
    ],
  }),
  'start-wizard': ({ windows, part }) => ({
    text: say`Klik på ${shown(windows.start)} og derefter på ${shown(windows.run)}, skriv dette i ${shown(windows.open)}, og klik på ${shown(windows.ok)}:`,
    exact: WIZARD,
    notes: [
      say`${shown(windows.activated)} betyder, at OOBETimer stadig er, som den var: gå tilbage til del ${part('ask')}.`,
    ],
  }),
  telephone: ({ windows }) => ({
    text: say`Vælg ${shown(windows.telephone)}, og klik på ${shown(windows.next)}.`,
    notes: [say`Du skal ikke ringe til nogen: kun denne side har den knap, du skal bruge.`],
  }),
  'change-key-button': ({ windows }) => ({ text: say`Klik på ${shown(windows.changeKey)}.` }),
  'type-key': ({ windows, lastFive, edition, mediaLanguage, part }) => ({
    text: say`Skriv den nye nøgle i ${shown(windows.newKey)}, sammenlign med den, du har fået, og klik på ${shown(windows.update)}. Den ender på ${typed(lastFive)}.`,
    notes: [
      say`${shown(windows.invalid)} Sammenlign en gang til. Er den rigtig, passer den ikke til mediet: det skal være et volumenlicensmedie til ${edition}${mediaLanguage === undefined ? '' : ` på ${mediaLanguage}`}. Gå til del ${part('rescue')}.`,
    ],
  }),
  'later-and-restart': ({ windows }) => ({
    text: say`Går Windows tilbage til den forrige side, så klik på ${shown(windows.later)}. Genstart derefter computeren.`,
  }),
  'bring-script': () => ({
    text: say`Kopiér ${typed(SCRIPT)} fra dit USB-stik til ${typed('C:\\')}.`,
    notes: [
      say`${typed('vlkctl bundle')} med ${typed('--scripts')} laver det, i mappen scripts.`,
      say`Det læser efter, hvad det har sat, og sætter det gamle tilbage, hvis Windows afviser nøglen.`,
    ],
  }),
  'run-script': ({ windows, lastFive }) => ({
    text: say`Klik på ${shown(windows.start)} og derefter på ${shown(windows.run)}, skriv ${typed('cmd')}, og klik på ${shown(windows.ok)}. Skriv dette i det sorte vindue, med den nye nøgle i stedet for KEY, og tryk på Enter:`,
    exact: `cscript //Nologo C:\\${SCRIPT} KEY`,
    blanks: ['Hvad det svarede'],
    notes: [
      say`Det skal svare på engelsk: ${shown(`The key that ends in ${lastFive} is set.`)}`,
      say`Svarer det, at intet er ændret (Nothing was changed): stop, skriv svaret ned, og meld det.`,
      say`Luk straks det sorte vindue: det viser nøglen.`,
    ],
  }),
  'wizard-instead': ({ windows }) => ({
    text: say`Kun hvis Windows kræver at blive aktiveret, eller hvis intet script må køre her: skriv ${typed(WIZARD)} i ${shown(windows.open)}. Vælg ${shown(windows.telephone)}, klik på ${shown(windows.next)} og på ${shown(windows.changeKey)}, skriv den nye nøgle i ${shown(windows.newKey)}, og klik på ${shown(windows.update)}.`,
    notes: [
      say`${shown(windows.activated)} betyder, at guiden ikke tager imod en anden nøgle her. Lad alligevel OOBETimer være i fred: den ændres i Windows XP uden Service Pack og ingen andre steder.`,
      say`${shown(windows.invalid)} Nøglen passer ikke til mediet: stop, og meld det.`,
    ],
  }),
  restart: () => ({
    text: say`Genstart computeren. Nøglen kræver det ikke, men så kan du se, at Windows stadig starter.`,
  }),
  'is-activated': ({ windows, part }) => ({
    text: say`Klik på ${shown(windows.start)} og derefter på ${shown(windows.run)}, skriv dette i ${shown(windows.open)}, og klik på ${shown(windows.ok)}:`,
    exact: WIZARD,
    blanks: ['Allerede aktiveret, ja eller nej'],
    notes: [
      say`Der skal stå: ${shown(windows.activated)} Klik på ${shown(windows.ok)}.`,
      say`Alt andet betyder nej: luk vinduet, og gå til del ${part('rescue')}.`,
    ],
  }),
  'product-id-after': ({ productId, part }) => ({
    text: say`Tryk på Windows-tasten og Pause, og skriv produkt-id'et ned igen.`,
    blanks: ['Produkt-id nu'],
    notes: [
      productId === undefined
        ? say`De to grupper i midten skal være andre end i del ${part('check')}, medmindre maskinen havde nøglen i forvejen.`
        : say`De to grupper i midten skal være ${typed(productId)}; kun det allersidste af disse cifre må være et andet. Er de anderledes, har maskinen en anden nøgle: så er arbejdet ikke gjort.`,
    ],
  }),
  'tidy-up': ({ way }) => ({
    text:
      way === 'wizard'
        ? say`Makulér alt, hvor nøglen står skrevet.`
        : say`Slet scriptet, og makulér alt, hvor nøglen står skrevet.`,
  }),
  'install-service-pack': () => ({
    text: say`Installer Windows XP Service Pack 1a eller en nyere, og genstart computeren.`,
    blanks: ['Service Pack nu'],
    notes: [
      say`Service Pack 3 kræver, at Service Pack 1 eller 2 er der først.`,
      say`Fra nu af skal inventaret sige det samme: den, der indberetter dette, giver vlkctl nummeret på Service Pack.`,
    ],
  }),
  'press-f8': () => ({
    text: say`Windows starter ikke: genstart computeren, og tryk på F8 igen og igen, indtil menuen med avancerede indstillinger vises.`,
  }),
  'last-known-good': ({ windows }) => ({
    text: say`Vælg ${shown(windows.lastKnownGood)}, og tryk på Enter. Så starter Windows med indstillinger, der virkede før.`,
  }),
  'go-on-after-rescue': ({ part }) => ({
    text: say`Når Windows er startet, så gør del ${part('change')} om og derefter de følgende dele.`,
  }),
  'put-oobe-timer-back': ({ computerName }) => ({
    text: say`Nøglen bliver ikke taget, og Windows kræver at blive aktiveret: dobbeltklik på ${typed(`${computerName}-WPAEvents.reg`)}, og svar ja. Så er OOBETimer, som den var. Genstart, og meld det.`,
  }),
  'go-back-to-restore-point': ({ part }) => ({
    text: say`Er der andet, der ikke virker mere: gå tilbage til det, du gemte i del ${part('way-back')}, og meld det.`,
  }),
  'hand-in': ({ lastFive }) => ({
    text: say`Udfyld det, der mangler, og aflever arket.`,
    blanks: [`Nøglens sidste fem tegn (skal være ${lastFive})`, 'Bemærkninger'],
  }),
  'report-with-vlkctl': ({ report }) => ({
    text: say`Hvor vlkctl er installeret, taster nogen ind, hvad der står på arket:`,
    exact: report,
    notes: [say`Så ved vlkctl, hvad du så, og viser det som meldt af en person.`],
  }),
  'read-with-vlkctl': ({ report }) => ({
    text: say`Hvor vlkctl er installeret, lader nogen det læse maskinen:`,
    exact: report,
  }),
};
