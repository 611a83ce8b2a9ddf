import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate and its key, as files and as text in PEM. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
  /** SHA-256, `AB:CD:…`. */
  readonly fingerprint: string;
}

export interface CertificateOptions {
  /** Who signs it; without one it signs itself. */
  readonly signer?: Certificate;
  /** Subject alternative name, such as `IP:127.0.0.1`. */
  readonly san?: string;
  /** Counted from now; below zero it is over already. */
  readonly days?: number;
}

/** Makes a certificate with openssl(1). */
export async function makeCertificate(
  folder: string,
  name: string,
  { signer, san, days = 2 }: CertificateOptions = {},
): Promise<Certificate> {
  const certFile = join(folder, `${name}.pem`);
  const keyFile = join(folder, `${name}.key`);
  const request = join(folder, `${name}.csr`);
  const extensions = join(folder, `${name}.ext`);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile];
  await openssl(['req', '-new', ...newKey, '-subj', `/CN=${name}`, '-out', request]);
  await writeFile(extensions, san === undefined ? 'basicConstraints=critical,CA:TRUE\n' : `subjectAltName=${san}\n`);
  const signing =
    signer === undefined
      ? ['-signkey', keyFile]
      : ['-CA', signer.certFile, '-CAkey', signer.keyFile, '-CAcreateserial'];
  const files = ['-in', request, '-out', certFile, '-extfile', extensions];
  await openssl(['x509', '-req', ...files, '-days', String(days), ...signing]);
  const cert = await readFile(certFile, 'utf8');
  const key = await readFile(keyFile, 'utf8');
  return { certFile, keyFile, cert, key, fingerprint: new X509Certificate(cert).fingerprint256 };
}

async function openssl(args: readonly string[]): Promise<void> {
  await promisify(execFile)('openssl', args);
}
