import { beforeEach, describe, expect, it } from 'vitest';
import { NO_FAKE_PROGRAMS } from '../support/fake-programs.ts';
import { CannotPlay, type ContractKind, type Rig } from '../support/fake-rigs.ts';
import type { Scene } from '../support/fake-windows.ts';
import type { Behaviour } from './behaviour.ts';
import { CHANGING } from './changing.ts';
import { KEEPING_SECRETS } from './keeping-secrets.ts';
import { LEAVING } from './leaving.ts';
import { READING } from './reading.ts';
import { STOPPING } from './stopping.ts';

/** What cannot happen over a transport, and why; behaviours that need it are not asked of that transport. */
const CANNOT: Readonly<Record<ContractKind, Partial<Record<Scene['kind'], string>>>> = {
  ssh: {},
  local: {
    'switched-off': 'It is this machine.',
  },
  wmi: {},
  winrm: {
    says: 'No payload runs on the host. What its service could say instead is in winrm.test.ts, in SOAP.',
    deaf: 'It starts no program; a connection has no say in how it ends.',
    lingers: 'It starts no program.',
    'program-missing': 'It starts no program.',
  },
  simulated: {
    says: 'It makes its answers in this process, so there are no wrong ones.',
    hangs: 'It answers at once.',
    deaf: 'It starts no program.',
    'breaks-off': 'Its answers do not travel.',
    lingers: 'It starts no program.',
    'program-missing': 'It starts no program.',
  },
};

/** Everything that can happen. */
const SCENES: { readonly [K in Scene['kind']]: Extract<Scene, { kind: K }> } = {
  well: { kind: 'well' },
  'refuses-key': { kind: 'refuses-key' },
  'dies-in-change': { kind: 'dies-in-change' },
  'breaks-off': { kind: 'breaks-off' },
  says: { kind: 'says', stdout: '' },
  hangs: { kind: 'hangs' },
  deaf: { kind: 'deaf' },
  lingers: { kind: 'lingers' },
  'switched-off': { kind: 'switched-off' },
  'program-missing': { kind: 'program-missing' },
};

const BEHAVIOURS: readonly Behaviour[] = [...READING, ...CHANGING, ...STOPPING, ...LEAVING, ...KEEPING_SECRETS];

/** What every transport does; one list for all of them. */
export function describeTransport(kind: ContractKind, makeRig: () => Promise<Rig>): void {
  describe(`the ${kind} transport`, { timeout: 30_000 }, () => {
    beforeEach((context) => context.skip(NO_FAKE_PROGRAMS !== undefined, NO_FAKE_PROGRAMS));

    it('cannot do what the table says, and nothing else', async () => {
      const cannot: string[] = [];
      for (const scene of Object.values(SCENES)) {
        await using rig = await makeRig();
        try {
          await rig.play(scene);
        } catch (error) {
          if (!(error instanceof CannotPlay)) throw error;
          cannot.push(scene.kind);
        }
      }
      expect(cannot.toSorted()).toEqual(Object.keys(CANNOT[kind]).toSorted());
    });

    const possible = BEHAVIOURS.filter((each) => isPossible(kind, each));
    it.each(possible.map(({ title, run }) => [title, run] as const))('%s', async (_title, run) => {
      expect.hasAssertions();
      await using rig = await makeRig();
      await run(rig);
    });
  });
}

function isPossible(kind: ContractKind, { needs }: Behaviour): boolean {
  return needs === undefined || CANNOT[kind][needs] === undefined;
}
