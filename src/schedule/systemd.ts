import { type CronTimes, isEvery, WEEKDAYS } from './cron-times.ts';
import { columns, needLines, originOf, remarks, titleOf } from './describe.ts';
import { nameOf, type ScheduleFile, type ScheduleRequest } from './schedule.ts';
import { type SecretNeeds, secretNeeds } from './secret-needs.ts';
import { runWords, systemdLine, systemdText, systemdWord } from './words.ts';

const HOMES = ['/home/', '/root/', '/run/user/'];

/** A service and its timer. The service runs as the account that runs vlkctl by hand, in its home, on its state folder. */
export function systemdFiles(request: ScheduleRequest): readonly ScheduleFile[] {
  const name = nameOf(request);
  const needs = secretNeeds(request.hosts, request.run);
  return [
    { name: `${name}.service`, text: service(request, needs) },
    { name: `${name}.timer`, text: timer(request) },
  ];
}

/** Where systemd finds variables with secrets; only root can read it. */
export function secretsFile(request: ScheduleRequest): string {
  return `/etc/vlkctl/${nameOf(request)}.env`;
}

function service(request: ScheduleRequest, needs: SecretNeeds): string {
  const { account = '', program, run, toleratesDrift } = request;
  return `${remarks(head(request, needs))}
[Unit]
Description=${systemdText(titleOf(request))}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=${systemdLine([...program, ...runWords(request)])}
User=${systemdText(account)}
${secretLines(request, needs)}Environment=PATH=/usr/local/bin:/usr/bin:/bin
# 130: somebody stopped it.${toleratesDrift ? ' 2: drift.' : ''}
SuccessExitStatus=${toleratesDrift ? '2 130' : '130'}
# As Ctrl-C: what has begun on a host is finished first.
KillSignal=SIGINT
KillMode=mixed
TimeoutStartSec=${run === 'apply' ? 'infinity' : '6h'}
TimeoutStopSec=15min

${stateLine(request)}
ProtectHome=${protectHome(request, needs)}
${HARDENING}`;
}

function head(request: ScheduleRequest, needs: SecretNeeds): readonly string[] {
  const name = nameOf(request);
  const { account = '', state = '' } = request;
  const folder = stateDirectory(state) === undefined ? [`  install -d -o ${account} -m 700 ${systemdWord(state)}`] : [];
  return [
    originOf('systemd', request),
    'Copy both files to /etc/systemd/system, then, as root:',
    ...folder,
    `  systemctl daemon-reload && systemctl enable --now ${name}.timer`,
    `Try it: systemctl start ${name}; journalctl -u ${name}`,
    ...variableLines(request, needs),
    ...needLines(needs),
  ];
}

function variableLines(request: ScheduleRequest, { variables, programs }: SecretNeeds): readonly string[] {
  const file = secretsFile(request);
  const own = `What the programs below take from the environment may stand in ${file}.`;
  if (variables.length === 0) return programs.length === 0 ? [] : [own];
  return [
    `${file}, of root and mode 600, has to hold NAME='value' for`,
    ...columns(variables).map((line) => `  ${line}`),
    'and nothing else.',
  ];
}

/** What a run of this kind needs and no more; each with its line end. */
function secretLines(request: ScheduleRequest, { variables, programs, hasAge }: SecretNeeds): string {
  const optional = variables.length === 0 ? '-' : '';
  const variablesLine =
    variables.length + programs.length === 0 ? '' : `EnvironmentFile=${optional}${secretsFile(request)}\n`;
  return `${variablesLine}${hasAge ? credentialLines(request) : ''}`;
}

/** Read by root, seen by this service alone. The folder is what `%d` stands for, which systemd knows since 250 only. */
function credentialLines(request: ScheduleRequest): string {
  const { by, file = `/etc/vlkctl/age-${by}` } = request.age;
  const variable = `VLKCTL_AGE_${by.toUpperCase()}_FILE`;
  const place = `/run/credentials/${nameOf(request)}.service/age-${by}`;
  return `LoadCredential=age-${by}:${systemdText(file)}\nEnvironment=${variable}=${place}\n`;
}

function stateLine({ state = '' }: ScheduleRequest): string {
  const directory = stateDirectory(state);
  return directory === undefined
    ? `# The journal; nothing else can be written.\nReadWritePaths=${systemdWord(state)}`
    : `# The journal, made for the account; nothing else can be written.\nStateDirectory=${directory}\nStateDirectoryMode=0700`;
}

/** systemd makes folders below /var/lib itself. */
function stateDirectory(state: string): string | undefined {
  return /^\/var\/lib\/(?<name>\w[\w.-]*(?:\/\w[\w.-]*)*)$/.exec(state)?.groups?.['name'];
}

/** ssh has its keys and known_hosts there, also where nothing else is. */
function protectHome(request: ScheduleRequest, { files }: SecretNeeds): 'read-only' | 'yes' {
  const { program, inventory, state = '', hosts } = request;
  const paths = [...program, ...inventory, state, ...files.map(({ name }) => name)];
  const isThere = paths.some((path) => HOMES.some((home) => path.startsWith(home)));
  return isThere || hosts.some(({ access }) => access.kind === 'ssh') ? 'read-only' : 'yes';
}

const HARDENING = `ProtectSystem=strict
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
PrivateMounts=yes
PrivateIPC=yes
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
# Names are looked up with the help of netlink.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
# No MemoryDenyWriteExecute: Node compiles while it runs. No ProcSubset=pid: the lock asks when this machine was started.
`;

function timer(request: ScheduleRequest): string {
  return `${remarks([originOf('systemd', request)])}
[Unit]
Description=${systemdText(titleOf(request))}, on time

[Timer]
# cron: ${request.cron}, by the clock of this machine
OnCalendar=${calendar(request.times)}
# After a time without power: once, as soon as it is back.
Persistent=true
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target
`;
}

/** `Mon,Tue *-01,02-* 06:00,30:00` */
function calendar(times: CronTimes): string {
  const weekdays = times.weekdays.map((day) => capital(WEEKDAYS[day] ?? '')).join(',');
  const on = isEvery(times, 'weekdays') ? '' : `${weekdays} `;
  return `${on}*-${list(times, 'months')}-${list(times, 'days')} ${list(times, 'hours')}:${list(times, 'minutes')}:00`;
}

function list(times: CronTimes, name: keyof CronTimes): string {
  return isEvery(times, name) ? '*' : times[name].map((value) => String(value).padStart(2, '0')).join(',');
}

/** `SUN` -> `Sun` */
function capital(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}
