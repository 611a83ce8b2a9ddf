import type { IngestCode } from '../model/ingest.ts';
import type { Explanation } from './explanation.ts';

const FORGED =
  'Whoever may write into the folder of receipts can leave anything there. So every file is checked, and nothing in it is trusted further than it has to be.';

/** What `ingest` says of files that hosts and persons left. */
export const INGEST: Readonly<Record<IngestCode, Explanation>> = {
  'file-unreadable': {
    title: 'a file could not be read',
    meaning: 'The system did not let vlkctl read it.',
    why: 'Rights, a broken share, or somebody moves it at this moment.',
    todo: ['Check the rights of the account that runs vlkctl, then take it in again.'],
    run: ['vlkctl ingest PATH'],
  },
  'file-too-large': {
    title: 'a file is too large to be a receipt',
    meaning:
      'A receipt has a few kilobytes; more than 64 are not read at all. A registry export may have 16 megabytes.',
    why: FORGED,
    todo: ['Look who can write there, and remove it.', 'Of the registry export only the few keys that are needed.'],
    run: ['vlkctl ingest PATH'],
  },
  'file-not-plain': {
    title: 'a link, folder or device in place of a file',
    meaning: 'What should be a file is none. Links are never followed.',
    why: FORGED,
    todo: ['Look who can write there, and remove it.'],
  },
  'file-foreign': {
    title: 'a file that is no receipt',
    meaning: 'By its name it was not left by a host, so it was not read.',
    why: 'Windows and people leave other files in folders. They do no harm.',
    todo: ['Nothing, or remove it.'],
  },
  'file-unfinished': {
    title: 'a receipt that is being written',
    meaning: 'A host writes a receipt under a name that ends in .tmp and renames it when it is whole.',
    why: 'The host writes it just now, or it was switched off when it did.',
    todo: ['Nothing. Remove it if it is still there tomorrow.'],
  },
  'folder-crowded': {
    title: 'far too many files of one host',
    meaning: 'A host keeps its last three receipts. Here are hundreds, and only the newest were looked at.',
    why: 'An image that is put back at every start makes a new installation each time; or somebody fills the disk.',
    todo: ['Look at the host, then remove the files.'],
  },
  'folder-unreadable': {
    title: 'a folder could not be looked into',
    meaning: 'It is not there, or the account that runs vlkctl may not read it. Everything else was taken in.',
    why: 'Most often a share is not mounted on this controller.',
    todo: ['Mount the share, or correct `receipts` of the access.', 'Check the rights.'],
    run: ['vlkctl ingest', 'vlkctl doctor HOST'],
  },
  'clock-wrong': {
    title: 'the clock of a host is wrong',
    meaning:
      'The receipt tells a time before its bundle was made, or more than a day ahead. The time of the file counts.',
    why: 'The battery of an old machine is dead, or nobody set its clock.',
    todo: ['Set the clock.', 'Put a new battery in.'],
  },
  'export-holds-key': {
    title: 'a registry export holds the product key',
    meaning: 'The file was reduced to evidence when it was read; vlkctl keeps nothing of the key itself.',
    why: 'DigitalProductId is the key in another form: whoever has the file has the key.',
    todo: ['Delete it, wherever it lay: on the stick, in the mail, in the recycle bin.'],
    run: ['vlkctl keys lint'],
  },
  'receipt-torn': {
    title: 'a receipt is not whole',
    meaning: 'It does not end with end=ok. Of the receipts of that host an older one was taken in, if there is one.',
    why: 'The disk was full, the share went away, or the file was cut when it was copied.',
    todo: ['See whether the share is full.', 'Start the host again: it leaves a new one.'],
    run: ['vlkctl ingest'],
  },
  'receipt-blind': {
    title: 'a host could not read itself',
    meaning:
      'Its script ran and left a receipt, but WMI on the host did not answer. An older receipt counts, if there is one.',
    why: 'The WMI repository is damaged, or its service is disabled or not up yet when the script runs.',
    todo: ['Look at the service Windows Management Instrumentation on the host.', 'Start the host again.'],
    run: ['vlkctl ingest'],
  },
  'receipt-malformed': {
    title: 'a receipt holds what no host writes',
    meaning: 'A line has another form, is said twice, is missing, or holds a time that never was.',
    why: FORGED,
    todo: ['Look who can write there.', 'Look at the host; its next start leaves a new receipt.'],
  },
  'receipt-old': {
    title: 'a receipt older than what is known',
    meaning: 'Its number is lower than the one taken in before, of the same installation, and there is no newer one.',
    why: 'A backup of the folder or of the disk of the host was put back; or somebody copied an old receipt to hide a change.',
    todo: ['Start the host: its next receipt tells.', 'If its disk was put back, its numbers catch up start by start.'],
    run: ['vlkctl ingest'],
  },
  'receipt-reused': {
    title: 'two receipts with one number',
    meaning: 'A receipt with this number was taken in before, and it said something else.',
    why: 'A host never uses a number twice. A disk image was put back, two machines have the same image, or it was edited.',
    todo: ['Look at the host.', 'Two machines of one image need different computer names and bundles of their own.'],
    run: ['vlkctl ingest'],
  },
  'receipt-renamed': {
    title: 'the name of a receipt does not fit it',
    meaning: 'Number or installation in the name are not those in the file.',
    why: FORGED,
    todo: ['Look who can write there, and remove it.'],
  },
  'export-malformed': {
    title: 'a registry export cannot be used',
    meaning:
      'It is no export of regedit, names no computer that can be, or its DigitalProductId is not one of XP or Server 2003.',
    why: 'Exports are edited and renamed by people; newer systems keep the key in another form.',
    todo: ['Export again with regedit, and name the file after the computer: GATE-07.reg.'],
    run: ['vlkctl ingest GATE-07.reg'],
  },
  'export-incomplete': {
    title: 'a registry export lacks a key',
    meaning: 'It does not hold what tells the system and its product key apart from others.',
    why: 'What is not said is never guessed.',
    todo: ['Export the key that the message names as well, into the same file.'],
    run: ['vlkctl ingest GATE-07.reg'],
  },
  'host-undeclared': {
    title: 'a report of a host nobody declared',
    meaning: 'No host of the inventory has that computer name.',
    why: 'The host was renamed, scrapped, or never declared; or the report is made up.',
    todo: ['Declare it, or `computerName` of its host.', 'Else remove what it left.'],
    run: ['vlkctl hosts'],
  },
  'host-ambiguous': {
    title: 'two hosts have this computer name',
    meaning: 'A report says a computer name, and several declared hosts that report themselves have it.',
    why: 'Names that differ only after the first dot are one name for Windows.',
    todo: ['Give each network its own folder of receipts, or rename one of the computers.'],
    run: ['vlkctl hosts'],
  },
  'host-other-access': {
    title: 'a report of a host that is reached',
    meaning: 'The host is declared with an access that reads it. What it says of itself is not asked for then.',
    why: 'What was read from here is worth more than what a host says.',
    todo: ['Give it an access of kind startup-script or manual, or take it out of the bundle.'],
    run: ['vlkctl why HOST'],
  },
  'host-mismatch': {
    title: 'a report outside the folder of its own host',
    meaning:
      'The computer name in the file is not the name of the folder it lies in; or it is an export that lies beside those folders.',
    why: 'Each computer account may write into its own folder only; that is all that keeps hosts from speaking for others.',
    todo: ['Look who can write there.', 'Look at both hosts, and set the rights again.'],
    run: ['vlkctl ingest'],
  },
};
