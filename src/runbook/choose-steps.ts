import { type HostSpec, isSelfReporting } from '../model/host.ts';
import { type OsFamily, osFamilyOf } from '../model/os-level.ts';
import type { StrategyName } from '../model/strategy.ts';
import type { StepId } from './phrases.ts';
import type { PhaseId } from './runbook.ts';

/** A phase of a host, and the steps it has there. */
export interface PhaseChoice {
  readonly id: PhaseId;
  readonly steps: readonly StepId[];
}

/** Which steps a host gets, in order. What a person says counts only where nobody can look. */
export function choosePhases(spec: HostSpec, strategy: StrategyName): readonly PhaseChoice[] {
  const report: PhaseChoice = {
    id: 'report',
    steps: ['hand-in', isSelfReporting(spec) ? 'report-with-vlkctl' : 'read-with-vlkctl'],
  };
  return [CHECK, ...(strategy === 'pre-sp1' ? BY_WIZARD : byScript(WAY_BACK[osFamilyOf(spec.os)])), report];
}

const CHECK: PhaseChoice = {
  id: 'check',
  steps: ['administrator', 'right-host', 'right-level', 'product-id-before', 'key-in-hand'],
};

/** Server 2003 has no System Restore. */
const WAY_BACK: Readonly<Record<OsFamily, StepId>> = {
  'windows-xp': 'restore-point',
  'windows-xp-x64': 'restore-point',
  'windows-server-2003': 'system-state',
};

/** KB 328874, method 1: the wizard offers another key once OOBETimer was changed. */
const BY_WIZARD: readonly PhaseChoice[] = [
  { id: 'way-back', steps: ['restore-point', 'open-registry-key', 'export-registry-key'] },
  { id: 'ask', steps: ['change-digit'] },
  { id: 'change', steps: ['start-wizard', 'telephone', 'change-key-button', 'type-key', 'later-and-restart'] },
  { id: 'verify', steps: ['is-activated', 'product-id-after'] },
  { id: 'service-pack', steps: ['install-service-pack', 'tidy-up'] },
  { id: 'rescue', steps: ['press-f8', 'last-known-good', 'go-on-after-rescue', 'put-oobe-timer-back'] },
];

/**
 * KB 328874, method 2: with a service pack SetProductKey takes another key as it is, and OOBETimer is never touched. The
 * wizard says there that Windows is activated, and ends.
 */
function byScript(save: StepId): readonly PhaseChoice[] {
  return [
    { id: 'way-back', steps: [save] },
    { id: 'change', steps: ['bring-script', 'run-script', 'wizard-instead', 'restart'] },
    { id: 'verify', steps: ['is-activated', 'product-id-after', 'tidy-up'] },
    { id: 'rescue', steps: ['press-f8', 'last-known-good', 'go-on-after-rescue', 'go-back-to-restore-point'] },
  ];
}
