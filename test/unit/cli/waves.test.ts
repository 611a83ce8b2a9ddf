import { describe, expect, it } from 'vitest';
import { agreeToWaves, type WaveFlags } from '../../../src/cli/waves.ts';
import type { NextWave } from '../../../src/engine/run-context.ts';
import { commandLine } from '../../support/command-line.ts';

const NEXT: NextWave = { number: 2, of: 3, name: '10%', hosts: 1310, changed: 4 };

interface Seen {
  readonly asked: string[];
  readonly shown: string[];
  readonly waitedMs: number[];
}

async function agree(
  flags: WaveFlags,
  answer = true,
  signal = new AbortController().signal,
): Promise<Seen & { agreed: boolean }> {
  const seen: Seen = { asked: [], shown: [], waitedMs: [] };
  const clock = {
    now: () => '2026-11-22T16:15:30.000Z',
    after: (ms: number, callBack: () => void) => {
      seen.waitedMs.push(ms);
      queueMicrotask(callBack);
      return () => undefined;
    },
  };
  const io = {
    err: (text: string) => void seen.shown.push(text),
    ask: async (question: string) => (seen.asked.push(question), answer),
  };
  return { agreed: await agreeToWaves(flags, { clock, signal }, io)(NEXT), ...seen };
}

describe('before a wave', () => {
  it.each([true, false])('somebody is asked, and %s is what counts', async (answer) => {
    const { agreed, asked, waitedMs } = await agree({}, answer);
    expect(agreed).toBe(answer);
    expect(asked).toEqual(['4 changed and read back so far. Go on with wave 2 of 3, 10%: 1,310 hosts? Type yes: ']);
    expect(waitedMs).toEqual([]);
  });

  it('nobody is asked with --yes', async () => {
    expect(await agree({ yes: true }, false)).toMatchObject({ agreed: true, asked: [] });
  });

  it('a pause goes by, which is told and can be ended', async () => {
    expect(await agree({ yes: true, pause: 5_400_000 })).toMatchObject({
      agreed: true,
      waitedMs: [5_400_000],
      shown: ['waiting 90m before wave 10%; Ctrl-C ends the run\n'],
    });
    expect(await agree({ yes: true, pause: 1_800_000 }, true, AbortSignal.abort())).toMatchObject({ agreed: false });
  });

  it.each(['--pause', '--lock-timeout'])('%s that is no duration is refused before anything is read', async (flag) => {
    const { code, err } = await commandLine(['apply', '--yes', flag, 'soon']);
    expect(code).toBe(64);
    expect(err).toContain('Write it like 30m, 2h or 1h30m.');
  });
});
