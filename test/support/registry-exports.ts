import { encodeProductKey, parseProductKey } from '../../src/keys/product-key.ts';

/** What a registry export of Windows XP holds; undefined leaves it out. */
export interface Exported {
  readonly key?: string;
  /** `BBB-CCCCCCC` */
  readonly productId?: string;
  readonly computerName?: string | undefined;
  readonly version?: string | undefined;
  readonly build?: string | undefined;
  /** As text in CurrentVersion. */
  readonly servicePack?: string | undefined;
  /** As number in Control\Windows. */
  readonly csdVersion?: number;
  readonly productType?: string;
  /** Where the SOFTWARE hive stands; another name for one that was loaded from another disk. */
  readonly hive?: string;
}

const CONTROL = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control';

/** The text of an export as regedit writes it, without its header. XP SP3 of GATE-07 unless told otherwise. */
export function exportBody(exported: Exported = {}): string {
  const { key, productId = '640-0000356', hive = 'SOFTWARE', csdVersion, productType } = exported;
  const { computerName, version, build, servicePack } = {
    computerName: 'GATE-07',
    version: '5.1',
    build: '2600',
    servicePack: 'Service Pack 3',
    ...exported,
  };
  const current = [
    ...text('CurrentVersion', version),
    ...text('CurrentBuildNumber', build),
    ...text('CSDVersion', servicePack),
    ...text('ProductName', 'Microsoft Windows XP'),
    ...(key === undefined ? [] : [`"DigitalProductId"=${hexData(digitalProductId(key, productId))}`]),
  ];
  const sections = [
    [`HKEY_LOCAL_MACHINE\\${hive}\\Microsoft\\Windows NT\\CurrentVersion`, current],
    [`${CONTROL}\\ComputerName\\ComputerName`, text('ComputerName', computerName)],
    [`${CONTROL}\\ProductOptions`, text('ProductType', productType)],
    [
      `${CONTROL}\\Windows`,
      csdVersion === undefined ? [] : [`"CSDVersion"=dword:${csdVersion.toString(16).padStart(8, '0')}`],
    ],
  ] as const;
  return sections.flatMap(([name, lines]) => (lines.length === 0 ? [] : [`[${name}]`, ...lines, ''])).join('\r\n');
}

/** As `regedit` of XP saves it: UTF-16LE with its mark. */
export function unicodeExport(exported: Exported = {}): Buffer {
  return Buffer.from(`\uFEFFWindows Registry Editor Version 5.00\r\n\r\n${exportBody(exported)}\r\n`, 'utf16le');
}

/** As Windows 9x and `regedit`'s older form have it. */
export function ansiExport(exported: Exported = {}): Buffer {
  return Buffer.from(`REGEDIT4\r\n\r\n${exportBody(exported)}\r\n`, 'latin1');
}

function text(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`"${name}"="${value}"`];
}

/** Byte for byte as src/keys/digital-product-id.ts describes it. */
function digitalProductId(key: string, productId: string): Buffer {
  const parsed = parseProductKey(key);
  if (!parsed.ok) throw new Error('an export was given something that is not a key');
  const bytes = Buffer.alloc(164);
  bytes.writeUInt32LE(164, 0);
  bytes.writeUInt16LE(3, 4);
  bytes.write(`55274-${productId}-23123`, 8, 'latin1');
  Buffer.from(encodeProductKey(parsed.value)).copy(bytes, 52);
  bytes.writeUInt32LE(3, 80);
  return bytes;
}

/** `hex:a4,00,\` and on the next line, as regedit breaks it. */
function hexData(bytes: Buffer): string {
  const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const lines = Array.from({ length: Math.ceil(pairs.length / 25) }, (_, line) =>
    pairs.slice(line * 25, line * 25 + 25).join(','),
  );
  return `hex:${lines.join(',\\\r\n  ')}`;
}
