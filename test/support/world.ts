import { type Fault, type FaultCode, TransportError } from '../../src/model/fault.ts';

/** The controller died. Whatever it still tries throws this again. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** What happens at a moment of a run. */
export type Fate =
  | 'go'
  /** Controller and host lose power: a payload stops where it is. */
  | 'all-die'
  /** The controller dies; a payload that runs goes on to its end. */
  | 'controller-dies'
  /** The controller dies while it writes a line of its journal. */
  | 'dies-writing'
  /** The host loses power and is back at once; the controller sees a lost connection. */
  | 'host-dies'
  /** The payload goes on to its end, and its answer is lost. */
  | 'connection-lost'
  | 'timed-out'
  /** The payload hangs with its lock held and the session times out; `finish()` lets it go on. */
  | 'hangs';

/** Where a moment is: between two calls of a session, within a payload on a host, or before a line of the journal. */
export type Place = 'session' | 'payload' | 'journal';

export interface Moment {
  readonly index: number;
  readonly place: Place;
  /** `hmi-001.a.example change`, `hmi-001.a.example before delete OOBETimer`, `journal`. */
  readonly label: string;
}

/** The order of everything that happens in a run, and the hand of fate in it. */
export class World {
  readonly moments: Moment[] = [];
  /** Called at every moment; may change hosts, abort the run, or decide on its fate. */
  decide: (moment: Moment) => Fate = () => 'go';
  isDead = false;

  /** Lets one thing happen at one moment. */
  failAt(index: number, fate: Fate): void {
    this.decide = (moment) => (moment.index === index ? fate : 'go');
  }

  /** After a crash: power is back and a new process begins. */
  revive(): void {
    this.isDead = false;
    this.decide = () => 'go';
    this.moments.length = 0;
  }

  /** What happens now. A dead controller does nothing any more. */
  at(place: Place, label: string): Fate {
    if (this.isDead) throw new Killed(label);
    const moment = { index: this.moments.length, place, label };
    this.moments.push(moment);
    const fate = this.decide(moment);
    if (fate === 'all-die' || fate === 'controller-dies' || fate === 'dies-writing') this.isDead = true;
    return fate;
  }

  /** A moment of a session: goes on, or throws what the caller of the session sees. */
  pass(label: string, isFinal = false): void {
    const fate = this.at('session', label);
    if (this.isDead) throw new Killed(label);
    if (fate !== 'go' && !isFinal)
      throw lost(fate === 'connection-lost' || fate === 'host-dies' ? 'connection-lost' : 'timed-out');
  }
}

export function lost(code: FaultCode): TransportError {
  return new TransportError(faultOf(code));
}

export function faultOf(code: FaultCode): Fault {
  return { code, message: `this is ${code}`, help: 'Look at the test.' };
}
