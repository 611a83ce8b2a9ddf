import { explainReadError } from '../model/system-error.ts';
import type { Rejection } from './rejection.ts';

export const RENAMED: Rejection = {
  code: 'receipt-renamed',
  message: 'its name and what it holds do not have the same number and installation',
  help: 'A host never names it so: look who can write there. The next start of the host leaves a new one.',
};

export const HOLDS_KEY: Rejection = {
  code: 'export-holds-key',
  message: 'whoever has this file has the product key; vlkctl has kept no copy of it',
  help: 'Delete it, wherever it lay: on the stick, in the mail, in the recycle bin.',
};

export const FOREIGN: Rejection = {
  code: 'file-foreign',
  message: 'it is no receipt by its name and was not read',
  help: 'Nothing has to be done; a folder of receipts needs nothing else in it.',
};

export const UNFINISHED: Rejection = {
  code: 'file-unfinished',
  message: 'a host is writing it, or was cut short when it did',
  help: 'Nothing has to be done; remove it if it is still there tomorrow.',
};

/** Beside the folders of the computers others may write too, and who makes a file there speaks for any host. */
export const LOOSE_EXPORT: Rejection = {
  code: 'host-mismatch',
  message: 'it lies in no folder of a computer, so nobody can tell who left it',
  help: 'Put it into the folder of its computer; if you made it yourself, name it: `vlkctl ingest FILE`.',
};

export const NO_FOLDER: Rejection = {
  code: 'file-not-plain',
  message: 'it is a link or a device, and neither a file nor a folder',
  help: 'No host makes these: look who can write there, and remove it.',
};

export function crowded(files: number): Rejection {
  return {
    code: 'folder-crowded',
    message: `it holds ${files} files, where a host keeps three`,
    help: 'Only the newest were read. Look at the host: its clock, its disk image or somebody makes new ones all the time.',
  };
}

export function unreadableFolder(error: unknown): Rejection {
  return {
    code: 'folder-unreadable',
    message: `it cannot be looked into: ${explainReadError(error)}`,
    help: 'Check that the share is there and that your account may read it. Where this controller has it elsewhere, name that place: `vlkctl ingest PATH`.',
  };
}
