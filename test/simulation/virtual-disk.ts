import { pickNumber, type Random } from '../../src/lab/seeded-random.ts';
import type { LogFile, StateDisk } from '../../src/model/state-disk.ts';
import type { VirtualProcess } from './virtual-process.ts';

/** A file: what every process reads, and what is left of it after a power cut. Plain ASCII, a character a byte. */
interface File {
  text: string;
  /** Undefined while the file itself is not on disk. */
  durable: string | undefined;
  /** Its text is on disk, under another name, whatever becomes of this one. */
  readonly isLinked?: boolean;
}

/** The state folder of one machine. Every step of what real disks do is a moment at which the process may die. */
export class VirtualDisk {
  readonly folder: string;
  isFull = false;
  /** Hears of every file that was flushed; `isNew` when it took the place of another. */
  onFlush: (name: string, durable: string, isNew: boolean) => void = () => undefined;
  readonly #files = new Map<string, File>();
  /** Removed, but a power cut may bring them back. */
  readonly #removed = new Map<string, string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  read(name: string): string | undefined {
    return this.#files.get(name)?.text;
  }

  /** What was not flushed is lost, and of what was being written some part may be there. */
  losePower(random: Random): void {
    for (const [name, text] of this.#removed) if (random() < 0.5) this.#files.set(name, { text, durable: text });
    this.#removed.clear();
    for (const [name, file] of this.#files) {
      const { text, durable, isLinked } = file;
      if (durable === undefined && random() < 0.5) this.#files.delete(name);
      const kept = durable ?? (isLinked === true ? text : '');
      const more = text.startsWith(kept) ? pickNumber(random, text.length - kept.length + 1) : 0;
      file.text = text.slice(0, kept.length + more);
      if (!text.startsWith(kept)) file.text = kept;
      file.durable = file.text;
    }
  }

  /** The disk as one process has it; `moment` is called before each step. */
  of(process: VirtualProcess, moment: (label: string) => void, random: Random): StateDisk {
    const step = <T>(label: string, mostMs: number, work: () => T): Promise<T> =>
      process.promise(({ resolve, reject }) => {
        process.after(random() * mostMs, () => {
          moment(label);
          if (!process.isAlive) return;
          try {
            resolve(work());
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      });
    return {
      folder: this.folder,
      makeFolder: () => step('makes its folder', 1, () => undefined),
      list: () => step('lists its folder', 1, () => [...this.#files.keys()].toSorted()),
      read: (name) => step(`reads ${name}`, 2, () => this.read(name)),
      create: async (name, text) => {
        const draft = `${name}.${process.machine.name}-${process.boot}-${process.pid}`;
        await step(`drafts ${name}`, 3, () => this.#draft(draft, text));
        await step(`flushes the draft of ${name}`, 20, () => this.#flush(draft));
        const isMade = await step(`links ${name}`, 2, () => this.#link(draft, name));
        await step(`removes the draft of ${name}`, 1, () => this.#remove(draft));
        return isMade;
      },
      replace: async (name, text) => {
        const draft = `${name}.new`;
        await step(`drafts ${name}`, 3, () => this.#draft(draft, text));
        await step(`flushes the draft of ${name}`, 20, () => this.#flush(draft));
        await step(`renames the draft of ${name}`, 2, () => this.#rename(draft, name));
      },
      remove: (name) => step(`removes ${name}`, 2, () => this.#remove(name)),
      openLog: async (name) => {
        await step(`opens ${name}`, 2, () => this.#make(name));
        return this.#log(name, step, random);
      },
    };
  }

  #log(name: string, step: <T>(label: string, mostMs: number, work: () => T) => Promise<T>, random: Random): LogFile {
    return {
      append: async (line) => {
        const half = pickNumber(random, line.length);
        await step(`begins a line of ${name}`, 1, () => this.#write(name, line.slice(0, half)));
        await step(`ends a line of ${name}`, 1, () => this.#write(name, line.slice(half)));
        // Now and then a disk takes its time.
        await step(`flushes ${name}`, random() < 0.1 ? 3000 : 20, () => this.#flush(name));
      },
      truncate: (bytes) =>
        step(`cuts ${name}`, 1, () => {
          const file = this.#files.get(name);
          if (file !== undefined) file.text = file.text.slice(0, bytes);
        }),
      close: () => step(`closes ${name}`, 1, () => undefined),
    };
  }

  #make(name: string): void {
    if (!this.#files.has(name)) this.#files.set(name, { text: '', durable: '' });
  }

  #draft(name: string, text: string): void {
    this.#files.set(name, { text: '', durable: undefined });
    this.#write(name, text);
  }

  /** The same text under a second name; nobody flushes the folder, so a power cut may take the name back. */
  #link(from: string, to: string): boolean {
    const { text } = this.#files.get(from) ?? {};
    if (text === undefined || this.#files.has(to)) return false;
    this.#files.set(to, { text, durable: undefined, isLinked: true });
    return true;
  }

  /** A disk that is full takes a part of what is written. */
  #write(name: string, text: string): void {
    const file = this.#files.get(name);
    if (file === undefined) return;
    file.text += this.isFull ? text.slice(0, text.length >> 1) : text;
    if (this.isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  }

  #flush(name: string): void {
    const file = this.#files.get(name);
    if (file === undefined) return;
    file.durable = file.text;
    this.onFlush(name, file.text, false);
  }

  #rename(from: string, to: string): void {
    const file = this.#files.get(from);
    if (file === undefined) return;
    this.#files.delete(from);
    this.#files.set(to, file);
    this.onFlush(to, file.text, true);
  }

  #remove(name: string): void {
    const durable = this.#files.get(name)?.durable;
    if (durable !== undefined) this.#removed.set(name, durable);
    this.#files.delete(name);
  }
}
