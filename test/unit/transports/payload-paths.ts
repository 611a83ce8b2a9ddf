import type { WriteCall } from '../../../src/model/call.ts';
import type { SimulatedFault } from '../../../src/model/host.ts';
import { initialState, type SimulatedSlot, type SimulatedState } from '../../../src/transports/simulated-host.ts';
import { INTENT, intentId, NEW_KEY, simulatedSpec } from '../../support/fake-spec.ts';

const OTHER_INTENT = intentId('i20261121000000-0badcafe');
export const XP_RTM: SimulatedState = initialState(simulatedSpec());
export const XP_SP3: SimulatedState = { ...XP_RTM, servicePack: 3 };
const SLOT: SimulatedSlot = {
  of: { csName: 'GATE-07', version: '5.1.2600', servicePack: 0, productType: 1, activationRequired: false },
  old: XP_RTM.key,
  newLastFive: '67899',
  newProductId: '-',
  oobeTimer: XP_RTM.oobeTimer,
  savedAt: '20261122161530.000000+000',
};
const SAVED: SimulatedState = { ...XP_RTM, slots: { [INTENT]: SLOT } };
export const DELETED: SimulatedState = { ...SAVED, oobeTimer: null };
const NEVER_HAD_ONE: SimulatedState = { ...XP_RTM, oobeTimer: null, slots: { [INTENT]: { ...SLOT, oobeTimer: null } } };
const NEW = `present 67899 ${NEW_KEY.productId ?? '-'}`;

export const SAVE: WriteCall = { kind: 'save-oobe-timer', intent: INTENT, new: { lastFive: '67899' } };
export const DELETE: WriteCall = { kind: 'delete-oobe-timer', intent: INTENT };
export const SET: WriteCall = { kind: 'set-product-key' };
const SETTLE: WriteCall = { kind: 'settle', intent: INTENT };
const RESTORE: WriteCall = { kind: 'restore-oobe-timer', intent: INTENT };
const DROP: WriteCall = { kind: 'drop-undo', intent: INTENT };

interface Path {
  readonly what: string;
  readonly before: SimulatedState;
  readonly calls: readonly WriteCall[];
  readonly said: readonly string[];
  readonly after: SimulatedState;
  readonly withoutKey?: boolean;
}

/** Each function of src/payload/vlk-host.vbs that writes, path by path. */
export const PATHS: readonly Path[] = [
  // SaveOobeTimer
  { what: 'fills an undo slot', before: XP_RTM, calls: [SAVE], said: ['done'], after: SAVED },
  {
    what: 'notes that there is no OOBETimer',
    before: { ...XP_RTM, oobeTimer: null },
    calls: [SAVE],
    said: ['done'],
    after: NEVER_HAD_ONE,
  },
  {
    what: 'fills no slot beside its own',
    before: SAVED,
    calls: [SAVE],
    said: ['refused slot-held 0 definite'],
    after: SAVED,
  },
  {
    what: 'fills no slot beside another',
    before: { ...XP_RTM, slots: { [OTHER_INTENT]: SLOT } },
    calls: [SAVE],
    said: ['refused slot-held 0 definite'],
    after: { ...XP_RTM, slots: { [OTHER_INTENT]: SLOT } },
  },
  {
    what: 'fills no slot without the key',
    before: XP_RTM,
    calls: [SAVE],
    said: ['refused key-missing 0 definite'],
    after: XP_RTM,
    withoutKey: true,
  },
  {
    what: 'fills no slot without the class',
    before: broken(XP_RTM, 'class-missing'),
    calls: [SAVE],
    said: ['refused class-missing 80041010 definite'],
    after: broken(XP_RTM, 'class-missing'),
  },
  // DeleteOobeTimer
  { what: 'deletes OOBETimer once it is saved', before: SAVED, calls: [DELETE], said: ['done'], after: DELETED },
  { what: 'does not mind that OOBETimer is gone', before: DELETED, calls: [DELETE], said: ['done'], after: DELETED },
  {
    what: 'deletes no OOBETimer that is not saved',
    before: XP_RTM,
    calls: [DELETE],
    said: ['refused slot-incomplete 0 definite'],
    after: XP_RTM,
  },
  {
    what: 'deletes no OOBETimer of a service pack',
    before: { ...SAVED, servicePack: 1 },
    calls: [DELETE],
    said: ['refused not-xp-rtm 0 definite'],
    after: { ...SAVED, servicePack: 1 },
  },
  {
    what: 'deletes no OOBETimer of a server',
    before: { ...SAVED, productType: 3 },
    calls: [DELETE],
    said: ['refused not-xp-rtm 0 definite'],
    after: { ...SAVED, productType: 3 },
  },
  {
    what: 'deletes no OOBETimer of another version',
    before: { ...SAVED, version: '5.2.3790' },
    calls: [DELETE],
    said: ['refused not-xp-rtm 0 definite'],
    after: { ...SAVED, version: '5.2.3790' },
  },
  // SetProductKey
  {
    what: 'sets the key of a service pack',
    before: XP_SP3,
    calls: [SET],
    said: ['done'],
    after: { ...XP_SP3, key: NEW },
  },
  {
    what: 'sets the key once OOBETimer is gone',
    before: DELETED,
    calls: [SET],
    said: ['done'],
    after: { ...DELETED, key: NEW },
  },
  {
    what: 'refuses the key while OOBETimer is there',
    before: SAVED,
    calls: [SET],
    said: ['refused com-error 80041001 definite'],
    after: SAVED,
  },
  {
    what: 'refuses to set no key',
    before: XP_SP3,
    calls: [SET],
    said: ['refused key-missing 0 definite'],
    after: XP_SP3,
    withoutKey: true,
  },
  {
    what: 'refuses the key without the class',
    before: broken(XP_SP3, 'class-missing'),
    calls: [SET],
    said: ['refused class-missing 80041010 definite'],
    after: broken(XP_SP3, 'class-missing'),
  },
  // Settle
  { what: 'settles nothing where there is no slot', before: XP_RTM, calls: [SETTLE], said: ['done'], after: XP_RTM },
  {
    what: 'settles no slot of another intent',
    before: { ...DELETED, slots: { [OTHER_INTENT]: SLOT } },
    calls: [SETTLE],
    said: ['done'],
    after: { ...DELETED, slots: { [OTHER_INTENT]: SLOT } },
  },
  {
    what: 'keeps the new key and drops the slot',
    before: { ...DELETED, key: NEW },
    calls: [SETTLE],
    said: ['done'],
    after: { ...DELETED, key: NEW, slots: {} },
  },
  {
    what: 'keeps the slot beside the new key where Windows now demands activation',
    before: { ...DELETED, key: NEW, activationRequired: true },
    calls: [SETTLE],
    said: ['done'],
    after: { ...DELETED, key: NEW, activationRequired: true },
  },
  {
    what: 'does not mind a demand for activation that was there before',
    before: {
      ...DELETED,
      key: NEW,
      activationRequired: true,
      slots: { [INTENT]: { ...SLOT, of: { ...SLOT.of, activationRequired: true } } },
    },
    calls: [SETTLE],
    said: ['done'],
    after: { ...DELETED, key: NEW, activationRequired: true, slots: {} },
  },
  {
    what: 'leaves the slot of a host that got a service pack meanwhile',
    before: { ...DELETED, servicePack: 1 },
    calls: [SETTLE],
    said: ['done'],
    after: { ...DELETED, servicePack: 1 },
  },
  {
    what: 'takes a product ID for the same when only its check digit differs',
    before: {
      ...DELETED,
      key: 'present 67899 062-2338230',
      slots: { [INTENT]: { ...SLOT, newProductId: '062-2338237' } },
    },
    calls: [SETTLE],
    said: ['done'],
    after: { ...DELETED, key: 'present 67899 062-2338230', slots: {} },
  },
  {
    what: 'does not take a key of another product ID for the new one',
    before: {
      ...DELETED,
      key: 'present 67899 640-0000007',
      slots: { [INTENT]: { ...SLOT, newProductId: '062-2338230' } },
    },
    calls: [SETTLE],
    said: ['done'],
    after: {
      ...DELETED,
      key: 'present 67899 640-0000007',
      slots: { [INTENT]: { ...SLOT, newProductId: '062-2338230' } },
    },
  },
  { what: 'restores OOBETimer of the old key', before: DELETED, calls: [SETTLE], said: ['done'], after: XP_RTM },
  {
    what: 'drops the slot of an old key that has its OOBETimer',
    before: SAVED,
    calls: [SETTLE],
    said: ['done'],
    after: XP_RTM,
  },
  {
    what: 'drops the slot of an old key that never had one',
    before: NEVER_HAD_ONE,
    calls: [SETTLE],
    said: ['done'],
    after: { ...XP_RTM, oobeTimer: null },
  },
  {
    what: 'touches no OOBETimer that came back with other bytes',
    before: { ...SAVED, oobeTimer: 'ffffffffffffffffffffffff' },
    calls: [SETTLE],
    said: ['done'],
    after: { ...SAVED, oobeTimer: 'ffffffffffffffffffffffff' },
  },
  {
    what: 'touches nothing of a third key',
    before: { ...DELETED, key: 'present KKKKK 640-0000356' },
    calls: [SETTLE],
    said: ['done'],
    after: { ...DELETED, key: 'present KKKKK 640-0000356' },
  },
  {
    what: 'touches nothing of a withheld key that it did not see refused',
    before: { ...DELETED, key: 'withheld - -' },
    calls: [SETTLE],
    said: ['done'],
    after: { ...DELETED, key: 'withheld - -' },
  },
  {
    what: 'restores OOBETimer after a refusal for certain',
    before: broken(DELETED, 'refuses-key'),
    calls: [SET, SETTLE],
    said: ['refused com-error 80041001 definite', 'done'],
    after: broken(XP_RTM, 'refuses-key'),
  },
  {
    what: 'restores OOBETimer of a withheld key after a refusal for certain',
    before: broken({ ...DELETED, key: 'withheld - -' }, 'refuses-key'),
    calls: [SET, SETTLE],
    said: ['refused com-error 80041001 definite', 'done'],
    after: broken({ ...XP_RTM, key: 'withheld - -' }, 'refuses-key'),
  },
  // RestoreOobeTimer, DropUndo
  { what: 'puts OOBETimer back', before: DELETED, calls: [RESTORE], said: ['done'], after: SAVED },
  {
    what: 'puts the saved bytes over others',
    before: { ...SAVED, oobeTimer: 'ff' },
    calls: [RESTORE],
    said: ['done'],
    after: SAVED,
  },
  {
    what: 'puts nothing back where there was nothing',
    before: NEVER_HAD_ONE,
    calls: [RESTORE],
    said: ['done'],
    after: NEVER_HAD_ONE,
  },
  {
    what: 'puts nothing back without a slot',
    before: { ...XP_RTM, oobeTimer: null },
    calls: [RESTORE],
    said: ['refused slot-incomplete 0 definite'],
    after: { ...XP_RTM, oobeTimer: null },
  },
  { what: 'drops a slot', before: SAVED, calls: [DROP], said: ['done'], after: XP_RTM },
  { what: 'does not mind a slot that is gone', before: XP_RTM, calls: [DROP], said: ['done'], after: XP_RTM },
  // RunWrites
  {
    what: 'skips what follows a refusal, but settles',
    before: XP_RTM,
    calls: [DELETE, SET, SETTLE, DROP],
    said: ['refused slot-incomplete 0 definite', 'skipped', 'done', 'skipped'],
    after: XP_RTM,
  },
  {
    what: 'runs the whole sequence before SP1',
    before: XP_RTM,
    calls: [SAVE, DELETE, SET, SETTLE],
    said: ['done', 'done', 'done', 'done'],
    after: { ...XP_RTM, oobeTimer: null, key: NEW },
  },
];

/** The same host with something wrong with it. */
export function broken(state: SimulatedState, fault: SimulatedFault): SimulatedState {
  return { ...state, fault };
}
