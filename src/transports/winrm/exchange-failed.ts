/** Why there is no reply. `wasSent`: the service may have got the request and carried it out. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';
  /**
   * A code of Node, such as ECONNREFUSED, or what Node has none for: OTHER-SOCKET, NOT-KEPT, CLOSED, OTHER-CERTIFICATE,
   * CONNECT-TIMED-OUT, SILENT, NOT-HTTP, TOO-LARGE, TIMED-OUT, ABORTED.
   */
  readonly code: string;
  readonly wasSent: boolean;
  /** What the service showed, where that explains it: the fingerprint of a certificate, what is wrong with a reply. */
  readonly shown?: string;

  constructor(code: string, wasSent: boolean, shown?: string) {
    super(`no reply (${code})`);
    this.code = code;
    this.wasSent = wasSent;
    if (shown !== undefined) this.shown = shown;
  }
}
