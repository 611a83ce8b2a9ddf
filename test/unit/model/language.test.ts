import { describe, expect, it } from 'vitest';
import { isLanguage, LANGUAGES, languageOf } from '../../../src/model/language.ts';

describe('languageOf', () => {
  it.each([
    [1030, 'da'],
    [1033, 'en'],
    [1044, 'nb'],
    [2070, 'pt-pt'],
    [1046, 'pt-br'],
  ])('%i is %s', (langId, language) => {
    expect(languageOf(langId)).toBe(language);
  });

  it('knows every language by one number', () => {
    const ids = Object.values(LANGUAGES);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.map(languageOf)).toEqual(Object.keys(LANGUAGES));
  });

  it('knows no other number', () => {
    expect(languageOf(1)).toBeUndefined();
  });
});

describe('isLanguage', () => {
  it.each(['da', 'zh-tw'])('%s is one', (text) => {
    expect(isLanguage(text)).toBe(true);
  });

  it.each(['', 'DA', 'dk', 'toString', '__proto__'])('%j is none', (text) => {
    expect(isLanguage(text)).toBe(false);
  });
});
