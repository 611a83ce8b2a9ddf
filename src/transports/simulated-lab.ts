import type { HostSpec } from '../model/host.ts';
import { osLevelOf } from '../model/os-level.ts';
import { type Happening, LAB_PROPERTIES, type LabHost, type LabView } from '../model/simulation.ts';
import { openFleet } from './simulated-fleet.ts';
import { initialState, nextServicePack, type SimulatedState } from './simulated-host.ts';

/** The simulated fleet as its owner sees and handles it; not what `vlkctl` would observe of it. */
export interface Lab {
  readonly look: (host: HostSpec) => LabView;
  /** Lets something happen; answers the hosts it made a difference to. Only with the lock of the state folder. */
  readonly happen: (hosts: readonly HostSpec[], happening: Happening) => readonly HostSpec[];
  /** Keeps hosts as they are now, whatever the inventory says of them from now on. Only with the lock. */
  readonly keep: (hosts: readonly HostSpec[]) => void;
  /** Back to the first day; all hosts unless some are given. Only with the lock. */
  readonly reset: (hosts?: readonly HostSpec[]) => void;
}

/** Somebody's key; made up, and none that a fleet starts with. */
const KEY_BY_HAND = 'present QQQQQ 643-0000007';

/** Opens the fleet of a state folder. */
export function openLab(folder: string): Lab {
  const fleet = openFleet(folder);
  return {
    look: (host) => view(fleet.get(host), initialState(host), host.name),
    happen: (hosts, happening) => {
      const changed = new Map<HostSpec, SimulatedState>();
      for (const host of hosts) {
        const before = fleet.get(host);
        const after = afterHappening(before, happening, host);
        if (JSON.stringify(after) !== JSON.stringify(before)) changed.set(host, after);
      }
      fleet.set(changed);
      return [...changed.keys()];
    },
    keep: (hosts) => fleet.set(new Map(hosts.map((host) => [host, fleet.get(host)]))),
    reset: (hosts) => fleet.forget(hosts),
  };
}

function afterHappening(state: SimulatedState, happening: Happening, host: HostSpec): SimulatedState {
  switch (happening.kind) {
    case 'fault':
      return { ...state, fault: happening.fault };
    case 'mended':
      return { ...state, fault: null, activationRequired: false };
    case 'key-changed':
      return { ...state, key: KEY_BY_HAND };
    case 'reimaged':
      return { ...initialState(host), fault: state.fault };
    case 'service-pack':
      return { ...state, servicePack: nextServicePack(state) ?? state.servicePack };
    case 'activation-required':
      return { ...state, activationRequired: true };
  }
}

function view(state: SimulatedState, first: SimulatedState, name: string): LabView {
  const now = toLabHost(state, name);
  const firstDay = toLabHost(first, name);
  const changed = LAB_PROPERTIES.filter((property) => String(now[property]) !== String(firstDay[property]));
  return { now, firstDay, changed };
}

function toLabHost(state: SimulatedState, host: string): LabHost {
  const [presence, lastFive = ''] = state.key.split(' ');
  return {
    host,
    os: osLevelOf(state) ?? 'unknown',
    key: presence === 'present' ? lastFive : 'withheld',
    oobeTimer: state.oobeTimer === null ? 'absent' : 'present',
    slots: Object.keys(state.slots),
    activationRequired: state.activationRequired,
    fault: state.fault ?? 'none',
  };
}
