import { describe, expect, it } from 'vitest';
import { staleFolders } from '../../../src/transports/ssh.ts';

const RUN = 'r20261201001530x3kq';

describe('the folders of controllers that died', () => {
  it.each([
    ['one that began more than a day before', 'r20261130001529aaaa'],
    ['one of another year', 'r20251231235959aaaa'],
  ])('are %s', (_what, name) => {
    expect(staleFolders(`${RUN}\r\n${name}\r\n`, RUN)).toEqual([name]);
  });

  it.each([
    ['the own one', RUN],
    ['one that began yesterday, before midnight', 'r20261130235900aaaa'],
    ['one that began a day before to the second', 'r20261130001530aaaa'],
    ['one of a controller whose clock is ahead', 'r20270101000000aaaa'],
    ['a folder of somebody else', 'reports'],
    ['a name that is too long', 'r20251231235959aaaaa'],
    ['a name in capitals', 'R20251231235959AAAA'],
    ['a name with a time that does not exist', 'r20251399999999aaaa'],
    ['a name that would end the command', 'r20251231235959&del'],
  ])('are not %s', (_what, name) => {
    expect(staleFolders(`${RUN}\r\n${name}\r\n`, RUN)).toEqual([]);
  });

  it('are found among everything else that the host says', () => {
    const said = 'root=C:\\WINDOWS\r\nr20251231235959bbbb\r\nr20251231235959aaaa\r\nsysnative=1\r\n';
    expect(staleFolders(said, RUN)).toEqual(['r20251231235959aaaa', 'r20251231235959bbbb']);
  });

  it('are removed a hundred at a time, oldest first, as a command line has an end', () => {
    const names = Array.from({ length: 300 }, (_, index) => `r20250101000000${String(index).padStart(4, '0')}`);
    expect(staleFolders(names.toReversed().join('\r\n'), RUN)).toEqual(names.slice(0, 100));
  });

  it('are none for a run without a time in its name', () => {
    expect(staleFolders('r20251231235959aaaa', 'rehearsal')).toEqual([]);
  });
});
