import { NOT_FOUND, type RemoteRegistry } from './remote-registry.ts';

/**
 * The lock of a host that is changed from afar. No file there can be held open, and a call that got no answer may still
 * be carried out, so a change leaves a mark with the host's own time and takes it away once each of its calls was
 * answered. A mark that stays counts for twice the time a call is waited for. The payload writes and reads the same:
 *
 *     HKLM\SOFTWARE\vlkctl\Busy\<name>   Seconds REG_DWORD, Since REG_SZ (CIM_DATETIME), written last
 */
export interface Marks {
  /** Whether a mark counts, other than one's own. What cannot be read counts. */
  isMarked(hostTime: string, own?: string): Promise<boolean>;
  /** Writes one's mark, or its time anew; answers 0 or a code. */
  write(name: string, seconds: number, hostTime: string): Promise<number>;
  remove(name: string): Promise<void>;
  /** Removes what changes that died long ago have left; only while one's own mark stands and no other counts. */
  removeOthers(own: string): Promise<void>;
}

/** Below HKEY_LOCAL_MACHINE; not there on a host that nobody changes. */
export const PRODUCT_ROOT: string = String.raw`SOFTWARE\vlkctl`;
const MARK_ROOT = String.raw`SOFTWARE\vlkctl\Busy`;

/** The marks of one host. `hostTime` is its LocalDateTime. */
export function marksOf(registry: RemoteRegistry): Marks {
  return {
    isMarked: async (hostTime, own) => {
      const names = await registry.subkeysOf(MARK_ROOT);
      if (names.code !== 0) return names.code !== NOT_FOUND;
      for (const name of names.value ?? []) {
        if (name.toLowerCase() !== own?.toLowerCase() && (await counts(registry, name, hostTime))) return true;
      }
      return false;
    },
    write: async (name, seconds, hostTime) => {
      const path = `${MARK_ROOT}\\${name}`;
      return (
        (await registry.createKey(path)) ||
        (await registry.writeNumber(path, 'Seconds', seconds)) ||
        (await registry.writeText(path, 'Since', hostTime))
      );
    },
    remove: async (name) => {
      await registry.deleteKey(`${MARK_ROOT}\\${name}`);
      // Both are refused, harmlessly, while something else is there.
      await registry.deleteKey(MARK_ROOT);
      await registry.deleteKey(PRODUCT_ROOT);
    },
    removeOthers: async (own) => {
      const { value: names = [] } = await registry.subkeysOf(MARK_ROOT);
      for (const name of names) {
        if (name.toLowerCase() !== own.toLowerCase()) await registry.deleteKey(`${MARK_ROOT}\\${name}`);
      }
    },
  };
}

/** A clock that was set back by more than its time ends a mark too: else it would count for years. */
async function counts(registry: RemoteRegistry, name: string, hostTime: string): Promise<boolean> {
  const path = `${MARK_ROOT}\\${name}`;
  const since = await registry.readText(path, 'Since');
  if (since.code === NOT_FOUND || since.code === 1) return false;
  const seconds = await registry.readNumber(path, 'Seconds');
  if (seconds.code === NOT_FOUND || seconds.code === 1) return false;
  if (since.code !== 0 || seconds.code !== 0) return true;
  const age = secondsOf(hostTime) - secondsOf(since.value ?? '');
  return Number.isNaN(age) || Math.abs(age) < (seconds.value ?? 0);
}

/** A CIM_DATETIME such as `20261122161530.000000+060`, minutes ahead of UTC at its end, as seconds in UTC; else NaN. */
export function secondsOf(text: string): number {
  const { date = '', ahead } = /^(?<date>\d{14})\.\d{6}(?<ahead>[+-]\d{3})$/.exec(text)?.groups ?? {};
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(date) ?? [];
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return local / 1000 - Number(ahead) * 60;
}
