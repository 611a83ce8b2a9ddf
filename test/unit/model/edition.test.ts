import { describe, expect, it } from 'vitest';
import { editionOf } from '../../../src/model/edition.ts';

const WORKSTATION = 1;
const DOMAIN_CONTROLLER = 2;
const SERVER = 3;

/** SuiteMask as Windows reports it: 0x100 (one remote session) and 0x10 (terminal services) say nothing. */
describe('editionOf', () => {
  it.each([
    ['professional', 0x100, WORKSTATION],
    ['professional', 0, WORKSTATION],
    ['home', 0x300, WORKSTATION],
    ['embedded', 0x140, WORKSTATION],
    ['embedded', 0x340, WORKSTATION],
    ['standard', 0x110, SERVER],
    ['standard', 0x110, DOMAIN_CONTROLLER],
    ['enterprise', 0x112, SERVER],
    ['datacenter', 0x190, SERVER],
    ['datacenter', 0x192, SERVER],
    ['web', 0x400, SERVER],
    ['web', 0x502, SERVER],
  ])('%s: suite mask %i, product type %i', (edition, suiteMask, productType) => {
    expect(editionOf(suiteMask, productType)).toBe(edition);
  });
});
