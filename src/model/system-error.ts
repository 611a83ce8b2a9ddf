/** What the system says to a write, in words; codes nobody foresaw as they are. */
export function explainSaveError(error: unknown): string {
  return WORDS.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error));
}

/** What the system says to a read, in words. */
export function explainReadError(error: unknown): string {
  return codeOf(error) === 'ENOENT' ? 'there is no such file' : explainSaveError(error);
}

/** The code of an error of the system, such as `ENOENT`; '' for anything else. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'no space is left on the disk'],
  ['EDQUOT', 'the quota of the disk is used up'],
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EROFS', 'the disk is read-only'],
  ['ENOENT', 'its folder does not exist'],
  ['ENOTDIR', 'what should hold it is not a folder'],
  ['EISDIR', 'it is a folder'],
  ['EEXIST', 'something else has the name of a folder it needs'],
]);
