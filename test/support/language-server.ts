import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const PROGRAM = require.resolve('yaml-language-server/bin/yaml-language-server');

/** Offline: schemas come from the modeline of a file and from nowhere else. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  yaml: { schemaStore: { enable: false }, hover: true, completion: true, validate: true },
  http: {},
};

/** A place in a file, counted as the protocol does, from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Problem {
  readonly message: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** The YAML language server that editors run, spoken to as editors do: JSON-RPC over its standard streams. */
export class LanguageServer implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #problems = new Map<string, (problems: readonly Problem[]) => void>();
  #received: Buffer = Buffer.alloc(0);
  #lastId = 0;

  private constructor() {
    this.#child = spawn(process.execPath, [PROGRAM, '--stdio']);
    this.#child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  static async start(): Promise<LanguageServer> {
    const server = new LanguageServer();
    await server.ask('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace: { configuration: true }, textDocument: { hover: { contentFormat: ['plaintext'] } } },
    });
    server.#send({ method: 'initialized', params: {} });
    server.#send({ method: 'workspace/didChangeConfiguration', params: { settings: SETTINGS } });
    return server;
  }

  /** Opens a file, with another text than it has where one is given, and answers what is wrong with it. */
  async open(path: string, text: string = readFileSync(path, 'utf8')): Promise<readonly Problem[]> {
    const uri = pathToFileURL(path).href;
    const problems = new Promise<readonly Problem[]>((resolve) => this.#problems.set(uri, resolve));
    const textDocument = { uri, languageId: 'yaml', version: (this.#lastId += 1), text };
    this.#send({ method: 'textDocument/didOpen', params: { textDocument } });
    return problems;
  }

  /** What the server offers to write at a place. */
  async complete(path: string, position: Position): Promise<readonly { label: string; documentation: string }[]> {
    const answer = await this.#askAt('textDocument/completion', path, position);
    const items: unknown = isRecord(answer) ? answer['items'] : answer;
    return (Array.isArray(items) ? items : []).map((item: unknown) => ({
      label: textIn(item, 'label'),
      documentation: isRecord(item) ? contentOf(item['documentation']) : '',
    }));
  }

  /** What the server shows when the pointer rests on a place. */
  async hover(path: string, position: Position): Promise<string> {
    const answer = await this.#askAt('textDocument/hover', path, position);
    return isRecord(answer) ? contentOf(answer['contents']) : '';
  }

  async ask(method: string, params: unknown): Promise<unknown> {
    const id = (this.#lastId += 1);
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    this.#send({ id, method, params });
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    await this.ask('shutdown', null);
    this.#send({ method: 'exit' });
    await ended;
  }

  async #askAt(method: string, path: string, position: Position): Promise<unknown> {
    return this.ask(method, { textDocument: { uri: pathToFileURL(path).href }, position });
  }

  #send(message: Message): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.#child.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.subarray(0, end).toString())?.[1]);
      if (end === -1 || this.#received.length < end + 4 + length) return;
      const body = this.#received.subarray(end + 4, end + 4 + length).toString();
      this.#received = this.#received.subarray(end + 4 + length);
      this.#handle(JSON.parse(body));
    }
  }

  #handle(message: Message): void {
    const { id, method, params } = message;
    if (method === 'textDocument/publishDiagnostics' && isRecord(params)) {
      const { uri, diagnostics } = params;
      if (Array.isArray(diagnostics)) this.#problems.get(String(uri))?.(diagnostics);
      return;
    }
    if (id === undefined) return;
    if (method === undefined) this.#answers.get(id)?.(message);
    else this.#send({ id, result: method === 'workspace/configuration' ? configuration(params) : null });
  }
}

/** The settings that the server asks its editor for, in the order it names them. */
function configuration(params: unknown): readonly unknown[] {
  const items: unknown = isRecord(params) ? params['items'] : [];
  return (Array.isArray(items) ? items : []).map((item: unknown) => SETTINGS[textIn(item, 'section')] ?? null);
}

function contentOf(content: unknown): string {
  return typeof content === 'string' ? content : textIn(content, 'value');
}

function textIn(value: unknown, name: string): string {
  const text: unknown = isRecord(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
