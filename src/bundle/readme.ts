import type { BundlePlan } from './bundle.ts';
import { encodeForPeople } from './encode-text.ts';
import { GPO_VERSION, MACHINE_EXTENSIONS } from './gpo.ts';

/** `README.txt` of a bundle: what to do with it, step by step, for the way that was chosen. */
export function readme(plan: BundlePlan): Uint8Array {
  const way = plan.domain === undefined ? STICK : [...share(plan), ...(plan.gpo ? GPO : START_UP)];
  return encodeForPeople([...head(plan), ...way, ...AFTERWARDS].flatMap((text) => text.split('\n')));
}

function head({ id, hosts, keys, expiresAt }: BundlePlan): readonly string[] {
  return [
    `vlkctl bundle ${id}: ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}, stops at ${new Date(expiresAt).toISOString().slice(0, 10)}

Each host in public\\hosts.txt runs public\\vlkctl-start.cmd as SYSTEM when it
starts: it looks whether it is the host that is declared, changes its key where
that differs, reads it back, undoes what did not take, and leaves a receipt.
Others do nothing. It never shows a box, and it ends by itself.`,
    keys.length === 0 ? NO_KEYS : KEYS,
  ];
}

const KEYS = `
KEYS IN CLEAR lie in private\\keys. Never copy the folder "private" to SYSVOL,
into a backup that others read, or into a mail.`;

const NO_KEYS = `
This bundle was made without keys: each host reports "no-key" until its file of
the last column of hosts.txt lies where it looks for it. Such a file has two
lines: vlkctl-key 1, and the key without hyphens.`;

function share({ keyPath, receiptPath }: BundlePlan): readonly string[] {
  return [
    `
1. The keys
   On the file server make a folder that only administrators may open, and copy
   the folder "private" into it. Run private\\set-rights.cmd there, as
   administrator: each computer account may then read its key file and write its
   receipts folder, and nobody else. It has to end with "All rights are set."
   Only then share the folder "keys", to be read, so that hosts find it as
     ${keyPath}
   and the folder of the receipts, to be changed, as
     ${receiptPath}
   Windows XP and Server 2003 reach shares by SMB 1 only, not encrypted:
   who listens on that network sees the keys as they are read. Let the server
   speak SMB 1 on that network only, and only until the hosts are done.`,
  ];
}

const GPO: readonly string[] = [
  `
2. The group policy
   One policy for all hosts: each looks itself up in the table.
   a. In Group Policy Management make a new policy, such as "vlkctl". Do not
      link it yet. Under Details copy its unique ID.
   b. Copy what is in the folder "gpo" into
        \\\\DOMAIN\\SYSVOL\\DOMAIN\\Policies\\{unique ID}
      over what is there.
   c. Tell the directory what came: in ADSI Edit (or dsa.msc with advanced
      features), System, Policies, {unique ID}, set the attributes
        gPCMachineExtensionNames
          ${MACHINE_EXTENSIONS}
        versionNumber
          ${GPO_VERSION}
      versionNumber has to be what gpt.ini says after "Version=". After each
      later change raise both by 1. gPCFunctionalityVersion stays 2.
   d. In the policy, under Computer Configuration, Administrative Templates,
      System, Logon: enable "Always wait for the network at computer startup and
      logon". This raises the version: compare gpt.ini and versionNumber again.
   e. Under Delegation let Domain Computers read and apply it. Link it to a test
      unit first, then where the hosts are.
   f. Windows XP logs on fast: a new policy may take two starts. To see it at
      once: "gpupdate /force" and a start.`,
  `
3. When it is done
   When "vlkctl drift" says in order, remove the policy, the key share, SMB 1.
   A policy that stays runs at every start, and needs a new bundle in time.`,
];

const START_UP: readonly string[] = [
  `
2. The start-up script
   Copy the folder "public" to a share that all hosts may read and only
   administrators may write: what lies there runs as SYSTEM. In a group policy,
   Computer Configuration, Windows Settings, Scripts, Startup, add
     \\\\SERVER\\SHARE\\vlkctl-start.cmd
   without parameters, and enable "Always wait for the network at computer
   startup and logon" (Administrative Templates, System, Logon). Windows XP may
   need two starts. "vlkctl bundle --gpo" writes such a policy.`,
  `
3. When it is done
   When "vlkctl drift" says in order, remove the policy, the key share, SMB 1.`,
];

const STICK: readonly string[] = [
  `
A stick
   Copy this folder with all that is in it to a stick, as a folder, such as
   E:\\vlkctl. At each host, as administrator, run
     E:\\vlkctl\\public\\vlkctl-start.cmd
   Exit code 0: the host has its key. The receipt lies in the folder "receipts"
   beside "public"; where the stick cannot be written, in
   %SystemRoot%\\vlkctl\\receipt.txt on the host.
   Who has the stick has the keys of all hosts. Keep it like the licence, and
   overwrite it when you are done.`,
  `
A host in a workgroup, at each start
   A workgroup has no computer accounts, so no share can tell one host from
   another, and none should hold keys. Copy this folder to an NTFS disk of the
   host, such as C:\\vlkctl-bundle, with its own key file only, and run
   private\\set-rights.cmd there: administrators and the system keep their rights
   to the keys, everybody else loses theirs. Then run gpedit.msc, Computer
   Configuration, Windows Settings, Scripts, Startup, and add
     C:\\vlkctl-bundle\\public\\vlkctl-start.cmd`,
];

const AFTERWARDS: readonly string[] = [
  `
Receipts
   "vlkctl ingest" reads them; until then a host is delegated. Let the account
   that runs it read the folder. What a receipt says, the host says of itself.

A new bundle
   Make one before this one stops, and when hosts or keys change: the folder of
   an older one is taken over. Where it was copied to, delete the old files in
   "keys" first: those of hosts that are gone would stay there. Then copy both
   parts again and run set-rights.cmd again. A host that is no longer in the
   table still finishes what a change left open.`,
];
