import { checkClock } from '../doctor/check-clock.ts';
import { checkGuestLogons } from '../doctor/check-guest-logons.ts';
import { checkObservation } from '../doctor/check-observation.ts';
import { checkReport } from '../doctor/check-report.ts';
import { completeChecks, isBroken } from '../doctor/links.ts';
import { heldLinks, placeTrouble } from '../doctor/place-trouble.ts';
import { propose } from '../doctor/propose.ts';
import type { Check, CheckName, Diagnosis, Probe, ProbeHost, Trouble } from '../model/check.ts';
import type { HostSpec } from '../model/host.ts';
import type { Observation } from '../model/observation.ts';
import type { Result } from '../model/result.ts';
import type { RunContext } from './run-context.ts';
import { catchFault, observeOver, openRead } from './sessions.ts';

/** What a diagnosis needs besides a run. */
export interface Doctor {
  readonly context: RunContext;
  readonly probe: ProbeHost;
  /** Hears what is being looked at. */
  readonly tell: (what: CheckName) => void;
  /** Whether this controller can reach hosts over DCOM. */
  readonly canWmi: boolean;
}

/**
 * Follows the way to one host link by link, then reads the host as every run does, and says which link is the first
 * broken one. Writes nothing on the host that reading it does not.
 */
export async function diagnose(host: HostSpec, doctor: Doctor): Promise<Diagnosis> {
  const { context, probe, tell, canWmi } = doctor;
  const probed = await probe(host, { signal: context.signal, tell });
  const isOpen = !isBroken(probed.checks) && probed.trouble === undefined && !context.signal.aborted;
  const read = isOpen ? await readHost(host, doctor) : undefined;
  const observation = read?.ok === true ? read.value : undefined;
  const trouble = read?.ok === false ? read.error : probed.trouble;
  const interrupted = context.signal.aborted;
  const found = { probed, observation, trouble: interrupted ? undefined : trouble };
  const decided = decide(host, found, context.clock.now());
  return {
    checks: completeChecks(host, decided, interrupted ? 'interrupted' : 'not tried'),
    ports: probed.ports,
    proposals: propose({
      host,
      hosts: context.inventory.hosts,
      ports: probed.ports,
      ...(observation !== undefined && { observation }),
      canWmi,
    }),
    interrupted,
  };
}

function readHost(host: HostSpec, { context, tell }: Doctor): Promise<Result<Observation, Trouble>> {
  return catchFault(async () => {
    tell('logon');
    await using session = await openRead(host, context);
    tell('answer');
    return await observeOver(session, context);
  });
}

/** What was learnt of a host. */
interface Found {
  readonly probed: Probe;
  readonly observation: Observation | undefined;
  readonly trouble: Trouble | undefined;
}

function judge(host: HostSpec, observation: Observation, here: string): readonly Check[] {
  return observation.reported === undefined
    ? checkObservation(host, observation)
    : checkReport(host, observation, here);
}

function decide(
  host: HostSpec,
  { probed: { checks, clock }, observation, trouble }: Found,
  here: string,
): readonly Check[] {
  const early = clock === undefined ? [] : [checkClock(clock.host, clock.here)];
  const links = [...checks, ...early];
  const known =
    observation !== undefined
      ? [...links, ...heldLinks(host, links), ...judge(host, observation, here)]
      : [...links, ...(trouble === undefined ? [] : placeTrouble(host, links, trouble))];
  return [...known, ...checkGuestLogons(host, known)];
}
