import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { err, ok, type Result } from '../model/result.ts';
import type { FoundReport } from '../receipts/found-report.ts';
import { MOST_BYTES, parseReceipt } from '../receipts/parse-receipt.ts';
import { MOST_EXPORT_BYTES, parseRegistryExport } from '../receipts/parse-registry-export.ts';
import type { ReceiptName } from '../receipts/receipt-name.ts';
import type { Rejection } from '../receipts/rejection.ts';
import { RENAMED } from '../receipts/remarks.ts';
import { type PlainFile, readPlainFile } from './plain-file.ts';

/** A file that may be a report, and what its place says of it. */
export interface ReportFile extends Pick<FoundReport, 'path' | 'folder' | 'receipts'> {
  /** Left out where somebody named just this file. */
  readonly name?: ReceiptName;
}

export async function readReceipt(file: ReportFile): Promise<Result<FoundReport, Rejection>> {
  const read = await readPlainFile(file.path, MOST_BYTES);
  return read.ok ? ofReceipt(file, read.value) : read;
}

function ofReceipt({ name, ...place }: ReportFile, { bytes, modifiedAt }: PlainFile): Result<FoundReport, Rejection> {
  const parsed = parseReceipt(bytes);
  if (!parsed.ok) return parsed;
  const { facts, observation } = parsed.value;
  if (name !== undefined && (name.counter !== facts.counter || name.installation !== facts.installation)) {
    return err(RENAMED);
  }
  return ok({
    ...place,
    computerName: observation.os.csName,
    observation,
    reported: { source: 'receipt', receipt: facts },
    seenAs: facts.installation,
    digest: digestOf(bytes),
    modifiedAt,
  });
}

/** Such a file holds a product key, and whoever gets an answer has to say so. */
export async function readExport(file: ReportFile): Promise<Result<FoundReport, Rejection>> {
  const read = await readPlainFile(file.path, MOST_EXPORT_BYTES);
  if (!read.ok) return read;
  const { bytes, modifiedAt } = read.value;
  const parsed = parseRegistryExport(bytes, basename(file.path));
  if (!parsed.ok) return parsed;
  const observation = parsed.value;
  return ok({
    ...file,
    computerName: observation.os.csName,
    observation,
    reported: { source: 'registry-export' },
    seenAs: 'registry-export',
    // Of what it says, not of its bytes: who has a hash of a key and all that stands around it could try keys out.
    digest: digestOf(JSON.stringify([observation, modifiedAt])),
    modifiedAt,
  });
}

function digestOf(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
