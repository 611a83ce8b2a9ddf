import type { Origin, SettingName } from '../model/host.ts';
import type { Place } from './source.ts';
import { textOf, valuePlace, type Written } from './written.ts';
import { textsIn, type WrittenText } from './written-texts.ts';

/** Who says a setting. */
export type Owner = Omit<Origin, 'at'>;

/** The value of a setting, where it is written, and who says so. */
export interface Setting {
  readonly name: SettingName;
  readonly value: string;
  readonly at: Place;
  readonly owner: Owner;
}

/** What flows down the tree of groups: an inner setting replaces the outer one, tags add up. */
export interface Settings extends Readonly<Record<SettingName, Setting | undefined>> {
  readonly tags: readonly string[];
}

/** Every setting, in the order people read them. */
export const SETTING_NAMES: readonly SettingName[] = ['key', 'os', 'edition', 'language', 'access', 'window'];

/** Where every host starts. */
export const NO_SETTINGS: Settings = {
  key: undefined,
  os: undefined,
  edition: undefined,
  language: undefined,
  access: undefined,
  window: undefined,
  tags: [],
};

/**
 * The settings that stand right in a mapping, on top of those that flow into it; the very same ones where it says
 * nothing itself. Values of the wrong type are passed over: validation reports them.
 */
export function applySettings(outer: Settings, value: Written, owner: Owner): Settings {
  if (value.kind !== 'map') return outer;
  let inner: Mutable<Settings> | undefined;
  for (const entry of value.entries.values()) {
    const { name } = entry;
    const text = textOf(entry);
    if (name === 'tags') {
      const tags = textsIn(entry);
      if (tags.length > 0) (inner ??= { ...outer }).tags = addTags(outer.tags, tags);
    } else if (text !== undefined && isSettingName(name)) {
      (inner ??= { ...outer })[name] = { name, value: text, at: valuePlace(entry), owner };
    }
  }
  return inner ?? outer;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

function addTags(outer: readonly string[], own: readonly WrittenText[]): readonly string[] {
  const tags = own.map(({ value }) => value);
  return outer.length === 0 ? tags : [...new Set([...outer, ...tags])];
}

function isSettingName(name: string): name is SettingName {
  return SETTING_NAMES.some((each) => each === name);
}
