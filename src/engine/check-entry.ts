import type { JournalEntry, JournalRecord } from '../model/journal-entry.ts';

/** Checks what the state of a journal and settling rely on, so that damage is never taken for an entry. */
export function isEntry(value: unknown): value is JournalEntry {
  if (!isRecord(value) || !isText(value['prev']) || !isText(value['at'])) return false;
  const { type } = value;
  return isText(type) && CHECKS.get(type)?.(value) === true;
}

type Plain = Readonly<Record<string, unknown>>;

const CHECK_OF: Readonly<Record<JournalRecord['type'], (entry: Plain) => boolean>> = {
  'run-started': ({ run, command, by }) => isText(run) && isText(command) && isRecord(by),
  planned: ({ plan, work }) => isText(plan) && isTexts(work),
  intent: ({ intent }) => isIntent(intent),
  settling: ({ intent, host }) => isText(intent) && isText(host),
  closed: ({ intent, host, result }) => isText(intent) && isText(host) && isText(result),
  verified: ({ host, identity }) => isText(host) && isIdentity(identity),
  retired: ({ hosts }) => isTexts(hosts),
  stands: ({ hosts }) => isRecord(hosts) && Object.values(hosts).every(isStanding),
  'run-ended': ({ exitCode, counts }) => typeof exitCode === 'number' && isRecord(counts),
  'carried-over': isCarriedOver,
};
const CHECKS: ReadonlyMap<string, (entry: Plain) => boolean> = new Map(Object.entries(CHECK_OF));

function isCarriedOver(entry: Plain): boolean {
  const { openIntents, knownIntents, lastVerified, standing, changes } = entry;
  if (!isRecord(lastVerified) || !isRecord(standing) || !isRecord(changes)) return false;
  return (
    typeof entry['segment'] === 'number' &&
    Array.isArray(openIntents) &&
    openIntents.every(isIntent) &&
    isTexts(knownIntents) &&
    Object.values(lastVerified).every(isIdentity) &&
    Object.values(standing).every(isStanding) &&
    Object.values(changes).every((change) => isRecord(change) && isIdentity(change['identity']))
  );
}

function isStanding(value: unknown): boolean {
  return isRecord(value) && isText(value['status']);
}

function isIntent(value: unknown): boolean {
  if (!isRecord(value) || !isText(value['id']) || !isText(value['host'])) return false;
  const { old, activationRequiredBefore } = value;
  return (
    isRecord(old) && isText(old['state']) && isIdentity(value['new']) && typeof activationRequiredBefore === 'boolean'
  );
}

function isIdentity(value: unknown): boolean {
  return isRecord(value) && isText(value['lastFive']);
}

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
