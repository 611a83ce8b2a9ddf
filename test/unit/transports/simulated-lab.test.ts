import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EDITIONS, type Edition, editionOf } from '../../../src/model/edition.ts';
import type { HostSpec, SimulatedFault } from '../../../src/model/host.ts';
import { languageOf } from '../../../src/model/language.ts';
import type { Observation } from '../../../src/model/observation.ts';
import { OS_LEVELS, type OsLevel, osLevelOf } from '../../../src/model/os-level.ts';
import type { Happening, LabView } from '../../../src/model/simulation.ts';
import { simulatedTransport } from '../../../src/transports/simulated.ts';
import { initialState } from '../../../src/transports/simulated-host.ts';
import { openLab } from '../../../src/transports/simulated-lab.ts';
import { FakePrograms } from '../../support/fake-programs.ts';
import { settingsFor } from '../../support/fake-rigs.ts';
import { simulatedSpec } from '../../support/fake-spec.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlk-lab-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what happens in the lab', () => {
  it.each<[string, Happening, readonly string[]]>([
    ['a fault', { kind: 'fault', fault: 'unreachable' }, ['fault']],
    ['another key', { kind: 'key-changed' }, ['key']],
    ['a service pack', { kind: 'service-pack' }, ['os']],
    ['a demand for activation', { kind: 'activation-required' }, ['activationRequired']],
  ])('%s is remembered and shown', (_what, happening, changed) => {
    const host = simulatedSpec();
    expect(openLab(folder).happen([host], happening)).toEqual([host]);
    expect(look(host).changed).toEqual(changed);
    expect(openLab(folder).happen([host], happening)).toEqual(happening.kind === 'service-pack' ? [host] : []);
  });

  it('goes no further than the last service pack', () => {
    const host = { ...simulatedSpec(), os: 'windows-xp-sp3' } as const;
    expect(openLab(folder).happen([host], { kind: 'service-pack' })).toEqual([]);
    expect(look(host).now.os).toBe('windows-xp-sp3');
  });

  it('is taken back by mending, but for key and service pack', () => {
    const host = simulatedSpec('oem-media');
    happen(
      host,
      { kind: 'key-changed' },
      { kind: 'service-pack' },
      { kind: 'activation-required' },
      { kind: 'mended' },
    );
    expect(look(host).now).toMatchObject({
      fault: 'none',
      activationRequired: false,
      os: 'windows-xp-sp1',
      key: 'QQQQQ',
    });
  });

  it('is gone after the first image was put back, but for the fault', () => {
    const host = simulatedSpec();
    happen(host, { kind: 'key-changed' }, { kind: 'service-pack' }, { kind: 'fault', fault: 'oem-media' });
    happen(host, { kind: 'reimaged' });
    expect(look(host).changed).toEqual(['fault']);
  });

  it('is forgotten by a reset', () => {
    const host = simulatedSpec('unreachable');
    happen(host, { kind: 'mended' }, { kind: 'key-changed' });
    openLab(folder).reset([host]);
    expect(look(host)).toMatchObject({ changed: [], now: { fault: 'unreachable', key: 'RRRRR' } });
  });

  it('does not follow the inventory once the host is kept', () => {
    const host = { ...simulatedSpec('other-os-level'), os: 'windows-xp-sp1' } as const;
    openLab(folder).keep([host]);
    expect(look({ ...host, os: 'windows-xp-sp2' }).now.os).toBe('windows-xp-sp1');
  });
});

describe('a simulated host', () => {
  it('is of the declared edition, or of that of its key', async () => {
    for (const edition of EDITIONS) {
      const os: OsLevel = ['home', 'professional', 'embedded'].includes(edition)
        ? 'windows-xp-sp3'
        : 'windows-server-2003-sp2';
      expect(await shownEdition({ ...simulatedSpec(), os, edition })).toBe(edition);
    }
    expect(await shownEdition(simulatedSpec())).toBe('professional');
    const key = { ...simulatedSpec().key, product: 'windows-server-2003-web' } as const;
    expect(await shownEdition({ ...simulatedSpec(), os: 'windows-server-2003-sp1', key })).toBe('web');
  });

  it('is of the declared language, or of the first one of its key, or English', async () => {
    const key = { ...simulatedSpec().key, languages: ['da', 'de'] } as const;
    expect(await shownLanguage({ ...simulatedSpec(), key, language: 'de' })).toBe('de');
    expect(await shownLanguage({ ...simulatedSpec(), key })).toBe('da');
    expect(await shownLanguage(simulatedSpec())).toBe('en');
  });

  it.each<[SimulatedFault, (observation: Observation) => unknown, unknown]>([
    ['other-name', ({ os }) => os.csName, 'SOMEBODY-ELSE'],
    ['other-os-level', ({ os }) => osLevelOf(os), 'windows-xp-sp1'],
    ['other-edition', editionIn, 'home'],
    ['other-language', ({ os }) => languageOf(os.osLanguage ?? 0), 'de'],
    ['class-missing', ({ activation }) => activation.state, 'absent'],
    ['key-withheld', keyIn, { state: 'withheld', channel: 'volume' }],
    ['oem-media', keyIn, expect.objectContaining({ channel: 'oem' })],
  ])('shows %s, and is what it was once it is mended', async (fault, read, shown) => {
    const host = simulatedSpec(fault);
    expect(read(await observe(host))).toEqual(shown);
    happen(host, { kind: 'mended' });
    expect(read(await observe(host))).toEqual(read(await observe({ ...simulatedSpec(), name: 'sound.example' })));
  });

  it('that is switched off can be switched on, and a sound one off', async () => {
    const off = simulatedSpec('unreachable');
    await expect(observe(off)).rejects.toMatchObject({ fault: { code: 'host-unreachable' } });
    happen(off, { kind: 'mended' });
    await expect(observe(off)).resolves.toBeDefined();
    happen(off, { kind: 'fault', fault: 'unreachable' });
    await expect(observe(off)).rejects.toMatchObject({ fault: { code: 'host-unreachable' } });
  });

  it('says for how long Windows waits for its activation', async () => {
    const host = simulatedSpec();
    happen(host, { kind: 'activation-required' });
    expect((await observe(host)).activation).toEqual({ state: 'present', value: { required: true, graceDays: 30 } });
  });

  it('begins at the declared level, whichever it is', () => {
    for (const { level } of OS_LEVELS) expect(osLevelOf(initialState({ ...simulatedSpec(), os: level }))).toBe(level);
  });
});

function look(host: HostSpec): LabView {
  return openLab(folder).look(host);
}

function happen(host: HostSpec, ...happenings: readonly Happening[]): void {
  for (const happening of happenings) openLab(folder).happen([host], happening);
}

async function observe(host: HostSpec): Promise<Observation> {
  await using programs = await FakePrograms.create([], () => []);
  const { signal } = new AbortController();
  await using session = await simulatedTransport(settingsFor(programs, { simulationFolder: folder })).openRead(
    host,
    signal,
  );
  return await session.observe(signal);
}

function editionIn({ os }: Observation): Edition {
  return editionOf(os.suiteMask ?? 0, os.productType);
}

function keyIn({ key }: Observation): unknown {
  return key.state === 'present' ? key.value : key.state;
}

async function shownEdition(host: HostSpec): Promise<Edition> {
  return editionIn(await observe(host));
}

async function shownLanguage(host: HostSpec): Promise<string | undefined> {
  return languageOf((await observe(host)).os.osLanguage ?? 0);
}
