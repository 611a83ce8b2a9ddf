/** One key and its encoding: only placeholders, synthetic keys, and the KMS client keys that Microsoft publishes. */
export interface KeyVector {
  readonly key: string;
  /** The 15 bytes at offset 52 of DigitalProductId. */
  readonly hex: string;
  readonly why: string;
}

export const KEY_VECTORS: readonly KeyVector[] = [
  {
    key: 'FFFFF-GGGGG-HHHHH-JJJJJ-KKKKK',
    hex: '6ffa9545fc75b552bbefb117dacd00',
    why: 'published placeholder, bytes as printed in the 2001 paper on product activation',
  },
  {
    key: 'BBBBB-BBBBB-BBBBB-BBBBB-BBBBB',
    hex: '000000000000000000000000000000',
    why: 'what a withheld key decodes to',
  },
  {
    key: 'BCDFG-HJKMP-QRTVW-XY234-67899',
    hex: 'bf61d6f5c4d95e7c0f788dbdfb0200',
    why: 'synthetic, every digit',
  },
  {
    key: '99999-99999-99999-99999-99999',
    hex: 'ffffffffffffffffff1755b1322a06',
    why: 'the largest number; byte 14 is 6',
  },
  { key: '98888-88888-88888-88888-88888', hex: 'a637bde94d6f7ad39b2f58c6562706', why: 'synthetic; byte 14 is 6' },
  { key: 'BBBBB-BBBBB-BBBBB-BNBBB-BBBBB', hex: '000000000000000000108ecb211c0c', why: 'N at 16' },
  { key: 'NBBBB-BBBBB-BBBBB-BBBBB-BBBBB', hex: '000000000000000000000000000008', why: 'N at 0' },
  { key: 'YFKBB-PQJJV-G996G-VWGXY-2V3X8', hex: 'fef74cfe78bb143ab4840aa9262504', why: 'Vista Business' },
  { key: 'FJ82H-XT6CR-J8D7P-XQJJ2-GPDD4', hex: 'c3aabfa65bba18b8878e89d24ed800', why: 'Windows 7 Professional' },
  { key: 'TM24T-X9RMF-VWXK6-X8JC9-BFGM2', hex: 'd12b8fbc3b2adca2d2ae46560d2d03', why: 'Server 2008 Standard' },
  { key: 'NG4HW-VH26C-733KW-K6F98-J8CK4', hex: 'fb06b0000000f84ee089e8cd270d08', why: 'Windows 8 Pro, N at 0' },
  {
    key: 'XNH6W-2V9GX-RGJ4K-Y8X6F-QGJ2G',
    hex: '1c071000000048ea66a708aa866b08',
    why: 'Server 2012 MultiPoint Premium, N at 1',
  },
  { key: 'W269N-WFGWX-YVC9B-4J6C9-T83GX', hex: 'ef0c10000000343dc5394ebd6e2f09', why: 'Windows 10 Pro' },
  { key: 'NPPR9-FWDCX-D2C8J-H872K-2YT43', hex: 'da0c30000000186367e01565be1908', why: 'Windows 10 Enterprise' },
  { key: 'WX4NM-KYWYW-QJJR4-XV3QB-6VM33', hex: 'c211100000002cf35630dc2e70ed08', why: 'Server 2022 Datacenter' },
  { key: 'TVRH6-WHNXV-R9WG3-9XRFY-MY832', hex: '411310000000e47e73467078b9ee09', why: 'Server 2025 Standard, N at 7' },
];
