/** What happens during a run, as it happens. Progress is a reading of this stream. */
export type RunEvent =
  | { readonly type: 'run-started'; readonly command: RunCommand; readonly hosts: number }
  | { readonly type: 'host-observed'; readonly host: string; readonly readable: boolean }
  | { readonly type: 'host-finished'; readonly host: string; readonly status: string }
  | { readonly type: 'run-stopped'; readonly host: string; readonly why: string };

export type RunCommand = 'drift' | 'plan' | 'apply' | 'recover';
export type Emit = (event: RunEvent) => void;
