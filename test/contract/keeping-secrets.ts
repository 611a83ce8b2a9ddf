import { expect } from 'vitest';
import { TransportError } from '../../src/model/fault.ts';
import type { AccessKind } from '../../src/model/host.ts';
import type { Started } from '../support/fake-programs.ts';
import { keyTraces } from '../support/fake-secrets.ts';
import { INTENT, KEY, TYPED_KEY } from '../support/fake-spec.ts';
import type { Scene } from '../support/fake-windows.ts';
import { type Behaviour, caught, change, noSignal, openWrite, readOnce } from './behaviour.ts';

/** How the key reaches the script host: one start of one program has it there, no other has it anywhere. */
interface Way {
  readonly program: string;
  readonly env: string | undefined;
  readonly input: string;
}

const WAY: Readonly<Partial<Record<AccessKind, readonly Way[]>>> = {
  simulated: [],
  local: [{ program: 'cscript', env: KEY.reveal(), input: '' }],
  wmi: [{ program: 'cscript', env: KEY.reveal(), input: '' }],
  // The one request that has the key travels sealed: winrm.test.ts looks at every byte.
  winrm: [],
  ssh: [{ program: 'ssh', env: undefined, input: `${KEY.reveal()}\r\n` }],
};

/** The key as a program could repeat it that is not what it should be. */
const GIVEN_AWAY: readonly string[] = [
  `unknown option ${TYPED_KEY}`,
  `'${KEY.reveal()}' is not recognized`,
  TYPED_KEY.toLowerCase(),
  Buffer.from(`\ufeff${KEY.reveal()}`, 'utf16le').toString('latin1'),
  `\u001b[31m${KEY.reveal()}\u001b[0m`,
];

/** On stderr and on stdout, and with the exit code that ssh keeps for trouble of its own. */
const BETRAYALS: readonly Scene[] = GIVEN_AWAY.flatMap((said): Scene[] => [
  { kind: 'says', stdout: '', stderr: `${said}\r\n`, exitCode: 1 },
  { kind: 'says', stdout: '', stderr: `${said}\r\n`, exitCode: 255 },
  { kind: 'says', stdout: `call.1=${said}\r\n${said}\r\n` },
]);

export const KEEPING_SECRETS: readonly Behaviour[] = [
  {
    title: 'gives the key to the one program that sets it, and to no other; never as an argument',
    run: async (rig) => {
      await changeAndRestore(rig);
      const { started } = rig.programs;
      expect(started.flatMap(({ args }) => keyTraces(args.join(' ')))).toEqual([]);
      expect(started.filter((start) => knowsKey(start)).map(toWay)).toEqual(WAY[rig.transport.kind]);
    },
  },
  {
    title: 'gives its programs no more of its environment than it was told to',
    run: async (rig) => {
      await changeAndRestore(rig);
      const names = new Set(rig.programs.started.flatMap(({ env }) => Object.keys(env)));
      // macOS gives every process one of its own.
      const inherited = [...names].filter(
        (name) => !['PATH', 'LC_ALL', 'VLK_KEY', '__CF_USER_TEXT_ENCODING'].includes(name),
      );
      expect(inherited).toEqual([]);
    },
  },
  {
    title: 'never has the key in a file, on the controller or on the host',
    run: async (rig) => {
      await changeAndRestore(rig);
      expect(keyTraces(rig.written())).toEqual([]);
    },
  },
  {
    title: 'does not pass on a key that a program gives away',
    needs: 'says',
    run: async (rig) => {
      await using session = await openWrite(rig);
      for (const scene of BETRAYALS) {
        await rig.play(scene);
        expect(await caught(session.change(change(), noSignal()))).toBeInstanceOf(TransportError);
      }
    },
  },
  {
    title: 'does not name the key when the program that should get it is missing',
    needs: 'program-missing',
    run: async (rig) => {
      await using session = await openWrite(rig);
      await rig.play({ kind: 'program-missing' });
      expect((await caught(session.change(change(), noSignal()))).fault.code).toBe('program-missing');
    },
  },
];

/** A whole run: reads, changes, drops an undo slot without a key, reads again. */
async function changeAndRestore(rig: Parameters<Behaviour['run']>[0]): Promise<void> {
  {
    await using session = await openWrite(rig);
    await session.observe(noSignal());
    expect(await session.change(change(), noSignal())).toMatchObject({ status: 'ran' });
    const { intent, expect: expected } = change();
    const dropping = { intent, expect: { os: expected.os }, calls: [{ kind: 'drop-undo', intent: INTENT }] } as const;
    expect(await session.change(dropping, noSignal())).toMatchObject({ status: 'ran' });
  }
  await readOnce(rig);
}

function knowsKey({ args, env, input }: Started): boolean {
  return keyTraces([...args, ...Object.values(env), input].join('\n')).length > 0;
}

/** Where in a start the key is; every other place is searched and must be without it. */
function toWay({ program, env, input }: Started): Way {
  const { VLK_KEY: key, ...others } = env;
  expect(keyTraces(Object.values(others).join('\n'))).toEqual([]);
  return { program, env: key, input };
}
