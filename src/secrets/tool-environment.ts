import { holdsKey } from '../model/secret.ts';

/** What a program for secrets finds its user's settings and agents by, beside what every child process may know. */
const NAMES: ReadonlySet<string> = new Set([
  // Agents and their sockets: gpg-agent, Secret Service, 1Password, and whoever asks on the screen.
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'GNUPGHOME',
  'GPG_TTY',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'TERM',
  // Settings.
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'COMMONPROGRAMFILES',
  // Passwords are in UTF-8 only where the locale says so.
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  // The way to a vault of the network.
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'KRB5CCNAME',
  'KRB5_CONFIG',
]);

/** What the usual programs call their own settings and tokens: 1Password, Bitwarden, pass, Vault, OpenBao, clouds, sops. */
const OWN = /^(?:OP|BW|BWS|PASSWORD_STORE|GOPASS|KPXC|VAULT|BAO|AWS|AZURE|GOOGLE|CLOUDSDK|SOPS)_/;

/**
 * The part of an environment that programs for secrets get, to `base`, which every child process has. No variable that
 * the inventory declares as a secret, and none that holds a product key, whatever its name.
 */
export function toolEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  base: Readonly<Record<string, string>>,
  declared: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const own = Object.entries(env).filter(([name]) => NAMES.has(name.toUpperCase()) || OWN.test(name.toUpperCase()));
  return Object.fromEntries(
    [...Object.entries(base), ...own].filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !declared.has(entry[0]) && !holdsKey(entry[1]),
    ),
  );
}
