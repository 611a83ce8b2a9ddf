import type { DriftCause } from '../model/drift.ts';
import type { HostStatus, OutcomeCode } from '../model/report.ts';
import type { Explanation } from './explanation.ts';

/** How a host stands at the end of a run. */
export const STATUSES: Readonly<Record<HostStatus, Explanation>> = {
  'in-order': {
    title: 'carries the declared key',
    meaning: 'What was read of the key is what the inventory declares.',
    why: 'Only what was read back counts, never what a call claimed.',
    todo: ['Nothing.'],
  },
  drifted: {
    title: 'carries another key than declared',
    meaning: 'The host was read, and its key is not the declared one.',
    why: 'The report says whether the inventory changed (pending), the host changed (drift), or nobody knows (never verified).',
    todo: ['See what would be done.', 'Apply it, or correct the inventory if the host is right.'],
    run: ['vlkctl plan --on HOST', 'vlkctl apply --on HOST'],
  },
  interrupted: {
    title: 'an earlier change stopped half-way',
    meaning: 'The host or the journal holds a change that was begun and never ended.',
    why: 'Controller, network or host died in between. What is needed to put the host back is kept on it.',
    todo: ['Run recover, or apply: both look first, then put back or finish.'],
    run: ['vlkctl recover --on HOST'],
  },
  change: {
    title: 'the key would be changed',
    meaning: 'The plan holds a step for this host.',
    why: '`plan` writes nothing; the step is checked against the host again right before it is done.',
    todo: ['Apply it.'],
    run: ['vlkctl apply --on HOST'],
  },
  verified: {
    title: 'changed and read back',
    meaning: 'The key was changed, and the declared one was read back afterwards.',
    why: 'Only what was read back counts as success.',
    todo: ['Nothing. A restart at the next occasion does no harm.'],
  },
  settled: {
    title: 'an unfinished change was ended',
    meaning: 'What an earlier run left was put back or finished.',
    why: 'The host is whole again; whether it carries the declared key is another question.',
    todo: ['See how it stands now.'],
    run: ['vlkctl drift --on HOST'],
  },
  'nothing-to-settle': {
    title: 'nothing was left to settle',
    meaning: 'Neither host nor journal holds an unfinished change.',
    why: '`recover` looks at every selected host and says so.',
    todo: ['Nothing.'],
  },
  undone: {
    title: 'the change did not take',
    meaning: 'The host refused the new key and is as it was, its OOBETimer included.',
    why: 'Key and media have to match in product, edition, language and channel (KB 328874).',
    todo: ['Check that the key fits the installed media.', 'Look up the number in the message.'],
    run: ['vlkctl why HOST', 'vlkctl drift --on HOST'],
  },
  'activation-lost': {
    title: 'the new key took and activation went',
    meaning: 'The declared key was read back, and Windows now demands activation, which it did not before.',
    why: 'Going back to the old key could make it worse, so the run stops instead and no further host is begun.',
    todo: ['Restart the host and look again.', 'Activate it in person before its grace days end.'],
    run: ['vlkctl recover --on HOST', 'vlkctl drift --on HOST'],
  },
  'activation-pending': {
    title: 'the new key took; restart the host',
    meaning: 'On XP without a service pack: the key was read back, and Windows demands activation until it restarts.',
    why: 'OOBETimer was removed for the change. What was saved of it stays on the host until activation is back.',
    todo: ['Restart the host.', 'Run recover.', 'If activation is still demanded, activate in person.'],
    run: ['vlkctl recover --on HOST'],
  },
  unsettled: {
    title: 'a person must look at this host',
    meaning: 'What happened is not known, or what was found fits no known end of a change.',
    why: 'Nothing is done on a guess: neither putting back nor forgetting.',
    todo: ['Run recover: it looks again, and often the answer is clear then.', 'Else decide: --restore or --drop.'],
    run: ['vlkctl recover --on HOST', 'vlkctl recover --restore HOST', 'vlkctl recover --drop HOST'],
  },
  'plan-stale': {
    title: 'no longer as planned',
    meaning: 'The host changed between plan and apply, so its step was not done.',
    why: 'Only what was planned, and approved, is done.',
    todo: ['Plan again.'],
    run: ['vlkctl plan --on HOST'],
  },
  delegated: {
    title: 'left to the host itself, or to a person',
    meaning:
      'Something is due on a host that nobody reaches from here: its start-up script or a person does it. The message says what the last report told of it.',
    why: 'vlkctl never writes to such a host. It counts as changed only once a receipt or a person says so, and then it is marked as self-reported.',
    todo: [
      'For a start-up script: publish a bundle, restart the host, take in its receipt.',
      'For a manual host: follow the runbook, and report.',
    ],
    run: ['vlkctl bundle', 'vlkctl ingest', 'vlkctl runbook HOST', 'vlkctl doctor HOST'],
  },
  blocked: {
    title: 'nothing may be done to this host',
    meaning: 'The host was read, and something speaks against changing it. The report gives the code.',
    why: 'A refused or wrong change is worse than none.',
    todo: ['Look up that code.'],
    run: ['vlkctl explain CODE', 'vlkctl why HOST'],
  },
  waived: {
    title: 'not as declared, and accepted until a day',
    meaning:
      'The host carries another key or has another OS level than declared, and the inventory has a waiver for that.',
    why: 'Some machines are not worth a change any more. The waiver names who decided that, why, and until when.',
    todo: ['Nothing before that day.', 'After it the inventory is refused: mend the host, or agree on a later day.'],
    run: ['vlkctl why HOST'],
  },
  unknown: {
    title: 'the host could not be read',
    meaning: 'There is no answer that could be used. The report gives the code.',
    why: '"Could not read" is neither drift nor in order, and never leads to a change.',
    todo: ['Look up that code.'],
    run: ['vlkctl explain CODE', 'vlkctl why HOST'],
  },
  held: {
    title: 'not begun',
    meaning: 'The run stopped before this host, or something asks to wait. The report says what.',
    why: 'A host that fails stops the run, so that the same mistake is not made everywhere.',
    todo: ['Mend what stopped the run, or leave that host out.', 'Run again.'],
    run: ["vlkctl apply --on '!HOST'"],
  },
};

/** Codes of hosts that are not the name of a status as well. */
export const OUTCOMES: Readonly<Record<Exclude<OutcomeCode, HostStatus>, Explanation>> = {
  'interrupted-change': {
    title: 'an earlier change stopped half-way',
    meaning: 'The host or the journal holds a change that was begun and never ended.',
    why: 'Controller, network or host died in between. What is needed to put the host back is kept on it.',
    todo: ['Run recover, or apply: both look first, then put back or finish.'],
    run: ['vlkctl recover --on HOST'],
  },
  'outside-window': {
    title: 'held until its window opens',
    meaning: 'The host was due, and its window was closed when its turn came. It was not begun.',
    why: 'The inventory says when this host may be changed. Reading and settling go on whatever the time is.',
    todo: ['Run again when the window is open, or let `apply --wait` wait for it.', 'See which window it is, and why.'],
    run: ['vlkctl windows HOST', 'vlkctl apply --wait'],
  },
};

/** Why a host is drifted. */
export const CAUSES: Readonly<Record<DriftCause, Explanation>> = {
  pending: {
    title: 'the inventory changed, the host did not yet',
    meaning: 'The host carries the key that was verified last; the inventory declares another one now.',
    why: 'This is a change somebody made on purpose, in git.',
    todo: ['Apply it.'],
    run: ['vlkctl plan --on HOST', 'vlkctl apply --on HOST'],
  },
  drift: {
    title: 'the host changed',
    meaning: 'The host no longer carries the key that was verified last.',
    why: 'Somebody changed it by hand, or an image was put back.',
    todo: ['Ask who was there.', 'Apply it.'],
    run: ['vlkctl plan --on HOST', 'vlkctl apply --on HOST'],
  },
  'no-history': {
    title: 'never verified',
    meaning: 'The host carries another key than declared, and the journal knows nothing of it.',
    why: 'With this state folder no key was ever read back there, so nobody can say what changed.',
    todo: ['Check that --state names the right folder.', 'See what would be done.'],
    run: ['vlkctl plan --on HOST'],
  },
};
