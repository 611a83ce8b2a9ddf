import { randomBytes, randomUUID } from 'node:crypto';
import type { TransportSettings } from '../../src/transports/transport-settings.ts';
import { NOW } from './fake-spec.ts';

/** What winrm needs of its surroundings; it starts no program and keeps no file. */
export function winrmSettings(password: string, changed: Partial<TransportSettings> = {}): TransportSettings {
  return {
    childEnvironment: {},
    payload: '',
    scriptHost: '',
    temporaryFolder: '',
    canShareConnections: false,
    now: () => NOW,
    runName: 'r1',
    stateFolder: '',
    timeoutMs: 60_000,
    readPassword: () => Promise.resolve(password),
    readReported: () => Promise.resolve(new Map()),
    drawBytes: randomBytes,
    newUuid: randomUUID,
    simulationFolder: '',
    ...changed,
  };
}
