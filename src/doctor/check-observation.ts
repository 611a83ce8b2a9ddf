import { type Check, failed, passed } from '../model/check.ts';
import type { Fault } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import { classMissing, osLevelMismatch, otherHost } from '../plan/find-block.ts';
import { editionMismatch, languageMismatch } from '../plan/find-media-block.ts';
import { checkClock } from './check-clock.ts';

/** What the host says of itself, against what is declared and what a change would need. */
export function checkObservation(host: HostSpec, now: Observation): readonly Check[] {
  return [
    checkComputerName(host, now),
    checkOsLevel(host, now),
    checkClass(host, now),
    checkRights(now),
    ...(now.hostTime === undefined ? [] : [checkClock(now.hostTime, now.observedAt)]),
  ];
}

function checkComputerName(host: HostSpec, now: Observation): Check {
  const block = otherHost(host, now);
  return block === undefined ? passed('computer-name', now.os.csName) : failed('computer-name', block);
}

function checkOsLevel(host: HostSpec, now: Observation): Check {
  const block = osLevelMismatch(host, now) ?? editionMismatch(host, now) ?? languageMismatch(host, now);
  return block === undefined ? passed('os-level', host.os) : failed('os-level', block);
}

function checkClass(host: HostSpec, now: Observation): Check {
  const { activation } = now;
  if (activation.state === 'unknown') return failed('activation-class', activation.fault);
  const block = classMissing(host, now);
  if (block !== undefined) return failed('activation-class', block);
  if (activation.state === 'absent' || !activation.value.required)
    return passed('activation-class', 'Win32_WindowsProductActivation is there, no activation pending');
  const { graceDays } = activation.value;
  const left = graceDays === undefined ? '' : `, ${graceDays} days left`;
  return passed('activation-class', `Win32_WindowsProductActivation is there; activation is pending${left}`);
}

/** What only an administrator may read; whether the account may write is found out by writing, which nobody does here. */
function checkRights({ key, activation, oobeTimer }: Observation): Check {
  const faults = [key, activation, oobeTimer].flatMap((part): readonly Fault[] =>
    part.state === 'unknown' ? [part.fault] : [],
  );
  const worst = faults.find(({ code }) => code === 'access-denied') ?? faults[0];
  if (worst === undefined) return passed('rights', 'key, activation and OOBETimer can be read; writing was not tried');
  return failed('rights', { ...worst, message: [...new Set(faults.map(({ message }) => message))].join('; ') });
}
