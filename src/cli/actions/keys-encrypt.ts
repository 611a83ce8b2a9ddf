import { identityOf } from '../../keys/evidence.ts';
import { formatProductKey, hasN, parseProductKey } from '../../keys/product-key.ts';
import type { KeySpec } from '../../model/host.ts';
import { EXIT } from '../../reporters/exit-code.ts';
import { openSecrets } from '../../runtime.ts';
import { type Io, UsageError } from '../io.ts';
import { loadOrExplain } from '../options.ts';
import { refuseWithoutAnswer } from './ask-and-write.ts';
import { demandKey } from './demand-key.ts';
import { type KeyWritingFlags, writeEncrypted } from './keys-write.ts';

export interface KeysEncryptFlags extends KeyWritingFlags {
  /** Take the value from stdin although somebody sits there. */
  readonly stdin?: boolean;
}

/** Encrypts a key for the recipients: into the inventory where it is named, else to stdout. */
export async function keysEncrypt(label: string | undefined, flags: KeysEncryptFlags, io: Io): Promise<number> {
  if (label === undefined && flags.stdin !== true)
    throw new UsageError('Which key is it?', 'Name its label, or add --stdin to have any one line encrypted.');
  if (label !== undefined) refuseWithoutAnswer(flags, 'keys encrypt', io);
  const inventory = await loadOrExplain(flags, io);
  if (inventory === undefined) return EXIT.couldNotRun;
  const { encrypt } = openSecrets(inventory, io.surroundings, io.signal);
  const { recipients } = inventory;
  await encrypt('', recipients); // before a key is typed in vain
  if (label === undefined) {
    io.out(await encrypt(demandLine(await io.keyDesk.readInput()), recipients));
    return EXIT.ok;
  }
  const key = demandKey(inventory, label);
  const typed = await readTyped(label, flags, io);
  if (typed === undefined) return EXIT.interrupted;
  const armoured = await encrypt(checkKey(typed, key), recipients);
  const question = `Write key ${label}, encrypted for ${recipients.length}, into the inventory?`;
  return writeEncrypted({ texts: [{ of: 'key', label, armoured }], files: [], question }, inventory, { flags, io });
}

async function readTyped(
  label: string,
  { stdin }: KeysEncryptFlags,
  { canAsk, keyDesk }: Io,
): Promise<string | undefined> {
  return canAsk && stdin !== true ? keyDesk.askHidden(`Key ${label} (not shown): `) : keyDesk.readInput();
}

/** As it is written on a licence; never repeated in an error. */
function checkKey(typed: string, { label, product, identity }: KeySpec): string {
  const parsed = parseProductKey(typed.trim());
  if (!parsed.ok) throw new UsageError(`This is no product key: ${parsed.error.message}`, parsed.error.help);
  const key = parsed.value;
  if (hasN(key)) throw new UsageError('This is a key for Windows 8 or later: it holds an N', `Use one for ${product}.`);
  const { lastFive, productId } = identityOf(key, product);
  const isDeclared =
    identity === undefined || (identity.lastFive === lastFive && (identity.productId ?? productId) === productId);
  if (isDeclared) return formatProductKey(key);
  throw new UsageError(
    `This is another key than the inventory declares: it ends in ${lastFive}, \`identity\` of '${label}' says ${identity.lastFive}`,
    'Type the right one; if the key was replaced, take `identity` out first.',
  );
}

function demandLine(input: string): string {
  const line = input.replace(/\r?\n$/, '');
  if (line.trim() !== '' && !/[\r\n]/.test(line)) return line;
  throw new UsageError('stdin has to hold one line, and not an empty one', 'Pipe the key or password alone into it.');
}
