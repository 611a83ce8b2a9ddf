import { pickNumber, type Random } from '../../src/lab/seeded-random.ts';

/** Breaks bytes in one to four places; `pieces` are what means something to whoever reads them. */
export function mutateBytes(bytes: Buffer, random: Random, pieces: readonly (string | Buffer)[]): Buffer {
  let mutated: Buffer = Buffer.from(bytes);
  const changes = 1 + pickNumber(random, 4);
  for (let change = 0; change < changes; change += 1) mutated = mutateOnce(mutated, random, pieces);
  return mutated;
}

function mutateOnce(bytes: Buffer, random: Random, pieces: readonly (string | Buffer)[]): Buffer {
  const at = pickNumber(random, bytes.length + 1);
  const length = pickNumber(random, 24);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const piece = Buffer.from(pieces[pickNumber(random, pieces.length)] ?? '');
  const other = pickNumber(random, bytes.length + 1);
  const ways: readonly (() => readonly Buffer[])[] = [
    () => [before, piece, after],
    () => [before, piece, after.subarray(piece.length)],
    () => [before, after.subarray(length)],
    () => [before, bytes.subarray(other, other + length), after],
    () => [before, flipped(after, random)],
    () => [before, flipped(after, random)],
    () => [before, Buffer.from([pickNumber(random, 256)]), after.subarray(1)],
    () => [before],
    () => [bytes, bytes.subarray(other)],
  ];
  return Buffer.concat((ways[pickNumber(random, ways.length)] ?? (() => [bytes]))());
}

/** One bit of the first byte is another. */
function flipped(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed.writeUInt8(changed.readUInt8(0) ^ (1 << pickNumber(random, 8)), 0);
  return changed;
}
