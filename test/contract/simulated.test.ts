import { simulatedRig } from '../support/fake-rigs.ts';
import { describeTransport } from './transport.contract.ts';

describeTransport('simulated', simulatedRig);
