import { type FileHandle, open } from 'node:fs/promises';
import { RunRefused } from '../model/run-refused.ts';
import { missing, type SecretName, type SecretSurroundings } from './secret-source.ts';

/** The right of everybody on the machine to read a file. A group is how an account of a service is given one. */
const OTHERS_READ = 0o004;

/** The text of a file that holds a secret. One that everybody may read is refused: it is no secret any more. */
export async function readPrivateFile(
  file: string,
  name: SecretName,
  { checksPermissions }: Pick<SecretSurroundings, 'checksPermissions'>,
): Promise<string> {
  const { mode, text } = await readWhole(file, name);
  if (checksPermissions && (mode & OTHERS_READ) !== 0) throw exposed(file, name);
  return text;
}

/** The bytes of a file that may be seen by anybody. */
export async function readOpenFile(file: string, name: SecretName): Promise<Buffer> {
  return (await readWhole(file, name)).bytes;
}

interface Content {
  readonly mode: number;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Mode and content are those of one file, whatever takes its place in between. */
async function readWhole(file: string, name: SecretName): Promise<Content> {
  try {
    await using handle: FileHandle = await open(file, 'r');
    const { mode } = await handle.stat();
    const bytes = await handle.readFile();
    return { mode, bytes, text: bytes.toString('utf8') };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw missing(name, `the file ${file}`, 'does not exist');
    throw new RunRefused(
      'secret-unreadable',
      `${name.what}: the file ${file} cannot be read`,
      'Check its permissions.',
    );
  }
}

function exposed(file: string, { what }: SecretName): RunRefused {
  return new RunRefused(
    'secret-exposed',
    `${what}: everybody on this machine may read the file ${file}`,
    `Run \`chmod o-r\` on it, and think about who has read it already.`,
  );
}
