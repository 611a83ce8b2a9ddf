/** How a product key stands in a file: typed, or within the registry value DigitalProductId of an export. */
export type KeyForm = 'written' | 'registry';

/** A product key in clear, and where; never the key. */
export interface FoundKey {
  /** From 1; columns count characters. */
  readonly line: number;
  readonly column: number;
  readonly form: KeyForm;
  readonly lastFive: string;
  /** Tells it apart from other keys; for memory only. */
  readonly digest: string;
  /** `placeholder` and `published` are no secrets: made up to be seen, or a KMS client setup key of Microsoft. */
  readonly kind: 'key' | 'placeholder' | 'published';
}
