import { RunRefused } from '../model/run-refused.ts';
import { holdsKey } from '../model/secret.ts';

/** Encrypts one line for everybody of a list, as `age --armor` does. Throws RunRefused. */
export async function encryptAge(value: string, recipients: readonly string[]): Promise<string> {
  if (recipients.length === 0) throw noRecipient();
  const { armor, Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw wrongRecipient(recipient);
    }
  }
  // Chance makes one in many thousands look like a key, and the mask on its way out would break it.
  for (;;) {
    const armoured = armor.encode(await encrypter.encrypt(`${value}\n`));
    if (!holdsKey(armoured)) return armoured;
  }
}

function noRecipient(): RunRefused {
  return new RunRefused(
    'age-recipient-missing',
    'the inventory names nobody to encrypt for',
    'List under `recipients` the public keys that `age-keygen` prints, yours among them.',
  );
}

function wrongRecipient(recipient: string): RunRefused {
  return new RunRefused(
    'age-recipient-wrong',
    `the recipient ${recipient} is mistyped: its checksum is wrong`,
    'Copy it again; `age-keygen -y IDENTITY_FILE` prints it.',
  );
}
