import { readFileSync } from 'node:fs';
import type { Order, Started } from './fake-programs.ts';
import type { FakeWindows } from './fake-windows.ts';

const ROOT = 'C:\\WINDOWS';

/** A Windows host behind SSH: what ssh and sftp would reach, with as much of cmd.exe as the transport uses. */
export class FakeSshServer {
  readonly #windows: FakeWindows;
  /** Folders and files below C:\WINDOWS\vlkctl, by full path; folders have no content. */
  readonly disk: Map<string, string | undefined> = new Map();
  /** Where the connection fails: what ssh says before it ends with 255. */
  saysItself: string | undefined;
  /** Folders cannot be made, files cannot be written. */
  readOnly: false | 'folders' | 'files' = false;
  hasSysnative = false;
  /** What ssh_config comes to, as `ssh -G` prints it. */
  configuration = '';
  /** There is no sftp behind the logon. */
  lacksSftp = false;
  /** What the login shell does in place of running cmd.exe. */
  shellSays: string | undefined;

  constructor(windows: FakeWindows) {
    this.#windows = windows;
  }

  /** What the started ssh or sftp does. */
  answer(started: Started): readonly Order[] {
    if (started.args.includes('-O')) return [{ do: 'exit', code: 0 }];
    if (started.args.includes('-V')) return said(2, 'OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19 27 Jan 2026\n');
    if (started.args.includes('-G')) return said(1, this.configuration);
    if (this.saysItself !== undefined) return gaveUp(this.saysItself);
    return started.program === 'sftp' ? this.#upload(started.input) : this.#command(started);
  }

  #upload(batch: string): readonly Order[] {
    if (this.lacksSftp) return gaveUp('subsystem request failed on channel 0\r\nConnection closed');
    for (const line of batch.split('\n').filter((text) => text !== '')) {
      const { local, remote } = /^put "(?<local>[^"]+)" "(?<remote>[^"]+)"$/.exec(line)?.groups ?? {};
      if (local === undefined || remote === undefined) throw new Error(`sftp is asked: ${line}`);
      const path = remote.replaceAll('/', '\\');
      const parent = path.slice(0, path.lastIndexOf('\\'));
      if (this.readOnly !== false || !this.disk.has(parent)) {
        const text = `dest open "${remote}": Permission denied\n`;
        return [
          { do: 'write', to: 2, text },
          { do: 'exit', code: 1 },
        ];
      }
      this.disk.set(path, readFileSync(local, 'latin1'));
    }
    return [{ do: 'exit', code: 0 }];
  }

  #command({ args, input }: Started): readonly Order[] {
    if (this.shellSays !== undefined) return said(1, this.shellSays);
    const { line } = /^cmd\.exe \/d \/c "(?<line>[^"]*)"$/.exec(args.at(-1) ?? '')?.groups ?? {};
    if (line === undefined) throw new Error(`ssh is asked: ${args.at(-1)}`);
    const environment = new Map([['SystemRoot', ROOT]]);
    const orders: Order[] = [];
    for (const command of line.replaceAll('%SystemRoot%', ROOT).split('&')) {
      const setting = /^set \/p (?<name>\w+)=$/.exec(command)?.groups?.['name'];
      if (setting !== undefined) environment.set(setting, input.split('\r\n')[0] ?? '');
      else if (command.includes('cscript.exe //Nologo ')) return this.#script(command, environment.get('VLK_KEY'));
      else orders.push({ do: 'write', to: 1, text: this.#builtIn(command).replaceAll('\n', '\r\n') });
    }
    return [...orders, { do: 'exit', code: 0 }];
  }

  /** One command of cmd.exe; answers what it prints. */
  #builtIn(command: string): string {
    const [, verb = '', path = ''] = /^(md|rd \/s \/q|rd|dir \/b \/ad|echo|if exist) (.*)$/.exec(command) ?? [];
    switch (verb) {
      case 'md':
        if (this.readOnly !== 'folders') this.#makeFolder(path);
        return '';
      case 'echo':
        return `${path}\n`;
      case 'dir /b /ad':
        return this.#foldersIn(path)
          .map((name) => `${name}\n`)
          .join('');
      case 'if exist':
        return this.hasSysnative ? `${path.split(' echo ')[1]}\n` : '';
      case 'rd':
        if (this.#below(path).length === 0) this.disk.delete(path);
        return '';
      case 'rd /s /q':
        for (const below of [path, ...this.#below(path)]) this.disk.delete(below);
        return '';
      default:
        throw new Error(`cmd.exe is asked: ${command}`);
    }
  }

  #makeFolder(path: string): void {
    this.disk.set(path.slice(0, path.lastIndexOf('\\')), undefined);
    this.disk.set(path, undefined);
  }

  #foldersIn(path: string): readonly string[] {
    return this.#below(path)
      .filter((below) => this.disk.get(below) === undefined)
      .map((below) => below.slice(path.length + 1));
  }

  #below(path: string): readonly string[] {
    return [...this.disk.keys()].filter((other) => other.startsWith(`${path}\\`));
  }

  #script(command: string, key: string | undefined): readonly Order[] {
    const [host, , script = '', callsFile = ''] = command.split(' ');
    const system = this.hasSysnative ? 'Sysnative' : 'System32';
    if (host !== `${ROOT}\\${system}\\cscript.exe`) throw new Error(`The script host is ${host}`);
    const calls = this.disk.get(callsFile);
    if (this.disk.get(script) === undefined || calls === undefined) throw new Error(`Not uploaded: ${command}`);
    const { orders, broke } = this.#windows.run(calls, key);
    return broke ? [...orders, ...gaveUp('Connection to gate-07.b.example closed by remote host.')] : orders;
  }
}

function said(to: 1 | 2, text: string): readonly Order[] {
  return [
    { do: 'write', to, text },
    { do: 'exit', code: 0 },
  ];
}

/** OpenSSH's way to end when something is wrong with the connection. */
function gaveUp(text: string): readonly Order[] {
  return [
    { do: 'write', to: 2, text: `${text}\r\n` },
    { do: 'exit', code: 255 },
  ];
}
