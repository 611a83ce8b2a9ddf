import type { ScheduleKind, ScheduleRequest } from './schedule.ts';
import type { Need, SecretNeeds } from './secret-needs.ts';

/** `vlkctl drift of 181 hosts` */
export function titleOf({ run, hosts, on }: ScheduleRequest, what: string = run): string {
  return `vlkctl ${what} of ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}${on === undefined ? '' : ` (${on})`}`;
}

/** The first line of every file. */
export function originOf(kind: ScheduleKind, request: ScheduleRequest, what?: string): string {
  return `${titleOf(request, what)}, written by \`vlkctl schedule ${kind}\`.`;
}

/** What has to be readable and runnable beside vlkctl itself, one a line. */
export function needLines({ files, programs }: SecretNeeds, root?: string): readonly string[] {
  const shown = files.map(({ name, what }) => ({ name: below(name, root), what }));
  return [...rows('Reads', shown), ...rows('Runs', programs)];
}

/** Names with what they are for, in two columns. */
export function columns(needs: readonly Need[]): readonly string[] {
  const width = Math.max(0, ...needs.map(({ name }) => name.length));
  return needs.map(({ name, what }) => `${name.padEnd(width)}  ${what}`);
}

/** Lines as remarks of a file whose remarks begin with `#`. */
export function remarks(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '#\n' : `# ${line}\n`)).join('');
}

/** `/srv/plant/keys/xp.age` -> `keys/xp.age` */
function below(path: string, root: string | undefined): string {
  const isBelow = root !== undefined && path.startsWith(root) && /^[\\/]/.test(path.slice(root.length));
  return isBelow ? path.slice(root.length + 1) : path;
}

function rows(verb: string, needs: readonly Need[]): readonly string[] {
  return needs.map(({ name, what }) => `${verb} ${name}: ${what}.`);
}
