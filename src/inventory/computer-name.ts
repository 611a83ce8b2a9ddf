/** The NetBIOS name a host of that name should report: upper case, first part, 15 characters. */
export function computerNameOf(name: string): string {
  const dot = name.indexOf('.');
  return name.slice(0, dot === -1 ? 15 : Math.min(dot, 15)).toUpperCase();
}
