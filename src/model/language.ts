/**
 * Languages of installation media and their LANGID, as Win32_OperatingSystem.OSLanguage gives it. A volume licence key
 * fits the media of its own language only where Microsoft sold it so (KB 328874).
 */
export const LANGUAGES = {
  ar: 1025,
  cs: 1029,
  da: 1030,
  de: 1031,
  el: 1032,
  en: 1033,
  es: 3082,
  fi: 1035,
  fr: 1036,
  he: 1037,
  hu: 1038,
  it: 1040,
  ja: 1041,
  ko: 1042,
  nb: 1044,
  nl: 1043,
  pl: 1045,
  'pt-br': 1046,
  'pt-pt': 2070,
  ru: 1049,
  sv: 1053,
  th: 1054,
  tr: 1055,
  'zh-cn': 2052,
  'zh-hk': 3076,
  'zh-tw': 1028,
} as const;

/** Language of installation media, as a BCP 47 tag in lower case. */
export type Language = keyof typeof LANGUAGES;

/** The language of a LANGID, or undefined for one that no media of ours has. */
export function languageOf(langId: number): Language | undefined {
  for (const [language, id] of Object.entries(LANGUAGES)) if (id === langId && isLanguage(language)) return language;
  return undefined;
}

export function isLanguage(text: string): text is Language {
  return Object.hasOwn(LANGUAGES, text);
}
