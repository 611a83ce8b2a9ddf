/**
 * How often something is done, or from which seed, where a variable of the environment may say another number by hand. What
 * is no whole number above zero is refused: a test that does nothing at all would pass.
 */
export function numberFrom(variable: string, otherwise: number): number {
  const text = process.env[variable];
  if (text === undefined || text === '') return otherwise;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${variable} is "${text}", and must be a number such as ${otherwise}`);
  return Number(text);
}
