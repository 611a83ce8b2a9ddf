/** The way that ssh takes to a host, after everything that ssh_config says. */
export interface SshRoute {
  readonly address: string;
  readonly port: number;
  /** ` as PLANT\svc-vlk`, or nothing. */
  readonly user: string;
  /** The machine or program it goes through; only ssh itself sees what is behind. */
  readonly through?: string;
}

const SSH_PORT = 22;

/** Reads what `ssh -G` prints: a name and a value a line. An address that ssh does not tell is the host's name. */
export function readRoute(printed: string, host: string): SshRoute {
  const values = new Map(printed.split('\n').flatMap(readLine));
  const port = Number(values.get('port'));
  const user = values.get('user');
  const jump = orNone(values.get('proxyjump'));
  const program = orNone(values.get('proxycommand'));
  const through = jump === undefined ? program && 'a ProxyCommand' : `the jump host ${jump}`;
  return {
    address: values.get('hostname') ?? host,
    port: Number.isInteger(port) && port > 0 ? port : SSH_PORT,
    user: user === undefined ? '' : ` as ${user}`,
    ...(through !== undefined && { through }),
  };
}

function readLine(line: string): readonly (readonly [string, string])[] {
  const [, name, value] = /^(?<name>\w+) (?<value>.*\S)\s*$/.exec(line) ?? [];
  return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
}

function orNone(value: string | undefined): string | undefined {
  return value === 'none' ? undefined : value;
}
