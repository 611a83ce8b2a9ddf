import { createHash } from 'node:crypto';

/** The signature algorithms whose own digest is used in place of SHA-256, by their DER object identifiers. */
const STRONGER: readonly { readonly digest: 'sha384' | 'sha512'; readonly oid: Buffer }[] = [
  { digest: 'sha384', oid: Buffer.from('2a864886f70d01010c', 'hex') },
  { digest: 'sha512', oid: Buffer.from('2a864886f70d01010d', 'hex') },
  { digest: 'sha384', oid: Buffer.from('2a8648ce3d040303', 'hex') },
  { digest: 'sha512', oid: Buffer.from('2a8648ce3d040304', 'hex') },
];

/**
 * What ties an authentication to the TLS connection it runs over: `tls-server-end-point` (RFC 5929 4.1) of the
 * server's certificate in DER, in a gss_channel_bindings_struct, as the MD5 that NTLM sends (MS-NLMP 2.2.2.1).
 */
export function hashChannelBindings(certificate: Buffer): Buffer {
  const digest = STRONGER.find(({ oid }) => certificate.includes(oid))?.digest ?? 'sha256';
  const hash = createHash(digest).update(certificate).digest();
  const application = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), hash]);
  // Four empty fields for the addresses of both sides, then the length of the application data.
  const head = Buffer.alloc(20);
  head.writeUInt32LE(application.length, 16);
  return createHash('md5').update(head).update(application).digest();
}
