import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleScripts } from '../../../src/cli/actions/bundle-scripts.ts';
import { bodyOfFunction, codeLines, namesOfFunctions, SCRIPT_RULES, withoutTexts } from '../../support/script-rules.ts';

const OWN = codeLines(readFileSync(join(import.meta.dirname, '../../../src/payload/change-by-hand.vbs'), 'latin1'));
const SCRIPTS = [...bundleScripts({ scripts: true }).standAlone];

describe('the stand-alone scripts', () => {
  it('are there when asked for, with a strategy each', () => {
    const strategies = SCRIPTS.map(([name, text]) => [
      name,
      /^Const STRATEGY = "(?<is>.*)"/m.exec(text)?.groups?.['is'],
    ]);
    expect(strategies).toEqual([
      ['ChangeVLKey2600.vbs', 'pre-sp1'],
      ['ChangeVLKeySP1.vbs', 'sp1'],
    ]);
    expect(bundleScripts({}).standAlone.size).toBe(0);
  });

  it.each(SCRIPTS)('%s has one entry, and echoes once, when all is done', (_name, text) => {
    const whole = codeLines(text);
    expect(whole.filter((line) => /\bQuit\b/.test(line))).toEqual(['WScript.Quit ByHand()']);
    expect(bodyOfFunction(whole, 'ByHand').filter((line) => /\bEcho\b/.test(line))).toEqual(['WScript.Echo said']);
    expect(OWN.filter((line) => /\bEcho\b/.test(line))).toEqual(['WScript.Echo said']);
  });

  it.each(SCRIPT_RULES)('have no %s: %s', (what) => {
    const found = namesOfFunctions(OWN)
      .flatMap((name) => withoutTexts(bodyOfFunction(OWN, name)))
      .filter((line) => what.test(line));
    expect(found).toEqual([]);
  });

  it('put no more of the key into a text than its last five characters', () => {
    const uses = OWN.filter((line) => /\bheldKey\b/.test(line) && /\bSay\b|&/.test(line));
    expect(uses.length).toBeGreaterThan(2);
    expect(uses.filter((line) => /\bheldKey\b/.test(line.replaceAll('Right(heldKey, 5)', '')))).toEqual([]);
  });

  it('delete OOBETimer nowhere but through the payload', () => {
    expect(OWN.filter((line) => /Delete|\bSet\w+Value\b|Reg(?:Write|Delete)/.test(line))).toEqual([]);
  });
});
