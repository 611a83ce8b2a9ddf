/** What the name of a receipt says of it. */
export interface ReceiptName {
  readonly counter: number;
  readonly installation: string;
}

const RECEIPT_NAME = /^receipt-(?<counter>\d{8})-(?<installation>[a-z0-9]{8,16})\.txt$/;
const UNFINISHED = /^receipt-.*\.tmp$/i;
const INSTALLATION = /^[a-z0-9]{8,16}$/;
/** What Windows allows in a NetBIOS name, and no more: neither a path nor an escape sequence. */
const COMPUTER_NAME = /^[A-Z0-9!@#$%^&'(){}_~-]{1,15}$/i;

/** `receipt-00000012-3k9x2m7q.txt`, in whatever case a file system keeps it; undefined for any other name. */
export function parseReceiptName(file: string): ReceiptName | undefined {
  const { counter, installation } = RECEIPT_NAME.exec(file.toLowerCase())?.groups ?? {};
  return counter === undefined || installation === undefined ? undefined : { counter: Number(counter), installation };
}

/** Whether a receipt is still being written under this name, or was left when a host died. */
export function isUnfinished(file: string): boolean {
  return UNFINISHED.test(file);
}

export function isInstallation(text: string): boolean {
  return INSTALLATION.test(text);
}

export function isComputerName(text: string): boolean {
  return COMPUTER_NAME.test(text);
}
