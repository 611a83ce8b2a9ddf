import type { Origin, Origins } from '../model/host.ts';
import { SETTING_NAMES, type Setting, type Settings } from './settings.ts';
import { rangeOf } from './source.ts';

/** Makes a function that says where settings come from. The place of what many hosts share is looked up once. */
export function makeOriginsOf(): (settings: Settings) => Origins {
  const shared = new Map<Setting, Origin>();
  const originOf = (setting: Setting): Origin => {
    if (setting.owner.from === 'host') return toOrigin(setting);
    const known = shared.get(setting);
    if (known !== undefined) return known;
    const made = toOrigin(setting);
    shared.set(setting, made);
    return made;
  };
  return (settings) => {
    const origins: { -readonly [Name in keyof Origins]: Origins[Name] } = {};
    for (const name of SETTING_NAMES) {
      const setting = settings[name];
      if (setting !== undefined) origins[name] = originOf(setting);
    }
    return origins;
  };
}

function toOrigin({ owner, at }: Setting): Origin {
  return { ...owner, at: rangeOf(at) };
}
