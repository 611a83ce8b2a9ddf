import { describe, expect, it } from 'vitest';
import { drift, plan } from '../../../src/engine/run.ts';
import { RunRefused } from '../../../src/model/run-refused.ts';
import { CARRIES_NEW, host, keySpec } from '../../support/builders.ts';
import { Rig } from '../../support/engine-rig.ts';

const DA = keySpec({ label: 'xp-da' });
const EN = keySpec({ label: 'xp-en' });
const FR = keySpec({ label: 'xp-fr' });
const SPECS = [DA, DA, EN, FR].map((key, index) => host({ name: `hmi-00${index + 1}.a.example`, key }));

describe('apply', () => {
  it('reveals each key once, and only those that a host will need', async () => {
    await using rig = await Rig.create(SPECS);
    rig.host('hmi-004.a.example').key = CARRIES_NEW;
    await rig.apply();
    expect(rig.revealed).toEqual(['xp-da', 'xp-en']);
  });

  it('reveals no key for hosts that are blocked, unknown or in order', async () => {
    await using rig = await Rig.create(SPECS);
    for (const one of rig.hosts.values()) one.key = CARRIES_NEW;
    rig.host('hmi-001.a.example').key = { state: 'withheld', channel: 'volume' };
    rig.world.decide = ({ label }) => (label === 'hmi-003.a.example open' ? 'connection-lost' : 'go');
    expect(await rig.statuses()).toEqual(['blocked', 'in-order', 'unknown', 'in-order']);
    expect(rig.revealed).toEqual([]);
  });

  it('reveals the key of a host with an unfinished change, which may need it once that is settled', async () => {
    await using rig = await Rig.create([host({ os: 'windows-xp-rtm' })]);
    await rig.crashAt('reaches SetProductKey');
    await rig.apply();
    expect(rig.revealed).toEqual(['xp-en', 'xp-en']);
  });

  it('writes on no host and asks nobody when the last of several keys is refused', async () => {
    await using rig = await Rig.create(SPECS);
    const context = rig.context();
    const revealKey: typeof context.revealKey = async (key) => {
      if (key.label === 'xp-fr') throw new RunRefused('identity-mismatch', 'key xp-fr: it is another one', 'Mend it.');
      return context.revealKey(key);
    };
    await expect(rig.apply({ revealKey })).rejects.toMatchObject({ name: 'RunRefused', code: 'identity-mismatch' });
    expect(rig.writes).toBe(0);
    expect(rig.entries()).toEqual([]);
    expect(rig.world.moments.filter(({ label }) => label.endsWith(' change'))).toEqual([]);
  });

  it('has revealed every key before the question is asked', async () => {
    await using rig = await Rig.create(SPECS);
    await rig.apply();
    const firstWrite = rig.world.moments.findIndex(({ label }) => label === 'intent journal');
    expect(firstWrite).toBeGreaterThan(0);
    expect(rig.revealed).toHaveLength(3);
  });
});

describe('drift, plan and recover', () => {
  it('need no key', async () => {
    await using rig = await Rig.create(SPECS);
    await drift(rig.context());
    await plan(rig.context());
    await rig.recover();
    expect(rig.revealed).toEqual([]);
  });

  it('drift and plan write nowhere and open no session that could', async () => {
    await using rig = await Rig.create(SPECS);
    const context = rig.context();
    const transportFor: typeof context.transportFor = (kind) => ({
      ...context.transportFor(kind),
      openWrite: () => expect.unreachable('a session that can write'),
    });
    await drift(rig.context({ transportFor }));
    await plan(rig.context({ transportFor }));
    expect(rig.writes).toBe(0);
    expect(rig.world.moments.filter(({ place }) => place !== 'session')).toEqual([]);
  });
});
