import type { GuardCode } from '../model/guard.ts';
import type { RefusalCode } from '../model/run-refused.ts';
import type { Explanation } from './explanation.ts';

/** Why a run did not begin: exit code 1, nothing was written. */
export const REFUSALS: Readonly<Record<RefusalCode, Explanation>> = {
  'secret-missing': {
    title: 'a key or password is not where it should be',
    meaning: 'What `secret` of a key or `password` of an access points to does not exist or is empty.',
    why: 'Every key that a plan needs is read before the first host is changed, a password before its host is reached.',
    todo: ['Put the value there, or correct in the inventory where it is read from.'],
    run: ['vlkctl keys identify LABEL', 'vlkctl doctor'],
  },
  'secret-unreadable': {
    title: 'a key or password cannot be read',
    meaning: 'Its file exists, but your account may not read it; or a password is more than one line.',
    why: 'Every key that a plan needs is read before the first host is changed, a password before its host is reached.',
    todo: [
      'Give the account that runs vlkctl the right to read it, and nobody else.',
      'Keep the value alone on one line.',
    ],
    run: ['vlkctl keys identify LABEL', 'vlkctl doctor'],
  },
  'secret-not-a-key': {
    title: 'the secret is not a product key',
    meaning: 'It is not 25 characters of the alphabet of product keys, or has more than one line.',
    why: 'Keys never hold A, E, I, L, O, S, U, Z, 0, 1 or 5; a misread character is often one of these.',
    todo: ['Keep the key alone on one line.', 'Compare it with the licence, character by character.'],
    run: ['vlkctl keys identify LABEL'],
  },
  'secret-exposed': {
    title: 'everybody may read the file of a secret',
    meaning:
      'The file with a key, a password, an identity or a passphrase may be read by every account of this machine. On Windows permissions are not checked.',
    why: 'What everybody may read is no secret. Reading by the group of the file is allowed, for accounts of services.',
    todo: ['Take the right away, and see who could read it until now.'],
    run: ['chmod o-r FILE'],
  },
  'secret-program-missing': {
    title: 'the program for a secret is not there',
    meaning: '`command` names a program, or `sops` needs one, that cannot be started on this machine.',
    why: 'Secrets are read by the programs of your secret store; none comes with vlkctl.',
    todo: [
      'Install it, or add its folder to PATH of the account that runs vlkctl.',
      'A scheduled run often has another PATH than yours: write the whole path.',
    ],
    run: ['vlkctl keys identify LABEL'],
  },
  'secret-program-failed': {
    title: 'the program for a secret failed',
    meaning: 'The program of `command`, or sops, ended with an error. What it said is shown, with keys masked.',
    why: 'Most often nobody is signed in to the secret store, or the account may not read this secret. It gets only those variables of your environment that agents, proxies and the usual stores need.',
    todo: ['Run it by hand as the account that runs vlkctl.', 'Sign in to the store, and run again.'],
    run: ['vlkctl keys identify LABEL'],
  },
  'secret-program-slow': {
    title: 'the program for a secret did not end',
    meaning: 'The program of `command`, or sops, was ended after a minute without an answer.',
    why: 'It waits for a password, a touch or a network that is not there. Nobody can type anything into it from here.',
    todo: ['Run it by hand and see what it waits for.', 'For scheduled runs use a token of a service account.'],
    run: ['vlkctl keys identify LABEL'],
  },
  'age-identity-missing': {
    title: 'nothing is set that opens age',
    meaning: 'A secret is encrypted with age, and the environment names neither an identity nor a passphrase.',
    why: 'Only an identity whose recipient it was encrypted for, or its passphrase, can open it.',
    todo: [
      'Set VLKCTL_AGE_IDENTITY_FILE to the path of your identity, or VLKCTL_AGE_IDENTITY to the identity itself.',
      'For a passphrase: VLKCTL_AGE_PASSPHRASE_FILE or VLKCTL_AGE_PASSPHRASE.',
    ],
    run: ['age-keygen -o identity.txt', 'VLKCTL_AGE_IDENTITY_FILE=identity.txt vlkctl keys identify LABEL'],
  },
  'age-identity-wrong': {
    title: 'the identity or passphrase does not open it',
    meaning: 'A secret is encrypted with age for others than the identities that are set, or with another passphrase.',
    why: 'A new colleague or machine can open only what was encrypted again since its recipient was added.',
    todo: [
      'Check which identity is set; it is a text that begins with AGE-SECRET-KEY-1.',
      'Let somebody who can open it encrypt it for your recipient too.',
    ],
    run: ['vlkctl keys identify LABEL'],
  },
  'age-damaged': {
    title: 'the text of age is damaged',
    meaning: 'The encrypted text is cut short, changed, or no text of age.',
    why: 'Age notices every changed character. Editors that wrap lines or merges that were not finished do this.',
    todo: ['Take the text from the history of the repository.', 'Or encrypt the value again.'],
    run: ['vlkctl validate', 'vlkctl keys identify LABEL'],
  },
  'age-recipient-missing': {
    title: 'nobody to encrypt for',
    meaning: 'The inventory has no `recipients`, and a key has to be encrypted for somebody.',
    why: 'Only the identity of a recipient can open a key again: list everybody and every machine that needs it.',
    todo: ['Make an identity, and put its public key under `recipients` of the inventory.'],
    run: ['age-keygen -o identity.txt', 'vlkctl keys encrypt LABEL'],
  },
  'age-recipient-wrong': {
    title: 'a recipient is mistyped',
    meaning: 'One of the `recipients` has the right form and a wrong checksum.',
    why: 'A key that is encrypted for nobody cannot be opened by anybody.',
    todo: ['Copy the public key again from its owner.'],
    run: ['age-keygen -y identity.txt'],
  },
  'debugging-node': {
    title: 'NODE_DEBUG would print keys',
    meaning: 'NODE_DEBUG is set in your environment.',
    why: 'Node would print the environment and input of child processes, past everything that hides keys.',
    todo: ['Unset NODE_DEBUG and run again.'],
    run: ['unset NODE_DEBUG'],
  },
  'key-for-newer-windows': {
    title: 'the secret is a key of Windows 8 or later',
    meaning: 'The key holds an N.',
    why: 'Only keys for Windows 8 and later hold an N. XP and Server 2003 refuse them.',
    todo: ['Put the key of this product where `secret` points.'],
    run: ['vlkctl keys identify LABEL'],
  },
  'identity-mismatch': {
    title: 'the secret is another key than declared',
    meaning: 'The key that was found does not have the identity that the inventory declares.',
    why: 'A wrong key on every host of a plant is a long night, so it is found out before the first one.',
    todo: [
      'If the secret is wrong, mend it.',
      'If the key was replaced, let `vlkctl keys identify` write the new identity.',
    ],
    run: ['vlkctl keys identify LABEL'],
  },
  'state-locked': {
    title: 'another run is changing hosts',
    meaning: 'The state folder is locked by another apply or recover.',
    why: 'Two runs with one journal could each undo what the other is doing.',
    todo: [
      'Wait until the other run has ended.',
      'If it is certainly gone, remove the lock file that the message names.',
    ],
  },
  'state-unreadable': {
    title: 'the journal cannot be used',
    meaning: 'The state folder cannot be read or written, or a line of its journal is damaged.',
    why: 'The journal knows whose an unfinished change is. On a damaged one nothing may be written.',
    todo: [
      'Check the permissions of the folder.',
      'Put the journal back from a backup, or choose another with --state.',
    ],
    run: ['vlkctl recover --state FOLDER'],
  },
  'reports-damaged': {
    title: 'the store of reported hosts is damaged',
    meaning: '`reported.ndjson` of the state folder is not whole, was edited, or was not written by vlkctl.',
    why: 'It says how hosts stand that nobody reaches. Half of it would make hosts look as if they had never reported.',
    todo: [
      'Restore it from a backup.',
      'Or remove it and take the receipts in again: the newest of each host are still in its folder.',
      'What persons reported (`runbook --done`) has to be reported again.',
    ],
    run: ['vlkctl ingest'],
  },
  'no-earlier-apply': {
    title: 'there is no run to go on with',
    meaning:
      '`apply --resume` and `--retry-failed` take the hosts that the last apply left, and the journal of this state folder knows of none.',
    why: 'A typo in --state, or a journal that was lost, would otherwise look like a fleet in order.',
    todo: [
      'Name the state folder of that run with --state.',
      'Or apply without the flag: hosts in order are not written to.',
    ],
    run: ['vlkctl apply'],
  },
  'plan-unreadable': {
    title: 'the plan file cannot be used',
    meaning: 'The file is no plan, was edited, belongs to another inventory, or comes from another version.',
    why: 'What was approved is what is done, and nothing else.',
    todo: ['Check the path.', 'Make a new plan and have it approved.'],
    run: ['vlkctl plan --out FILE'],
  },
  'plan-unwritable': {
    title: 'the plan file cannot be written',
    meaning: 'The file that --out names, or the folder it lies in, cannot be written.',
    why: 'A plan that was not saved whole must not be approved.',
    todo: ['Check the folder and its permissions, or choose another file.'],
    run: ['vlkctl plan --out FILE'],
  },
  'bundle-folder-taken': {
    title: 'the folder already holds something else',
    meaning: 'The folder that --out names holds files that are no part of a bundle.',
    why: 'A bundle takes the place of all that is in its folder, so only an older bundle is replaced.',
    todo: ['Choose a new or an empty folder.', 'Move what does not belong to the bundle out of it.'],
    run: ['vlkctl bundle --out FOLDER'],
  },
  'bundle-key-exposed': {
    title: 'a product key would stand in the public part',
    meaning: 'A file of the bundle that every computer reads would hold a product key. Nothing was written.',
    why: 'Keys belong into private/keys only: what lies in SYSVOL or on an open share is published to the whole domain.',
    todo: ['Look for it in --keys, --domain, names of hosts and `receipts` of the access.'],
    run: ['vlkctl bundle --help'],
  },
  'bundle-unwritable': {
    title: 'the bundle cannot be written',
    meaning: 'The folder that --out names, or what holds it, cannot be written. An older bundle in it is as it was.',
    why: 'A bundle is written beside its place and takes it whole, so half a bundle never reaches a host.',
    todo: ['Check the folder, its permissions and the space on its disk, or choose another place.'],
    run: ['vlkctl bundle --out FOLDER'],
  },
  'schedule-differs': {
    title: 'a file of that name says something else',
    meaning: 'The folder that --out names has a file of that name with another content. None was written.',
    why: 'Somebody may have changed it by hand, or it belongs to something else.',
    todo: ['Compare it with what is printed without --out.', 'Remove it, or choose another folder with --out.'],
    run: ['vlkctl schedule systemd --out FOLDER'],
  },
  'schedule-unwritable': {
    title: 'the files of the schedule cannot be written',
    meaning: 'The folder that --out names cannot be made or written.',
    why: 'The message has what the system says.',
    todo: ['Check the folder, its permissions and the space on its disk, or choose another one.'],
    run: ['vlkctl schedule systemd --out FOLDER'],
  },
  'repository-unreadable': {
    title: 'the git repository cannot be read',
    meaning: 'git is not installed, this folder is in no repository, or git gave up; the message says which.',
    why: '`keys lint` asks git which files belong to you and what they held before. What was not looked at is not clean.',
    todo: ['Run it inside the repository.', 'If git itself is in trouble, mend that first: `git fsck` tells more.'],
    run: ['git status', 'vlkctl keys lint'],
  },
  'hook-exists': {
    title: 'there is another pre-commit hook already',
    meaning: 'The repository has a pre-commit hook that vlkctl did not write, so it was left as it is.',
    why: 'That hook does something for somebody.',
    todo: ['Add the line that the message shows to that hook, before anything that ends it.'],
    run: ['vlkctl keys lint --staged'],
  },
  'allow-list-unreadable': {
    title: 'the list of allowed keys cannot be used',
    meaning: 'The file cannot be read, or a line of it does not begin with the last five characters of a key.',
    why: 'A line that is misread would let a key pass, or would refuse commits for ever.',
    todo: [
      'Write on each line the five characters that `keys lint` prints, a space, and why that key may stand in clear.',
    ],
    run: ['vlkctl keys lint'],
  },
};

/** Why a plan is refused as too dangerous: exit code 3, nothing was written. */
export const GUARDS: Readonly<Record<GuardCode, Explanation>> = {
  'max-unplanned-changes': {
    title: 'more changes than expected',
    meaning:
      'More hosts would be changed than `rollout.maxUnplannedChanges` allows, and no reviewed plan announces it. Without that setting a tenth of the inventory may, and always 20 hosts.',
    why: 'A slip in `defaults` changes every host at once.',
    todo: [
      'Read the plan.',
      'If it is meant, save it, have it reviewed, and apply that.',
      'Or change fewer hosts at a time with --on.',
    ],
    run: ['vlkctl plan --out plan.json', 'vlkctl apply --plan plan.json'],
  },
  'max-unknown': {
    title: 'too many hosts could not be read',
    meaning: 'More hosts are unknown than `rollout.maxUnknown` allows.',
    why: 'When half a plant does not answer, something else is wrong, and it should be mended first.',
    todo: [
      'See why they could not be read; often it is one switch or one password.',
      'Leave them out with --on, or raise the limit.',
    ],
    run: ['vlkctl drift'],
  },
  'seats-exceeded': {
    title: 'the plan would use more seats than bought',
    meaning:
      'Hosts would be given a key that more hosts declare, or were last seen with, than its `seats` say. Hosts that are not selected count too.',
    why: 'Windows does not count volume licences; an audit does.',
    todo: [
      'Buy seats and correct `seats`, or give some hosts another key.',
      'First change those hosts that have the key and should have another by now.',
    ],
    run: ['vlkctl keys seats --observe', 'vlkctl plan'],
  },
  'shrunken-inventory': {
    title: 'the inventory lost many hosts',
    meaning: 'Many hosts that were verified with this state folder are no longer declared.',
    why: 'A file that was forgotten or a path that is too narrow looks like hosts that were scrapped, and the rest looks fine.',
    todo: [
      'Check `--inventory` and the last commits: load all files of the inventory.',
      'Give a part of an inventory a state folder of its own.',
      'If the hosts are really gone, save a plan, have it reviewed, and apply that.',
    ],
    run: ['vlkctl hosts', 'vlkctl plan --out plan.json', 'vlkctl apply --plan plan.json'],
  },
};
