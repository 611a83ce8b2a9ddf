import { describe, expect, it } from 'vitest';
import { makeScreen } from '../../../src/cli/screen.ts';
import { makeStreams } from '../../../src/cli/streams.ts';
import { NEW_KEY } from '../../support/builders.ts';
import { fakeScreen } from '../../support/fake-io.ts';

const CLEAR = '\r\u001B[K';

function streams(overrides: Parameters<typeof fakeScreen>[0] = { isLive: true }) {
  const written: string[] = [];
  const sink = (name: string) => ({ write: (text: string) => written.push(`${name}:${text}`) });
  return { written, ...makeStreams(sink('out'), sink('err'), fakeScreen(overrides)) };
}

describe('the streams', () => {
  it('let no product key through, whatever door it takes', () => {
    const { out, err, status, written } = streams();
    out(NEW_KEY);
    err(`a key: ${NEW_KEY}\n`);
    status(NEW_KEY);
    expect(written.join()).not.toContain(NEW_KEY);
    expect(written.filter((text) => text.includes('*****-*****-*****-*****-KKKKK'))).toHaveLength(3);
  });

  it('take the status line away before anything else is written, once', () => {
    const { out, err, status, written } = streams();
    status('reading');
    out('document\n');
    err('trouble\n');
    expect(written).toEqual([`err:${CLEAR}reading`, `err:${CLEAR}`, 'out:document\n', 'err:trouble\n']);
  });

  it('take the status line away when asked, and draw one over the other', () => {
    const { status, written } = streams();
    status('');
    status('one');
    status('two');
    status('');
    expect(written).toEqual([`err:${CLEAR}one`, `err:${CLEAR}two`, `err:${CLEAR}`]);
  });

  it('cut a status line that would wrap and could not be taken away', () => {
    const { status, written } = streams({ isLive: true, columns: () => 10 });
    status('reading 1,240 of 3,000 hosts');
    expect(written).toEqual([`err:${CLEAR}reading 1`]);
  });

  it('draw nothing where nothing can be taken away', () => {
    const { status, written } = streams({ isLive: false });
    status('reading');
    status('');
    expect(written).toEqual([]);
  });
});

describe('a screen', () => {
  const terminal = { isTTY: true, columns: 80 };

  it.each([
    [{}, true, true],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, false, false],
    [{ CI: 'true' }, false, false],
    [{ CI: 'false' }, true, true],
  ])('of a terminal with %j is live: %s, coloured: %s', (env, isLive, hasColour) => {
    expect(makeScreen(terminal, {}, env)).toMatchObject({ isLive, hasColour });
  });

  it('of a pipe is neither live nor coloured', () => {
    expect(makeScreen({}, terminal, {})).toMatchObject({ isLive: false, hasColour: false });
  });

  it('is as wide as its terminal, else as the one beside it, else 100 columns', () => {
    expect(makeScreen(terminal, {}, {}).columns()).toBe(80);
    expect(makeScreen({}, { isTTY: true, columns: 160 }, {}).columns()).toBe(160);
    expect(makeScreen({}, {}, {}).columns()).toBe(100);
  });
});
