import type { Block } from '../model/drift.ts';
import type { HostSpec } from '../model/host.ts';
import type { JournalState } from '../model/journal-entry.ts';
import { PRODUCT_FAMILY } from '../model/key.ts';
import type { Observation } from '../model/observation.ts';
import { osFamilyOf, osLevelOf } from '../model/os-level.ts';
import type { ReceiptResult } from '../model/reported.ts';
import { editionMismatch, languageMismatch } from './find-media-block.ts';
import { settleIntent, settleSlot } from './settle.ts';
import { unfinishedChanges } from './unfinished-changes.ts';
import { UNFINISHED_TEXTS } from './unfinished-texts.ts';

type Rule = (spec: HostSpec, now: Observation) => Block | undefined;

/** Why the machine that answers is not the one that is declared; needs nothing but its name and OS numbers. */
export function findWrongHost(spec: HostSpec, now: Observation): Block | undefined {
  return otherHost(spec, now) ?? osLevelMismatch(spec, now);
}

/** The first reason why nothing may be done to the declared host, which has no unfinished change and was read whole. */
export function findBlock(spec: HostSpec, now: Observation): Block | undefined {
  for (const rule of RULES) {
    const block = rule(spec, now);
    if (block !== undefined) return block;
  }
  return undefined;
}

/**
 * What makes the rest meaningless comes first. A host of another edition or language needs another key altogether, so
 * it is idle to ask how that key is recognised; and an embedded image explains its missing class and withheld key.
 */
const RULES: readonly Rule[] = [
  activationGone,
  editionMismatch,
  languageMismatch,
  identityMissing,
  classMissing,
  keyWithheld,
  wrongChannel,
];

/** Stale name service records are normal on plant networks, so a host is only touched when it says its own name. */
export function otherHost(spec: HostSpec, now: Observation): Block | undefined {
  if (now.os.csName.toUpperCase() === spec.computerName) return undefined;
  return {
    code: 'other-host',
    message: `the machine that answers calls itself ${now.os.csName}, not ${spec.computerName}`,
    help: 'Mend the name resolution or address, or declare `computerName` if this is the right machine.',
  };
}

export function osLevelMismatch(spec: HostSpec, now: Observation): Block | undefined {
  const actual = osLevelOf(now.os);
  if (actual === spec.os) return undefined;
  const { version, servicePack, productType } = now.os;
  const found =
    actual ?? `an unknown system (version ${version}, service pack ${servicePack}, product type ${productType})`;
  return {
    code: 'os-level-mismatch',
    message: `declared as ${spec.os}, but the host is ${found}`,
    help:
      actual === undefined
        ? 'Remove the host from the inventory.'
        : `Declare \`os: ${actual}\`${familyHint(spec, actual)}.`,
  };
}

function familyHint(spec: HostSpec, actual: NonNullable<ReturnType<typeof osLevelOf>>): string {
  return osFamilyOf(actual) === PRODUCT_FAMILY[spec.key.product] ? '' : ' and give it a key of that product';
}

function identityMissing(spec: HostSpec): Block | undefined {
  if (spec.key.identity !== undefined) return undefined;
  return {
    code: 'identity-missing',
    message: `the key ${spec.key.label} has no identity, so nothing can be compared`,
    help: `Run \`vlkctl keys identify ${spec.key.label}\`: it writes the line into the inventory.`,
  };
}

export function classMissing(_spec: HostSpec, now: Observation): Block | undefined {
  if (now.activation.state !== 'absent') return undefined;
  return {
    code: 'class-missing',
    message: 'the host has no Win32_WindowsProductActivation',
    help: 'Embedded images have none and cannot be changed this way; on others repair WMI (licwmi.mof).',
  };
}

/** A change that is not over, or that only a person can end. What can be settled is not a block. */
export function findUnfinishedChange(spec: HostSpec, now: Observation, journal: JournalState): Block | undefined {
  const { slots, intents } = unfinishedChanges(spec.name, now, journal);
  if (slots.length === 0 && intents.length === 0)
    return now.changeInProgress ? blockOf('change-in-progress') : undefined;
  const isOurs = intents.length > 0 || slots.some(({ ownership }) => ownership === 'ours');
  // Whoever holds the journal settles what is open in it; `recover`, which would be the advice, would be refused.
  if (journal.isBeingWritten === true && isOurs) return blockOf('change-in-progress');
  const settlements = [
    ...slots.map(({ slot, ownership }) => settleSlot(slot, now, ownership)),
    ...intents.map((intent) => settleIntent(intent, now)),
  ];
  for (const settlement of settlements) {
    if (settlement.action === 'leave') return blockOf('unsettled', settlement.why);
    if (settlement.action === 'wait') return blockOf(settlement.result);
    if (settlement.action === 'keep') return blockOf('activation-pending');
  }
  return undefined;
}

type UnfinishedBlock = 'change-in-progress' | 'another-controller' | 'activation-pending' | 'unsettled';

function blockOf(code: UnfinishedBlock, why?: string): Block {
  const { message, help } = UNFINISHED_TEXTS[code];
  return { code, message: why === undefined ? message : `${message}: ${why}`, help };
}

function keyWithheld(_spec: HostSpec, now: Observation): Block | undefined {
  if (now.key.state === 'present' && now.key.value.state === 'present') return undefined;
  return {
    code: 'key-withheld',
    message: 'the host keeps no product key that could be read, so a change could never be verified',
    help: 'Change this host by hand; images with a shared runtime licence (POSReady) need no key of their own.',
  };
}

/** Nobody else saw it: a change from here that ends like this is told by the run that made it. */
function activationGone(_spec: HostSpec, { reported, activation }: Observation): Block | undefined {
  const isSaid = reported?.source === 'person' || (reported?.source === 'receipt' && LOST.has(reported.receipt.result));
  if (!isSaid) return undefined;
  return activation.state === 'present' && activation.value.required ? blockOf('activation-pending') : undefined;
}

const LOST: ReadonlySet<ReceiptResult> = new Set(['activation-lost', 'activation-pending']);

function wrongChannel(_spec: HostSpec, now: Observation): Block | undefined {
  const channel = now.key.state === 'present' ? now.key.value.channel : 'unknown';
  if (channel === 'volume') return undefined;
  return {
    code: 'wrong-channel',
    message: `the installed media is ${channel === 'unknown' ? 'of an unknown channel' : channel}, not volume licence`,
    help: 'A volume licence key is refused there: reinstall from volume licence media, or remove the host.',
  };
}
