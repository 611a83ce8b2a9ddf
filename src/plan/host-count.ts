/** `1 host`, `20 hosts` */
export function hostCount(count: number): string {
  return `${count} ${count === 1 ? 'host' : 'hosts'}`;
}
