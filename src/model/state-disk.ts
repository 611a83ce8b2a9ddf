/**
 * The files of a state folder, as far as the journal and the lock need them. Names are plain file names. What a method
 * throws is an error of the disk (`ENOSPC`, `EACCES`), unless it says otherwise.
 */
export interface StateDisk {
  /** For messages. */
  readonly folder: string;
  /** Makes the folder, for its owner only, unless it is there. */
  makeFolder(): Promise<void>;
  /** The names of the files in it; none when there is no folder. */
  list(): Promise<readonly string[]>;
  /** The text of a file, or undefined when there is none. */
  read(name: string): Promise<string | undefined>;
  /** Makes a file that must not be there yet; false when it is. */
  create(name: string, text: string): Promise<boolean>;
  /** Puts a file in the place of another in one step: after a crash there is the old one or the new one. Flushed. */
  replace(name: string, text: string): Promise<void>;
  /** Removes a file, if it is there. */
  remove(name: string): Promise<void>;
  /** Opens a file for appending, and makes it. */
  openLog(name: string): Promise<LogFile>;
}

/** A file that only grows. */
export interface LogFile {
  /** Appends whole lines and flushes them; when this resolves they are on disk. */
  append(lines: string): Promise<void>;
  /** Cuts the file off behind so many bytes. */
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}
