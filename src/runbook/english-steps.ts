import { OOBE_KEY, OOBE_MISPRINT, RESTORE, SCRIPT, WIZARD } from './exact-words.ts';
import type { Phrases } from './phrases.ts';
import { say, shown, typed } from './say.ts';

/** What the person does, in English. */
export const ENGLISH_STEPS: Phrases['steps'] = {
  administrator: () => ({
    text: say`Log on as an administrator of this computer, and close every program.`,
  }),
  'right-host': ({ computerName }) => ({
    text: say`Press the Windows key and Pause: the window of the system opens. On its second tab stands the computer name. It must be ${typed(computerName)}.`,
    notes: [say`Another name: stop. This sheet is for another machine.`],
  }),
  'right-level': ({ system, edition }) => ({
    text: say`On its first tab, under System, must stand: ${system}.`,
    notes: [
      say`Another service pack, or an edition other than ${edition}: stop and report it. Another system takes other steps and often another key.`,
    ],
  }),
  'product-id-before': ({ productId, part }) => ({
    text: say`Write down the product ID. It is the last line under Registered to, on the same tab.`,
    blanks: ['Product ID before'],
    notes: [
      say`OEM in its second group: stop. That Windows takes no volume licence key.`,
      ...(productId === undefined
        ? []
        : [
            say`${typed(productId)} in the middle already: the machine has the key. Change nothing, and go on with part ${part('verify')}.`,
          ]),
    ],
  }),
  'key-in-hand': ({ lastFive }) => ({
    text: say`Have the new key at hand. Its last five characters are ${typed(lastFive)}.`,
    notes: [say`Do not write the key on this sheet, and leave no copy of it at the machine.`],
  }),
  'restore-point': ({ windows }) => ({
    text: say`Create a restore point: click ${shown(windows.start)}, then ${shown(windows.run)}, type this, and click ${shown(windows.ok)}. Give it the date of today as its name.`,
    exact: RESTORE,
    notes: [say`If System Restore is turned off, turn it on first, or go on without it and say so under Remarks.`],
  }),
  'system-state': ({ windows }) => ({
    text: say`A server has no restore points. Back up its System State: click ${shown(windows.start)}, then ${shown(windows.run)}, type this, and click ${shown(windows.ok)}.`,
    exact: 'ntbackup',
    notes: [
      say`Tick System State and nothing else. The backup holds the registry, and so the old key: keep it as you keep keys.`,
    ],
  }),
  'open-registry-key': ({ windows }) => ({
    text: say`Click ${shown(windows.start)}, then ${shown(windows.run)}. Type ${typed('regedit')} into ${shown(windows.open)}, click ${shown(windows.ok)}, and go on the left to this key:`,
    exact: OOBE_KEY,
    notes: [
      say`With a space in "Windows NT" and none in "CurrentVersion". A printed copy of article 328874 may have it wrong, as ${typed(OOBE_MISPRINT)}: there is no such key.`,
    ],
  }),
  'export-registry-key': ({ computerName }) => ({
    text: say`Back up this key of the registry: in the first menu choose Export, choose the selected branch only, and save it as ${typed(`${computerName}-WPAEvents.reg`)} in a place you will find again.`,
    notes: [say`This file is the way back, should the new key not be taken. It holds no product key.`],
  }),
  'change-digit': ({ windows, part }) => ({
    text: say`Right-click OOBETimer on the right and click ${shown(windows.edit)}. Change one digit of the value, type as many as there were, click ${shown(windows.ok)}, and close the registry editor.`,
    notes: [
      say`No OOBETimer there: go on with part ${part('change')}.`,
      say`Windows refuses to change it: stop and report it. Somebody has locked this key of the registry.`,
    ],
  }),
  'start-wizard': ({ windows, part }) => ({
    text: say`Click ${shown(windows.start)}, then ${shown(windows.run)}, type this into ${shown(windows.open)}, and click ${shown(windows.ok)}:`,
    exact: WIZARD,
    notes: [say`${shown(windows.activated)} means that OOBETimer is still as it was: go back to part ${part('ask')}.`],
  }),
  telephone: ({ windows }) => ({
    text: say`Choose ${shown(windows.telephone)} and click ${shown(windows.next)}.`,
    notes: [say`You will not have to call anybody: only this page has the button you need.`],
  }),
  'change-key-button': ({ windows }) => ({ text: say`Click ${shown(windows.changeKey)}.` }),
  'type-key': ({ windows, lastFive, edition, mediaLanguage, part }) => ({
    text: say`Type the new key into ${shown(windows.newKey)}, compare it with what you were given, and click ${shown(windows.update)}. It ends in ${typed(lastFive)}.`,
    notes: [
      say`${shown(windows.invalid)} Compare it once more. If it is right, it does not fit the media: they must be volume licence media of ${edition}${mediaLanguage === undefined ? '' : ` in ${mediaLanguage}`}. Go on with part ${part('rescue')}.`,
    ],
  }),
  'later-and-restart': ({ windows }) => ({
    text: say`If Windows goes back to the page before, click ${shown(windows.later)}. Then restart the computer.`,
  }),
  'bring-script': () => ({
    text: say`Copy ${typed(SCRIPT)} from your stick to ${typed('C:\\')}.`,
    notes: [
      say`${typed('vlkctl bundle')} with ${typed('--scripts')} makes it, in the folder scripts.`,
      say`It reads back what it has set, and puts back what was there if Windows refuses the key.`,
    ],
  }),
  'run-script': ({ windows, lastFive }) => ({
    text: say`Click ${shown(windows.start)}, then ${shown(windows.run)}, type ${typed('cmd')} and click ${shown(windows.ok)}. In the black window type this, with the new key in place of KEY, and press Enter:`,
    exact: `cscript //Nologo C:\\${SCRIPT} KEY`,
    blanks: ['What it said'],
    notes: [
      say`It must say: ${shown(`The key that ends in ${lastFive} is set.`)}`,
      say`It says that nothing was changed: stop, write down what it says, and report it.`,
      say`Close the black window at once: it shows the key.`,
    ],
  }),
  'wizard-instead': ({ windows }) => ({
    text: say`Only if Windows demands to be activated, or no script may run here: type ${typed(WIZARD)} into ${shown(windows.open)}. Choose ${shown(windows.telephone)}, click ${shown(windows.next)} and ${shown(windows.changeKey)}, type the new key into ${shown(windows.newKey)} and click ${shown(windows.update)}.`,
    notes: [
      say`${shown(windows.activated)} means that the wizard takes no other key here. Leave OOBETimer alone all the same: it is changed on Windows XP without a service pack, and nowhere else.`,
      say`${shown(windows.invalid)} The key does not fit the media: stop and report it.`,
    ],
  }),
  restart: () => ({
    text: say`Restart the computer. The key does not need it, but then you see that Windows still starts.`,
  }),
  'is-activated': ({ windows, part }) => ({
    text: say`Click ${shown(windows.start)}, then ${shown(windows.run)}, type this into ${shown(windows.open)}, and click ${shown(windows.ok)}:`,
    exact: WIZARD,
    blanks: ['Already activated, yes or no'],
    notes: [
      say`It must say: ${shown(windows.activated)} Click ${shown(windows.ok)}.`,
      say`Anything else means no: close it, and go on with part ${part('rescue')}.`,
    ],
  }),
  'product-id-after': ({ productId, part }) => ({
    text: say`Press the Windows key and Pause, and write down the product ID again.`,
    blanks: ['Product ID now'],
    notes: [
      productId === undefined
        ? say`Its two groups in the middle should differ from those of part ${part('check')}, unless the machine had this key already.`
        : say`Its two groups in the middle must be ${typed(productId)}; only the very last of these digits may differ. Other ones: the machine has another key, so do not say that it is done.`,
    ],
  }),
  'tidy-up': ({ way }) => ({
    text:
      way === 'wizard'
        ? say`Destroy every note with the key.`
        : say`Delete the script, and destroy every note with the key.`,
  }),
  'install-service-pack': () => ({
    text: say`Install Windows XP Service Pack 1a or a later one, and restart the computer.`,
    blanks: ['Service pack now'],
    notes: [
      say`Service Pack 3 wants Service Pack 1 or 2 first.`,
      say`The inventory has to say so from now on: whoever reports this tells vlkctl the service pack.`,
    ],
  }),
  'press-f8': () => ({
    text: say`Windows does not start: restart the computer and press F8 again and again, until the menu with advanced options appears.`,
  }),
  'last-known-good': ({ windows }) => ({
    text: say`Choose ${shown(windows.lastKnownGood)} and press Enter. Windows starts with settings that worked before.`,
  }),
  'go-on-after-rescue': ({ part }) => ({
    text: say`Once Windows has started, do part ${part('change')} again, and then the parts after it.`,
  }),
  'put-oobe-timer-back': ({ computerName }) => ({
    text: say`The key is not taken, and Windows demands to be activated: double-click ${typed(`${computerName}-WPAEvents.reg`)} and agree. OOBETimer is then as it was. Restart, and report it.`,
  }),
  'go-back-to-restore-point': ({ part }) => ({
    text: say`Something else no longer works: go back to what you saved in part ${part('way-back')}, and report it.`,
  }),
  'hand-in': ({ lastFive }) => ({
    text: say`Fill in what is missing, and hand this sheet in.`,
    blanks: [`Last five of the key you typed (should be ${lastFive})`, 'Remarks'],
  }),
  'report-with-vlkctl': ({ report }) => ({
    text: say`Where vlkctl is installed, somebody types in what this sheet says:`,
    exact: report,
    notes: [say`vlkctl then knows what you saw, and shows it as reported by a person.`],
  }),
  'read-with-vlkctl': ({ report }) => ({
    text: say`Where vlkctl is installed, somebody lets it read the machine:`,
    exact: report,
  }),
};
