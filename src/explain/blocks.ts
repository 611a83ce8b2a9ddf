import type { BlockCode } from '../model/drift.ts';
import type { Explanation } from './explanation.ts';

/** Why nothing may be done to a host although it could be read. */
export const BLOCKS: Readonly<Record<BlockCode, Explanation>> = {
  'os-level-mismatch': {
    title: 'another system or service pack than declared',
    meaning:
      'The host reports another OS level than the inventory declares. In `drift` this counts as drift: exit code 2.',
    why: 'The OS level decides how the key is changed: XP without a service pack needs a registry value removed that no other system may lose.',
    todo: [
      'Check that it is the right machine.',
      'Declare `os` as the message says, or let `vlkctl adopt os` write it.',
      'Plan again.',
    ],
    run: ['vlkctl why HOST', 'vlkctl adopt os --on HOST', 'vlkctl plan --on HOST'],
  },
  'other-host': {
    title: 'another machine answers',
    meaning: 'The machine that answers reports another computer name than expected.',
    why: 'Stale DNS and reused addresses are normal on plant networks. Nothing is done there, not even settling.',
    todo: [
      'Mend the DNS entry or the address.',
      'If it is the right machine, declare the name it reports as `computerName`.',
    ],
    run: ['nslookup HOST', 'vlkctl why HOST'],
  },
  'edition-mismatch': {
    title: 'another edition than the key is for',
    meaning: 'The host reports another edition than is declared or than its key is for.',
    why: 'Windows would refuse the key. On XP without a service pack that attempt alone takes activation away for a moment.',
    todo: ['Give the host a key of its edition, or correct `edition`.'],
    run: ['vlkctl why HOST'],
  },
  'language-mismatch': {
    title: 'media of another language than the key is for',
    meaning: 'The host reports a language that its key is not for.',
    why: 'The key has to match the language of the installation media (KB 328874).',
    todo: ['Give the host a key for its language, or correct `language` of the key.'],
    run: ['vlkctl why HOST'],
  },
  'wrong-channel': {
    title: 'not installed from volume licence media',
    meaning: 'The host was installed from retail or OEM media, or its channel cannot be told.',
    why: 'A volume licence key is refused there, and no call can turn such an installation into another.',
    todo: ['Install the machine from volume licence media, or remove it from the inventory.'],
    run: ['vlkctl why HOST'],
  },
  'key-withheld': {
    title: 'the host keeps no readable key',
    meaning: 'Where the product key is kept there are only zeros.',
    why: 'A change could never be read back, and what cannot be read back is not done.',
    todo: [
      'Images with a shared runtime licence (POSReady, embedded) need no key of their own: remove the host.',
      'Otherwise change it by hand and look at it there.',
    ],
    run: ['vlkctl why HOST'],
  },
  'class-missing': {
    title: 'no Win32_WindowsProductActivation',
    meaning: 'The host has no WMI class through which a key could be set.',
    why: 'Embedded images lack it, and WMI can be damaged. It exists on XP and Server 2003 only.',
    todo: [
      'On a full XP or 2003 repair WMI: `mofcomp %windir%\\system32\\wbem\\licwmi.mof`.',
      'Remove embedded hosts.',
    ],
    run: ['vlkctl drift --on HOST'],
  },
  'identity-missing': {
    title: 'the key of the host has no identity',
    meaning: 'The inventory does not say how to recognise the key on a host.',
    why: 'Without it nothing can be compared, and a change could not be verified.',
    todo: ['Let `vlkctl keys identify` write it into the inventory.'],
    run: ['vlkctl keys identify LABEL', 'vlkctl plan --on HOST'],
  },
  'change-in-progress': {
    title: 'a change is being made right now',
    meaning: 'A script of ours is at work on the host and holds its lock.',
    why: 'Two writers at once could lose what is needed to put the host back.',
    todo: ['Wait a few minutes and run again.'],
    run: ['vlkctl drift --on HOST'],
  },
  'another-controller': {
    title: 'another controller is at it',
    meaning: 'A change that this journal does not know was begun less than 15 minutes ago.',
    why: 'Its controller may still be about to finish it. Older ones are settled by whoever comes next.',
    todo: [
      'Let that controller finish, or run again after 15 minutes.',
      'If the clock of the host is wrong, a person decides: put back, or forget.',
    ],
    run: ['vlkctl recover --on HOST', 'vlkctl recover --restore HOST', 'vlkctl recover --drop HOST'],
  },
  'activation-pending': {
    title: 'Windows demands activation',
    meaning: 'An earlier change set the new key, and since then Windows demands activation.',
    why: 'Another change on top would hide what happened. What was saved stays on the host meanwhile.',
    todo: ['Restart the host.', 'Run recover; it ends the change once activation is back.', 'Else activate in person.'],
    run: ['vlkctl recover --on HOST'],
  },
  unsettled: {
    title: 'an unfinished change needs a person',
    meaning: 'What was found on the host fits no known end of a change.',
    why: 'Putting back or forgetting on a guess could take activation away.',
    todo: [
      'Look at the host: does it start, does `msoobe /a` say it is activated?',
      'Put OOBETimer back with --restore, or leave the host as it is with --drop.',
    ],
    run: ['vlkctl recover --restore HOST', 'vlkctl recover --drop HOST'],
  },
  'keeps-reverting': {
    title: 'loses its key again and again',
    meaning: 'The host was given its declared key twice or more, was seen to carry it, and lost it each time.',
    why: 'A write filter (EWF, FBWF), Deep Freeze or an image that is put back at each start undoes every change. Trying again at each run would set the key for ever.',
    todo: [
      'Find what puts the old state back, and switch it off for the change, or change the image itself.',
      'Then let one run try again.',
    ],
    run: ['vlkctl why HOST', 'vlkctl apply --force keepsReverting --on HOST'],
  },
};
