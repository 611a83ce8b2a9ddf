import { describe, expect, it } from 'vitest';
import { findHost } from '../../../src/inventory/find-host.ts';
import { host } from '../../support/builders.ts';

const HOSTS = [
  'gate-07.b.example',
  'hmi-1.a.example',
  'hmi-10.a.example',
  'hmi-2.a.example',
  'hmi-2.b.example',
  'press.a.example',
  'press.a.example.net',
  'till',
  'till-2.b.example',
].map((name) => host({ name }));

describe('findHost', () => {
  it.each([
    ['gate-07.b.example', 'gate-07.b.example'],
    ['GATE-07.B.Example', 'gate-07.b.example'],
    ['gate-07', 'gate-07.b.example'],
    ['g', 'gate-07.b.example'],
    // A whole first part is meant before a longer name that begins like it.
    ['hmi-1', 'hmi-1.a.example'],
    ['hmi-2.b', 'hmi-2.b.example'],
    // A whole name is meant before all names that begin like it.
    ['press.a.example', 'press.a.example'],
    ['till', 'till'],
    [' till-2 ', 'till-2.b.example'],
  ])('takes %j for %s', (word, expected) => {
    const found = findHost(HOSTS, word);
    expect(found.ok && found.value.name).toBe(expected);
  });

  it.each([
    ['hmi-2', "'hmi-2' fits 2 hosts: hmi-2.a.example, hmi-2.b.example", 'Write more of the name.'],
    [
      'h',
      "'h' fits 4 hosts: hmi-1.a.example, hmi-10.a.example, hmi-2.a.example, hmi-2.b.example",
      'Write more of the name.',
    ],
    ['press', "'press' fits 2 hosts: press.a.example, press.a.example.net", 'Write more of the name.'],
    ['gaet-07', "No host is named 'gaet-07'", "Did you mean 'gate-07.b.example'?"],
    ['gate-07.b.exampel', "No host is named 'gate-07.b.exampel'", "Did you mean 'gate-07.b.example'?"],
    ['scada', "No host is named 'scada'", '`vlkctl hosts` lists them.'],
    ['', "No host is named ''", '`vlkctl hosts` lists them.'],
  ])('refuses %j', (word, message, help) => {
    expect(findHost(HOSTS, word)).toEqual({ ok: false, error: { message, help } });
  });

  it('names five hosts of many', () => {
    const many = Array.from({ length: 9 }, (_, index) => host({ name: `hmi-${index}.a.example` }));
    const found = findHost(many, 'hmi');
    expect(!found.ok && found.error.message).toMatch(/^'hmi' fits 9 hosts: (?:hmi-\d\.a\.example, ){5}\.\.\.$/);
  });
});
