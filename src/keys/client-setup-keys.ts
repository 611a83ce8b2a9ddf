import type { KeyDigest } from './key-digest.ts';

/** Whether Microsoft publishes this key for everybody: a KMS client setup key activates nothing without a KMS host. */
export function isClientSetupKey(digest: KeyDigest): boolean {
  return CLIENT_SETUP_KEYS.has(digest);
}

/**
 * Digests of the 78 keys of "Key Management Services (KMS) client activation and product keys" on Microsoft Learn,
 * Windows Vista to Server 2025, as of October 2024. As digests, because no other key than these must pass, and
 * because a list of keys in clear would be found by those who look for keys.
 */
const CLIENT_SETUP_KEYS: ReadonlySet<string> = new Set(
  `
  06baf1ac86f220b3 078d156238c12bb9 116a81c447f5728b 133ba5a06c1d5415 1396abb9eb494525 1830b3febe01bd34
  196d41b53dceaa5c 1a73737558c37f6f 1cae6b5d635404c9 1e93b5d583d05717 2138dbc59c0c0a8f 2274dd7d2bad1037
  25bbfa13c37e05df 34b31b48e012ab38 3650b481dea3a877 3ab2528136e26fda 3be5b425b71c07d7 3fdf7cc1c7a28f0a
  42aac32146edb8d3 434625587a9cb4cb 507e647e7dc7d8db 51c7d95976e1f8a0 525fe83e9e05a9b1 5562a582443b24c3
  559b2acae5c8b3e2 568a5c2490e6d55f 5848ed8de3111646 587ec5dc9f7824b0 589c84d902b67c7e 5b65f473691b74a0
  5cc7cc8493497e69 61c967c841872aca 62f62c5762857ace 69f94ed4ce09d10a 6cbcd042c5524d24 74af6af40e9d6485
  77123504de53f45f 85f1adc132c96ddf 8657ec577a197f0a 86f7186fdf346c57 8a486c1c899e8907 8ad7a834f6f26d07
  8dd224d38cc335b7 91242a7de2534d86 92c599df9155aa1f 93d51ed772efa0d0 94b42bf453850a94 9903e2956c98c0f9
  9a863f9417782bd5 9e2b17c4c415bbf4 9ea1bc62fc7cfa9a 9f6c43f669f6b3a8 a02086406d6ba645 a215f0083e64f849
  a7268d2153c63123 aa7dca1401addf4a acc4d7f954223b3f affc9b39f4123b5b b36d1c38fdf49acf b84e0a2b79729b81
  be747631db76abda be9dd100b28288d7 c71c09d58d34cdd8 c96324e5c579fcc4 cad9a9c6603b5cba caf34f8ba2efeca1
  ccd5137e50347d08 d4e18d2826562497 d874e94a6ab69f99 de5e096eae1b590d df5d0c9375d744dd e05018622dd13b0f
  e2848ce40a3a31ca e55721b80d0182e9 e7dda2f7c3011434 f38085d9e57cc538 f500ce69ec44d57b f5cf8319ae91a58d
  `
    .trim()
    .split(/\s+/),
);
