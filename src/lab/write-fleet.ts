import { identityOf } from '../keys/evidence.ts';
import type { SimulatedFault } from '../model/host.ts';
import type { Product } from '../model/key.ts';
import type { ProductKey } from '../model/product-key.ts';
import { type Cell, layOutFleet } from './lay-out-fleet.ts';
import { makeUpKey, writeOutKey } from './make-up-key.ts';
import { type Random, seededRandom } from './seeded-random.ts';

export interface FleetRequest {
  readonly hosts: number;
  readonly seed: number;
  /** Path of the schema as the file names it, for editors. */
  readonly schema: string;
  /** Folder of the key files as the file names it. */
  readonly keyFolder: string;
}

/** An inventory and the files that its secrets refer to, by name. */
export interface WrittenFleet {
  readonly yaml: string;
  readonly keyFiles: ReadonlyMap<string, string>;
}

interface LabKey {
  readonly label: string;
  readonly product: Product;
  readonly language: string;
  readonly key: ProductKey;
}

/** The most hosts one range of an inventory may stand for. */
const MOST_IN_RANGE = 10_000;

/** Ways to reach the hosts: what each is called, and what the file says of it. */
const ACCESS: Readonly<Record<SimulatedFault, { readonly label: string; readonly comment: string }>> = {
  unreachable: { label: 'switched-off', comment: 'nobody answers' },
  'other-os-level': { label: 'patched', comment: 'another service pack than declared: `vlkctl adopt os`' },
  'oem-media': { label: 'retail-shop', comment: 'installed from media that volume licence keys do not fit' },
  'other-name': { label: 'stale-dns', comment: 'another machine answers under this name' },
  'key-withheld': { label: 'no-key-kept', comment: 'keeps no key that could be read back' },
  'class-missing': { label: 'embedded', comment: 'an image without the Windows class that sets keys' },
  'other-edition': { label: 'other-edition', comment: 'not the edition that its key is for' },
  'other-language': { label: 'other-language', comment: 'not the language that its key is for' },
  'refuses-key': { label: 'refuses', comment: 'Windows says no to the new key: everything is put back' },
  'dies-in-change': { label: 'dies', comment: 'loses its connection in the middle of a change, once' },
};

const DEFAULTS = `# How changes go out. A plan that changes more hosts than this is refused; real fleets do well with 10%.
rollout: { maxUnplannedChanges: 100% }

# Settings of every host that does not say otherwise below.
defaults: { key: xp-da, os: windows-xp-sp3, access: plant }
`;

/** Writes an inventory of simulated hosts with comments to learn from. The same request gives the same files. */
export function writeFleet(request: FleetRequest): WrittenFleet {
  const random = seededRandom(request.seed);
  const keys = makeKeys(random);
  const cells = layOutFleet(request.hosts, random);
  const sections = [
    head(request),
    keySection(keys, cells, request),
    accessSection(cells),
    DEFAULTS,
    groupSection(cells),
  ];
  const keyFiles = new Map(keys.map(({ label, key }) => [`${label}.key`, `${writeOutKey(key)}\n`]));
  return { yaml: sections.join('\n'), keyFiles };
}

function makeKeys(random: Random): readonly LabKey[] {
  const declared = [
    { label: 'xp-da', product: 'windows-xp-professional', language: 'da' },
    { label: 'xp-en', product: 'windows-xp-professional', language: 'en' },
    { label: 'srv', product: 'windows-server-2003-standard', language: 'en' },
  ] as const;
  const taken = new Set<string>();
  return declared.map((each) => {
    let key = makeUpKey(random);
    while (taken.has(key.lastFive)) key = makeUpKey(random);
    taken.add(key.lastFive);
    return { ...each, key };
  });
}

function head({ hosts, seed, schema }: FleetRequest): string {
  return `# yaml-language-server: $schema=${schema}
#
# A simulated fleet: the hosts exist inside vlkctl only and nothing real is touched. Made by
# \`vlkctl lab create --hosts ${hosts} --seed ${seed}\`; the same numbers make the same file. Change it as you like.
#
#   vlkctl drift -i THIS_FILE                          how the fleet stands
#   vlkctl lab show -i THIS_FILE                       how it really is, behind vlkctl's back
#   vlkctl lab break HOST -i THIS_FILE --fault FAULT   let something go wrong; \`lab mend\`, \`lab reset\` take it back

version: 1

# Every host below is simulated. Without this line simulated hosts are refused, with it real ones are.
simulation: true
`;
}

function keySection(keys: readonly LabKey[], cells: readonly Cell[], { keyFolder }: FleetRequest): string {
  const entries = keys.map(({ label, product, language, key }) => {
    const { lastFive, productId } = identityOf(key, product);
    const middle = productId === undefined ? '' : `, productId: "${productId}"`;
    return `  ${label}:
    product: ${product}
    language: ${language} # of the media the key fits
    seats: ${seatsFor(label, cells)} # what was bought; a plan for more hosts is refused
    secret: { file: ${quoted(`${keyFolder}/${label}.key`)} }
    identity: { lastFive: "${lastFive}"${middle} }
`;
  });
  return `# The keys are made up: each begins with fifteen B, where a real key has a signature, so Windows would refuse them. They
# lie in files beside this one so that the rehearsal runs with nothing set. Real keys belong into a secret store.
keys:
${entries.join('')}`;
}

/** A path as YAML has to have it; its double quotes take what JSON's take. */
function quoted(path: string): string {
  return /^[A-Za-z][\w./-]*$/.test(path) ? path : JSON.stringify(path);
}

/** A few more than there are hosts, in tens. */
function seatsFor(label: string, cells: readonly Cell[]): number {
  const hosts = cells.filter((cell) => keyOf(cell) === label).reduce((sum, cell) => sum + cell.hosts, 0);
  return Math.max(10, Math.ceil((hosts * 1.05) / 10) * 10);
}

/** Every other plant has English media. */
function keyOf({ plant, os }: Cell): string {
  if (os.startsWith('windows-server')) return 'srv';
  return isEnglish(plant) ? 'xp-en' : 'xp-da';
}

function isEnglish(plant: string): boolean {
  return 'bdf'.includes(plant);
}

function accessSection(cells: readonly Cell[]): string {
  const used = new Set(cells.flatMap(({ faults }) => [...faults.values()]));
  const faulty = Object.entries(ACCESS)
    .filter(([fault]) => [...used].some((each) => each === fault))
    .map(([fault, { label, comment }]) => accessLine(label, `starts: other-key, fault: ${fault}`, comment));
  const sound = [
    accessLine('plant', 'starts: other-key', 'carries another key at first'),
    accessLine('in-order', 'starts: desired-key', 'carries the right key already'),
  ];
  return `# Ways to reach hosts. Real fleets have \`kind: ssh\` and others here.
access:
${[...sound, ...faulty].join('')}`;
}

function accessLine(label: string, rest: string, comment: string): string {
  return `  ${`${label}: { kind: simulated, ${rest} }`.padEnd(80)} # ${comment}\n`;
}

function groupSection(cells: readonly Cell[]): string {
  const plants = [...new Set(cells.map(({ plant }) => plant))];
  const text = plants.map((plant) => {
    const key = isEnglish(plant) ? '    key: xp-en\n' : '';
    const own = cells.filter((cell) => cell.plant === plant);
    return `  plant-${plant}:\n${key}    groups:\n${own.map((cell, index) => cellText(cell, index === 0)).join('')}`;
  });
  return `# A tree: settings flow down, the last one counts. Select with \`--on @plant-a\`, \`--on '@hmi-a,!*-007*'\`.
groups:
${text.join('\n')}`;
}

function cellText(cell: Cell, hasCanary: boolean): string {
  const settings = [
    cell.os.startsWith('windows-server') ? 'key: srv' : '',
    cell.os === 'windows-xp-sp3' ? '' : `os: ${cell.os}`,
    cell.isInOrder ? 'access: in-order' : '',
  ].filter((line) => line !== '');
  const refined = refinements(cell, hasCanary);
  const lines = [
    `${cell.kind}-${cell.plant}:`,
    ...settings.map((line) => `  ${line}`),
    '  hosts:',
    ...ranges(cell)
      .filter((range) => !refined.has(range))
      .map((range) => `    ${range}:`),
    ...[...refined].map(([name, setting]) => `    ${name}: { ${setting} }`),
  ];
  return lines.map((line) => `      ${line}\n`).join('');
}

function ranges(cell: Cell): readonly string[] {
  const chunks = Math.ceil(cell.hosts / MOST_IN_RANGE);
  return Array.from({ length: chunks }, (_, index) => {
    const first = index * MOST_IN_RANGE + 1;
    const last = Math.min(cell.hosts, first + MOST_IN_RANGE - 1);
    return nameOf(cell, first === last ? padded(cell, first) : `[${padded(cell, first)}:${padded(cell, last)}]`);
  });
}

/** Hosts that differ from their range, in order: the ones with a fault, and the first sound one as canary. */
function refinements(cell: Cell, hasCanary: boolean): ReadonlyMap<string, string> {
  let canary = 1;
  while (cell.faults.has(canary)) canary += 1;
  const settings = new Map([...cell.faults].map(([index, fault]) => [index, `access: ${ACCESS[fault].label}`]));
  if (hasCanary && canary <= cell.hosts) settings.set(canary, 'tags: [canary]');
  const inOrder = [...settings].toSorted(([a], [b]) => a - b);
  return new Map(inOrder.map(([index, setting]) => [nameOf(cell, padded(cell, index)), setting]));
}

function nameOf({ plant, kind }: Cell, number: string): string {
  return `${plant}-${kind}-${number}.plant-${plant}.example`;
}

function padded({ hosts }: Cell, number: number): string {
  return String(number).padStart(String(hosts).length, '0');
}
