import { localRig } from '../support/fake-rigs.ts';
import { describeTransport } from './transport.contract.ts';

describeTransport('local', localRig);
