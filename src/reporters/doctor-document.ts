import type { Check, Diagnosis, Proposal, SeenPort } from '../model/check.ts';
import type { HostSpec } from '../model/host.ts';
import { describeAccess } from './describe-access.ts';

/** What a doctor found of one host, and what to type next. JSON-safe, no secret. */
export interface DoctorDocument {
  readonly formatVersion: 1;
  readonly simulated: boolean;
  readonly generatedAt: string;
  readonly host: Pick<HostSpec, 'name' | 'computerName' | 'os' | 'at'>;
  readonly access: { readonly label: string; readonly kind: string; readonly reach: string };
  /** `failed` when at least one check did, or none could be made. */
  readonly status: 'passed' | 'failed';
  readonly interrupted: boolean;
  readonly checks: readonly Check[];
  /** Well-known ports, looked at only where the declared way is closed. */
  readonly ports: readonly SeenPort[];
  readonly proposals: readonly Proposal[];
  /** Commands, the first one first. */
  readonly next: readonly NextCommand[];
}

/** What a doctor found of this machine alone. */
export type ControllerDocument = Pick<
  DoctorDocument,
  'formatVersion' | 'simulated' | 'generatedAt' | 'status' | 'checks' | 'next'
>;

interface NextCommand {
  readonly run: string;
  readonly why: string;
}

/** What the document is made of besides the diagnosis. */
export interface DoctorFacts {
  readonly host: HostSpec;
  readonly simulated: boolean;
  readonly generatedAt: string;
  /** What the next commands have to be told again: the inventory, and this host selected or named. */
  readonly again: { readonly selected: string; readonly named: string };
}

/** Puts a diagnosis beside what was declared. */
export function doctorDocument(diagnosis: Diagnosis, facts: DoctorFacts): DoctorDocument {
  const { checks, ports, proposals, interrupted } = diagnosis;
  const { host, simulated, generatedAt } = facts;
  const { name, computerName, os, at, access } = host;
  const isWell = !interrupted && checks.every(({ status }) => status === 'passed' || status === 'not-checked');
  return {
    formatVersion: 1,
    simulated,
    generatedAt,
    host: { name, computerName, os, at },
    access: { label: access.label, kind: access.kind, reach: describeAccess(access) },
    status: isWell ? 'passed' : 'failed',
    interrupted,
    checks,
    ports,
    proposals,
    next: nextCommands(diagnosis, facts.again, isWell),
  };
}

function nextCommands(
  { checks, proposals }: Diagnosis,
  { selected, named }: DoctorFacts['again'],
  isWell: boolean,
): readonly NextCommand[] {
  if (isWell) return [{ run: `vlkctl drift ${selected}`, why: 'compares what it carries with what is declared' }];
  const adopted = proposals.flatMap(({ adopt }) =>
    adopt === undefined
      ? []
      : [{ run: `vlkctl ${adopt} ${selected}`, why: 'writes it into the inventory, after a question' }],
  );
  const code = checks.find(({ status }) => status === 'failed')?.code;
  const explained = code === undefined ? [] : [{ run: `vlkctl explain ${code}`, why: 'what it means, in more words' }];
  return [...adopted, ...explained, { run: `vlkctl doctor ${named}`, why: 'once something was mended' }];
}

/** Puts what was found of this machine beside what to type next; `again` is the inventory. */
export function controllerDocument(
  checks: readonly Check[],
  { simulated, generatedAt, again }: Pick<DoctorFacts, 'simulated' | 'generatedAt'> & { readonly again: string },
): ControllerDocument {
  const broken = checks.find(({ status }) => status === 'failed');
  const next =
    broken?.code === undefined
      ? { run: `vlkctl drift ${again}`.trimEnd(), why: 'reads every host' }
      : { run: `vlkctl explain ${broken.code}`, why: 'what it means, in more words' };
  const status = broken === undefined ? 'passed' : 'failed';
  return { formatVersion: 1, simulated, generatedAt, status, checks, next: [next] };
}
