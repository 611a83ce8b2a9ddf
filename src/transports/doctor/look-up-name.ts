import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Check, failed, passed, type Trouble } from '../../model/check.ts';

/** A name service that says nothing for longer is none. */
const LIMIT_MS = 10_000;
/** A host with more addresses than this is told by the first ones. */
const MOST_SHOWN = 4;

/** The link `name`: which addresses this controller knows for it. */
export async function lookUpName(name: string, signal: AbortSignal): Promise<Check> {
  if (isIP(name) !== 0) return passed('name', 'an address, which needs no name service');
  try {
    // The system's own resolver, as every connection uses it: hosts file, search list and all.
    const found = await Promise.race([lookup(name, { all: true, verbatim: true }), tooLate(signal)]);
    const addresses = [...new Set(found.map(({ address }) => address))];
    const more = addresses.length > MOST_SHOWN ? ', ...' : '';
    return passed('name', `${addresses.slice(0, MOST_SHOWN).join(', ')}${more}`);
  } catch (error) {
    return failed('name', explain(error instanceof Error && 'code' in error ? String(error.code) : '', name));
  }
}

function tooLate(signal: AbortSignal): Promise<never> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  return new Promise((_resolve, reject) => {
    if (ending.aborted) reject(new Error('too late'));
    else ending.addEventListener('abort', () => reject(new Error('too late')), { once: true });
  });
}

function explain(code: string, name: string): Trouble {
  const isUnknown = code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EAI_NONAME';
  return {
    code: 'name-not-resolved',
    message: isUnknown ? 'no address is known for it' : `the name service does not answer${code && ` (${code})`}`,
    help: isUnknown
      ? `Check the spelling and \`nslookup ${name}\`; or declare the host by its address, with \`computerName\`.`
      : 'Check the name service of this controller, then run again.',
  };
}
