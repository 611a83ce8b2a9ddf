import type { DiagnosticCode } from '../model/diagnostic.ts';
import type { Explanation, WrittenExplanation } from './explanation.ts';
import { FILE_DIAGNOSTICS, type FileCode, YAML_DIAGNOSTICS } from './file-diagnostics.ts';
import { HOST_DIAGNOSTICS } from './host-diagnostics.ts';
import { KEY_DIAGNOSTICS } from './key-diagnostics.ts';
import { REACH_DIAGNOSTICS } from './reach-diagnostics.ts';
import { REFERENCE_DIAGNOSTICS } from './reference-diagnostics.ts';
import { ROTATION_DIAGNOSTICS } from './rotation-diagnostics.ts';
import { TIME_DIAGNOSTICS } from './time-diagnostics.ts';
import { VALUE_DIAGNOSTICS } from './value-diagnostics.ts';

/** Every diagnostic that a piece of YAML can show, with that piece; a code without one does not compile. */
export const WRITTEN_DIAGNOSTICS: Readonly<Record<Exclude<DiagnosticCode, FileCode>, WrittenExplanation>> = {
  ...YAML_DIAGNOSTICS,
  ...VALUE_DIAGNOSTICS,
  ...TIME_DIAGNOSTICS,
  ...HOST_DIAGNOSTICS,
  ...REFERENCE_DIAGNOSTICS,
  ...KEY_DIAGNOSTICS,
  ...ROTATION_DIAGNOSTICS,
  ...REACH_DIAGNOSTICS,
};

/** Every diagnostic of an inventory. */
export const DIAGNOSTICS: Readonly<Record<DiagnosticCode, Explanation | WrittenExplanation>> = {
  ...FILE_DIAGNOSTICS,
  ...WRITTEN_DIAGNOSTICS,
};
