import { describe, expect, it } from 'vitest';
import { progress } from '../../../src/cli/progress.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { CLOSED, DENIED, host, OLD, observation } from '../../support/builders.ts';
import { type FakeIo, fakeIo, fakeScreen } from '../../support/fake-io.ts';

const spec = host();
const stepless = { host: spec.name, settled: [] } as const;

function started(hosts: number, command: 'drift' | 'recover' = 'drift'): RunEvent {
  return { type: 'run-started', command, simulated: false, hosts };
}

const READ: RunEvent = {
  type: 'host-observed',
  host: spec.name,
  drift: { spec, status: 'drifted', cause: 'drift', actual: OLD, observation: observation() },
};
const UNKNOWN: RunEvent = { ...READ, drift: { spec, status: 'unknown', fault: DENIED } };

function waitingLine(left: string): string {
  return `150 hosts wait for window saturday, 2026-11-28 22:00 Europe/Copenhagen, about ${left} left; Ctrl-C ends this`;
}

function terminal(): FakeIo {
  return fakeIo({ errScreen: fakeScreen({ isLive: true }) });
}

describe('progress on a terminal', () => {
  it('says how far, how fast, what was unknown and how long still', () => {
    const io = terminal();
    const emit = progress(io);
    emit(started(3000));
    for (let read = 1; read < 1240; read += 1) {
      io.pass(5);
      emit(read % 400 === 0 ? UNKNOWN : READ);
    }
    io.pass(100);
    emit(READ);
    expect(io.drawn.at(-1)).toBe('reading 1,240 of 3,000 hosts, 197/s, 3 unknown, about 9 s left');
    expect(io.written).toEqual({ out: '', err: '' });
  });

  it('says what is waited for, how long still, and how to end it', () => {
    const io = terminal();
    const emit = progress(io);
    const waiting: RunEvent = { type: 'waiting', hosts: 150, window: CLOSED, until: '2026-11-28T21:00:00.000Z' };
    emit(waiting);
    io.pass(5 * 24 * 3_600_000);
    emit(waiting);
    io.pass(32 * 3_600_000);
    emit(waiting);
    expect(io.drawn).toEqual([waitingLine('6 days'), waitingLine('33 h'), waitingLine('60 min')]);
  });

  it('says it once to a log', () => {
    const io = fakeIo();
    const emit = progress(io);
    const waiting: RunEvent = { type: 'waiting', hosts: 1, window: CLOSED, until: '2026-11-28T21:00:00.000Z' };
    emit(waiting);
    io.pass(3_600_000);
    emit(waiting);
    expect(io.written.err.split('\n')).toHaveLength(2);
    expect(io.written.err).toMatch(/^1 host waits for window saturday, /);
  });

  it('draws at most ten lines a second, however fast hosts answer', () => {
    const io = terminal();
    const emit = progress(io);
    emit(started(10_000));
    for (let read = 0; read < 1000; read += 1) {
      io.pass(1);
      emit(READ);
    }
    expect(io.drawn.length).toBe(10);
  });

  it('says nothing of speed before there is one, and counts slow hosts by the minute', () => {
    const io = terminal();
    const emit = progress(io);
    emit(started(30));
    io.pass(500);
    emit(READ);
    expect(io.drawn.at(-1)).toBe('reading 1 of 30 hosts');
    io.pass(29_500);
    emit(READ);
    expect(io.drawn.at(-1)).toBe('reading 2 of 30 hosts, 4/min, about 7 min left');
  });

  it('counts only hosts that are changed once apply changes them', () => {
    const io = terminal();
    const emit = progress(io);
    emit(started(20));
    io.pass(5000);
    emit({ type: 'changes-started', hosts: ['a', 'b', 'c'] });
    io.pass(1000);
    emit({ type: 'host-finished', host: 'z', outcome: { ...stepless, status: 'in-order' } });
    emit({ type: 'host-finished', host: 'a', outcome: { ...stepless, status: 'in-order' } });
    expect(io.drawn).toEqual(['changing 1 of 3 hosts']);
    io.pass(200);
    emit({ type: 'host-finished', host: 'b', outcome: { ...stepless, status: 'unsettled', why: '', help: '' } });
    expect(io.drawn.at(-1)).toBe('changing 2 of 3 hosts, 1 unsettled');
  });

  it('counts all hosts of recover', () => {
    const io = terminal();
    const emit = progress(io);
    emit(started(2, 'recover'));
    io.pass(200);
    emit({ type: 'host-finished', host: 'a', outcome: { ...stepless, status: 'settled' } });
    expect(io.drawn).toEqual(['settling 1 of 2 hosts']);
  });
});

describe('progress in a log', () => {
  it('says nothing of a short run', () => {
    const io = fakeIo();
    const emit = progress(io);
    emit(started(3));
    io.pass(29_000);
    for (const event of [READ, READ, READ]) emit(event);
    expect(io.written.err).toBe('');
    expect(io.drawn).toEqual([]);
  });

  it('says every 30 seconds that a long run is alive', () => {
    const io = fakeIo();
    const emit = progress(io);
    emit(started(100));
    for (let read = 0; read < 70; read += 1) {
      io.pass(1000);
      emit(READ);
    }
    expect(io.written.err).toBe(
      'reading 30 of 100 hosts, 1/s, about 70 s left\nreading 60 of 100 hosts, 1/s, about 40 s left\n',
    );
  });

  it('says at once why no further host is begun', () => {
    const io = fakeIo();
    progress(io)({ type: 'run-stopped', host: 'gate-07.b.example', why: 'undone' });
    expect(io.written.err).toBe('gate-07.b.example is undone: no further host is begun\n');
  });
});
