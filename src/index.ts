/** The library behind the command line. */

export type { ApplyRun, DriftRun, PlanRun, RecoverRun } from './engine/run.ts';
export { apply, drift, plan, recover } from './engine/run.ts';
export type { RunContext } from './engine/run-context.ts';
export { loadInventory } from './inventory/load.ts';
export { selectHosts } from './inventory/select.ts';
export { readKeyEvidence } from './keys/digital-product-id.ts';
export { compareKey, identityOf } from './keys/evidence.ts';
export { decodeProductKey, encodeProductKey, parseProductKey } from './keys/product-key.ts';
export type { Diagnostic, SourceRange } from './model/diagnostic.ts';
export type { HostDrift } from './model/drift.ts';
export type { RunEvent } from './model/event.ts';
export type { Fault } from './model/fault.ts';
export type { HostSpec, KeySpec } from './model/host.ts';
export type { Inventory } from './model/inventory.ts';
export type { KeyEvidence, KeyIdentity, KeyMatch } from './model/key.ts';
export type { Observation } from './model/observation.ts';
export type { HostOutcome } from './model/outcome.ts';
export type { Plan } from './model/plan.ts';
export { ProductKey } from './model/product-key.ts';
export type { Report } from './model/report.ts';
export { RunRefused } from './model/run-refused.ts';
export { mask } from './model/secret.ts';
export type { RunOptions, Surroundings } from './runtime.ts';
export { makeRunContext } from './runtime.ts';
