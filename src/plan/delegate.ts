import type { HostDrift } from '../model/drift.ts';
import type { HostSpec } from '../model/host.ts';
import type { Delegated } from '../model/plan.ts';
import type { ReceiptResult, Reported } from '../model/reported.ts';

/** A drift after which something is due. */
export type DueDrift = Extract<HostDrift, { status: 'drifted' | 'interrupted' | 'unknown' }>;

/** What a person or the host itself has to do, since nobody reaches it from here. */
export function delegate(drift: DueDrift): Delegated {
  const { spec } = drift;
  const wanted = {
    keyLabel: spec.key.label,
    ...(spec.key.identity !== undefined && { after: spec.key.identity }),
    ...(drift.status === 'drifted' && { before: drift.actual }),
  };
  if (drift.status === 'unknown') {
    const { message, help } = drift.fault;
    return { ...wanted, code: 'no-receipt', message, help };
  }
  if (spec.access.kind === 'manual') return { ...wanted, code: 'delegated', ...byPerson(spec, drift.status) };
  return { ...wanted, code: 'delegated', ...byScript(drift.observation.reported, drift.status) };
}

type Words = Pick<Delegated, 'message' | 'help'>;

function byPerson({ name }: HostSpec, status: 'drifted' | 'interrupted'): Words {
  const message =
    status === 'drifted'
      ? 'a person has to change its key'
      : 'an earlier change stopped half-way; a person has to look';
  return { message, help: `Follow \`vlkctl runbook ${name}\`, then report with \`vlkctl runbook --done ${name}\`.` };
}

function byScript(reported: Reported | undefined, status: 'drifted' | 'interrupted'): Words {
  const receipt = reported?.source === 'receipt' ? reported.receipt : undefined;
  if (status === 'interrupted') {
    return { message: 'an earlier change stopped half-way; its next start settles it', help: START_AND_INGEST };
  }
  const { message, help } = receipt === undefined ? WAITING : WORDS[receipt.result];
  return { message: receipt?.detail === undefined ? message : `${message} (${receipt.detail})`, help };
}

const START_AND_INGEST = 'Restart the host, then run `vlkctl ingest`.';

const WAITING: Words = {
  message: 'it changes its key itself when it starts with a bundle that has it',
  help: 'Publish the key with `vlkctl bundle`, restart the host, then run `vlkctl ingest`.',
};

/** What the last start said, where the host does not carry its declared key. */
const WORDS: Readonly<Record<ReceiptResult, Words>> = {
  // Its bundle wanted another key than the inventory does now.
  'in-order': WAITING,
  changed: WAITING,
  undone: {
    message: 'at its last start Windows refused the new key, and the host was put back',
    help: 'Check that the key fits product, edition, language and media of the host; then make a new bundle.',
  },
  'activation-lost': {
    message: 'at its last start the key was changed and Windows demands activation',
    help: 'Look at the host in person: `vlkctl explain activation-lost`.',
  },
  'activation-pending': {
    message: 'at its last start the key was changed and Windows demands activation until it restarts',
    help: START_AND_INGEST,
  },
  unsettled: {
    message: 'at its last start it could not tell how a change had ended, and left it for a person',
    help: 'Look at the host in person: `vlkctl explain unsettled`.',
  },
  blocked: {
    message: 'at its last start something spoke against a change',
    help: 'See what it says, mend the inventory or the host, and make a new bundle.',
  },
  'no-key': {
    message: 'at its last start it could not read the file with its key',
    help: 'Check that the share of the keys is there and that its computer account may read its file.',
  },
  expired: {
    message: 'its bundle has expired, so it changes nothing any more',
    help: 'Make a new one with `vlkctl bundle`, publish it, restart the host, then run `vlkctl ingest`.',
  },
  'not-in-table': {
    message: 'its bundle does not have it in the table',
    help: 'Make a new one with `vlkctl bundle`, publish it, restart the host, then run `vlkctl ingest`.',
  },
  'keeps-reverting': {
    message: 'it changed its key twice for this bundle and lost it again, so it stopped trying',
    help: 'Look for a write filter, Deep Freeze or an image that is put back; then make a new bundle.',
  },
  'bundle-unreadable': {
    message: 'at its last start it could not read its bundle',
    help: 'Check that the share is there and the bundle whole: publish it again.',
  },
  busy: {
    message: 'at its last start another change was under way on it',
    help: START_AND_INGEST,
  },
};
