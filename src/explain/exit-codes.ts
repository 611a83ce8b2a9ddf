import type { Explanation } from './explanation.ts';

/** What a script is told; the worst wins, in the order 4, 1, 130, 3, 5, 2, 0. */
export const EXIT_CODES: Readonly<Record<'0' | '1' | '2' | '3' | '4' | '5' | '64' | '130', Explanation>> = {
  '0': {
    title: 'all in order',
    meaning:
      'Every selected host is in order or waived, or changed and read back. Hosts may be held, and as many unknown as `rollout.maxUnknown` allows.',
    why: '`plan` answers 0 also when there is something to do, unless --detailed-exitcode is given.',
    todo: ['Nothing.'],
  },
  '1': {
    title: 'could not run',
    meaning: 'The inventory, a secret or the state folder is not fit for it, or the question was answered with no.',
    why: 'Nothing was written on any host.',
    todo: ['Mend what the message says, and run again.'],
    run: ['vlkctl validate'],
  },
  '2': {
    title: 'drift',
    meaning:
      'A host carries another key than declared, has another OS level, or an unfinished change. In `keys lint`: a product key stands in clear.',
    why: 'In `plan` only with --detailed-exitcode. A hook or a pipeline that runs `keys lint` stops at every code but 0.',
    todo: ['See what would be done, then apply it.', 'After `keys lint`: do what its last lines say.'],
    run: ['vlkctl plan', 'vlkctl apply'],
  },
  '3': {
    title: 'refused as too dangerous',
    meaning: 'A limit of the inventory refuses the plan as a whole. The message gives the code.',
    why: 'Nothing was written on any host.',
    todo: ['Look up the code.', 'Read the plan before widening a limit.'],
    run: ['vlkctl explain CODE', 'vlkctl plan'],
  },
  '4': {
    title: 'a write failed',
    meaning:
      'A change was undone or is unsettled, activation was lost, or the run broke after its first write or could not deliver its report.',
    why: 'Something was written. This is the code that wins over all others.',
    todo: [
      'Read the report from the top; without one, run drift.',
      'Run recover: it looks first, then puts back or finishes.',
    ],
    run: ['vlkctl recover', 'vlkctl drift'],
  },
  '5': {
    title: 'blocked, stale or unknown hosts',
    meaning: 'Some hosts could not be read, may not be touched, or are no longer as planned.',
    why: 'They are not known to be in order, so the answer is not 0. As many unknown hosts as `rollout.maxUnknown` allows do not count.',
    todo: ['Look up the code beside each host.'],
    run: ['vlkctl explain CODE', 'vlkctl why HOST'],
  },
  '64': {
    title: 'the command line cannot be understood',
    meaning: 'A command, flag or value is mistyped or missing.',
    why: 'Nothing was done.',
    todo: ['Follow the line after the message.'],
    run: ['vlkctl --help'],
  },
  '130': {
    title: 'interrupted',
    meaning: 'Ctrl-C ended the run. What had begun on a host was finished first; the others are held.',
    why: 'Ending a change in the middle would leave a host deactivated.',
    todo: ['Run again; nothing is done twice.'],
    run: ['vlkctl recover', 'vlkctl drift'],
  },
};
