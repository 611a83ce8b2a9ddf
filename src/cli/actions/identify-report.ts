import type { KeySpec } from '../../model/host.ts';
import type { KeyIdentity } from '../../model/key.ts';
import { RunRefused } from '../../model/run-refused.ts';
import { renderJson } from '../../reporters/json.ts';
import { alignRows } from '../../reporters/lay-out.ts';
import type { Io } from '../io.ts';
import type { InventoryOptions } from '../options.ts';
import { typedAgain } from '../typed-again.ts';
import type { Changed } from './change-inventory.ts';

/** A key and what its secret says, or why that could not be read. */
export interface IdentifiedKey {
  readonly key: KeySpec;
  readonly found: KeyIdentity | RunRefused;
}

interface Asked {
  readonly flags: InventoryOptions;
  readonly io: Io;
}

/** Says which identities were written, and which secrets could not be read. */
export function showIdentified(
  identified: readonly IdentifiedKey[],
  { rewrites, written: { status } }: Changed,
  { flags, io }: Asked,
): void {
  const skipped = identified.flatMap(({ key: { label }, found }) =>
    found instanceof RunRefused ? [{ label, code: found.code, message: found.message, help: found.help }] : [],
  );
  if (flags.output === 'json') {
    const keys = identified.flatMap(({ key: { label }, found }) =>
      found instanceof RunRefused ? [] : [{ label, identity: found }],
    );
    const files = rewrites.map(({ path, diff }) => ({ path, diff }));
    io.out(renderJson({ formatVersion: 1, command: 'keys identify', status, keys, skipped, files }));
    return;
  }
  for (const { message, help } of skipped) io.err(`${message}\n  -> ${help}\n`);
  if (status === 'nothing-to-write') io.out('No identity to write.\n');
  if (status === 'dry-run') io.out('Nothing was written (--dry-run).\n');
  if (status === 'written')
    io.out(`Written.\nnext: commit the change, then vlkctl plan ${typedAgain(flags, io)}`.trimEnd() + '\n');
}

/** What `--check` found of one key. */
interface Checked {
  readonly label: string;
  readonly status: 'same' | 'different' | 'no-identity' | 'unreadable';
  readonly message: string;
  readonly help?: string;
}

/** Says of each key whether its secret is what the inventory declares, and answers whether all are. */
export function showChecked(identified: readonly IdentifiedKey[], flags: InventoryOptions, io: Io): boolean {
  const checked = identified.map(check);
  const areAllSame = checked.every(({ status }) => status === 'same');
  if (flags.output === 'json') {
    io.out(renderJson({ formatVersion: 1, command: 'keys identify', status: 'checked', keys: checked }));
    return areAllSame;
  }
  io.out(`${alignRows(checked.map(({ label, status, message }) => [label, status, message])).join('\n')}\n`);
  for (const { label, help } of checked) if (help !== undefined) io.err(`${label}\n  -> ${help}\n`);
  return areAllSame;
}

function check({ key: { label, identity }, found }: IdentifiedKey): Checked {
  if (found instanceof RunRefused) return { label, status: 'unreadable', message: found.message, help: found.help };
  const secret = `the secret ends in ${found.lastFive}`;
  if (identity === undefined) {
    const help = `Write it: vlkctl keys identify ${label}`;
    return { label, status: 'no-identity', message: `${secret}, the inventory declares no identity`, help };
  }
  if (isAsDeclared(identity, found)) return { label, status: 'same', message: secret };
  const message = `the secret is ${show(found)}, the inventory declares ${show(identity)}`;
  const help = `Mend the secret; if the key was replaced: vlkctl keys identify ${label}`;
  return { label, status: 'different', message, help };
}

/** As `apply` judges before it sets a key: a product ID that is not declared is not compared. */
function isAsDeclared(declared: KeyIdentity, found: KeyIdentity): boolean {
  return declared.lastFive === found.lastFive && (declared.productId ?? found.productId) === found.productId;
}

function show({ lastFive, productId }: KeyIdentity): string {
  return productId === undefined ? lastFive : `${lastFive} (${productId})`;
}
