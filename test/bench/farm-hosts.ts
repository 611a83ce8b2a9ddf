/** The account of every host of the farm. */
export const FARM_ACCOUNT = { user: 'PLANT\\svc-vlk', password: 'correct horse' } as const;

/** Hosts of one number of the third byte. */
const PER_NET = 250;

/** Host 1 is 127.1.0.1, host 250 is 127.1.0.250, host 251 is 127.1.1.1. */
export function addressOf(host: number): string {
  return `127.1.${Math.floor((host - 1) / PER_NET)}.${((host - 1) % PER_NET) + 1}`;
}

/** The number that an address belongs to. */
export function hostNumberOf(address: string): number {
  const [, , net = '0', last = '0'] = address.split('.');
  return Number(net) * PER_NET + Number(last);
}
