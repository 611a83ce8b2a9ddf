/** What tests look at in a JSON Schema. */
export interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Every schema inside a schema, itself included, with its JSON pointer; items that only refer are their target's business. */
export function* piecesOf(path: string, piece: Schema): Generator<{ path: string; piece: Schema }> {
  yield { path, piece };
  for (const [name, each] of Object.entries(piece.properties ?? {}))
    yield* piecesOf(`${path}/properties/${name}`, each);
  for (const [name, each] of Object.entries(piece.$defs ?? {})) yield* piecesOf(`${path}/$defs/${name}`, each);
  if (piece.items?.properties !== undefined) yield* piecesOf(`${path}/items`, piece.items);
}

/** What a piece refers to within its schema. */
export function referred({ $defs }: Schema, { $ref }: Schema): Schema | undefined {
  return $defs?.[$ref?.replace('#/$defs/', '') ?? ''];
}
