import { randomUUID } from 'node:crypto';
import { identityOf } from '../../src/keys/evidence.ts';
import { encodeProductKey, parseProductKey } from '../../src/keys/product-key.ts';
import type { ProductKey } from '../../src/model/product-key.ts';
import { escapeXml, findAnywhere, findPath, parseXml, type XmlElement } from '../../src/transports/winrm/xml.ts';

/** A Windows host as WMI shows it: operating system, activation class, registry. Everything can be changed by a test. */
export interface SimulatedWindows {
  os: Readonly<Record<string, string | number>>;
  /** Without it the host has no Win32_WindowsProductActivation. */
  activation: { required: number; grace: number } | undefined;
  /** Values by key path in lower case, by value name. */
  readonly registry: Map<string, Map<string, RegistryValue>>;
  /** What SetProductKey does; by default it takes the key. */
  setProductKey: (key: string) => 'takes' | { readonly returnValue: number } | { readonly fault: number };
  /** Every method that was carried out, without its arguments. */
  readonly calls: string[];
}

export type RegistryValue = string | number | readonly number[];

const CURRENT_VERSION = String.raw`software\microsoft\windows nt\currentversion`;
export const WPA_EVENTS: string = String.raw`software\microsoft\windows nt\currentversion\wpaevents`;
/** Twelve bytes, as on Windows XP; made up. */
export const OOBE_BYTES: readonly number[] = [0xff, 0xd5, 0x71, 0xd6, 0x8b, 0x6a, 0x8d, 0x6f, 0xd5, 0x33, 0x93, 0xfd];

/** A host that carries a key, at a level told by version, service pack and product type. */
export function simulatedWindows(key: string, os: Readonly<Record<string, string | number>> = {}): SimulatedWindows {
  const windows: SimulatedWindows = {
    os: {
      CSName: 'GATE-07',
      Version: '5.1.2600',
      BuildNumber: '2600',
      ServicePackMajorVersion: 3,
      ProductType: 1,
      SuiteMask: 256,
      OSLanguage: 1033,
      LocalDateTime: '2026-11-22T16:15:30+00:00',
      ...os,
    },
    activation: { required: 0, grace: 2_147_483_647 },
    registry: new Map([[WPA_EVENTS, new Map([['OOBETimer', OOBE_BYTES]])]]),
    setProductKey: () => 'takes',
    calls: [],
  };
  putKey(windows, key);
  return windows;
}

/**
 * Makes a host carry a key: 164 bytes of DigitalProductId with the key, the middle of its product ID and a volume
 * licence.
 */
export function putKey(windows: SimulatedWindows, key: string, productId?: string): void {
  const product = windows.os['Version'] === '5.1.2600' ? 'windows-xp-professional' : 'windows-server-2003-standard';
  const middle = productId ?? identityOf(demandKey(key), product).productId;
  putDigitalProductId(windows, { key, ...(middle !== undefined && { productId: middle }), licence: 3 });
}

/** What DigitalProductId holds; a host that withholds its key has zeros in its place. */
export interface CarriedKey {
  readonly key?: string;
  readonly productId?: string;
  readonly licence: number;
}

/** Writes DigitalProductId, byte for byte as src/keys/digital-product-id.ts describes it. */
export function putDigitalProductId({ registry }: SimulatedWindows, { key, productId, licence }: CarriedKey): void {
  const bytes = Buffer.alloc(164);
  bytes.writeUInt32LE(164, 0);
  bytes.writeUInt16LE(3, 4);
  if (productId !== undefined) bytes.write(`55274-${productId}-23123`, 8, 'latin1');
  if (key !== undefined) Buffer.from(encodeProductKey(demandKey(key))).copy(bytes, 52);
  bytes.writeUInt32LE(licence, 80);
  const values = registry.get(CURRENT_VERSION) ?? new Map<string, RegistryValue>();
  registry.set(CURRENT_VERSION, values.set('DigitalProductId', [...bytes]));
}

function demandKey(text: string): ProductKey {
  const parsed = parseProductKey(text);
  if (!parsed.ok) throw new Error('a simulated host was given something that is not a key');
  return parsed.value;
}

/** A SOAP answer and the HTTP status it comes with. */
export interface SoapAnswer {
  readonly status: number;
  readonly soap: string;
}

/** What the service of a host answers to one request; the header says which one (DSP0226 5.4). */
export function answerSoap(windows: SimulatedWindows, soap: string): SoapAnswer {
  const envelope = parseXml(soap);
  const { status, soap: answered } = answerEnvelope(windows, envelope);
  const header = findPath(envelope, 'Header');
  const asked = findPath(header, 'Action')?.text;
  if (asked === undefined) return { status, soap: answered };
  const action = status === 200 ? `${asked}Response` : FAULT_ACTION;
  const relatesTo = escapeXml(findPath(header, 'MessageID')?.text ?? '');
  const addressed =
    `<s:Header><a:To>${ANONYMOUS}</a:To><a:Action>${escapeXml(action)}</a:Action>` +
    `<a:MessageID>uuid:${randomUUID()}</a:MessageID><a:RelatesTo>${relatesTo}</a:RelatesTo></s:Header>`;
  return { status, soap: answered.replace('<s:Header/>', addressed) };
}

const ANONYMOUS = 'http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous';
const FAULT_ACTION = 'http://schemas.dmtf.org/wbem/wsman/1/wsman/fault';

function answerEnvelope(windows: SimulatedWindows, envelope: XmlElement | undefined): SoapAnswer {
  const uri = findPath(envelope, 'Header', 'ResourceURI')?.text ?? '';
  const action = findPath(envelope, 'Header', 'Action')?.text ?? '';
  const name = uri.split('/').at(-1) ?? '';
  if (action.endsWith('/Enumerate')) return enumerate(windows, name, uri);
  const [content] = findPath(envelope, 'Body')?.children ?? [];
  if (content === undefined) return fault(0x80338000);
  if (content.name === 'Identify') return identify(windows);
  const method = action.split('/').at(-1) ?? '';
  if (name === 'StdRegProv') return registryMethod(windows.registry, { method, input: content, uri }, windows.calls);
  if (method === 'SetProductKey') return setProductKey(windows, content, uri);
  return fault(0x80338000);
}

/** DSP0226 11; the stack of WinRM 1.1. */
function identify({ os }: SimulatedWindows): SoapAnswer {
  const { Version: version = '', ServicePackMajorVersion: pack = 0 } = os;
  return ok(
    '<i:IdentifyResponse xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">' +
      '<i:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</i:ProtocolVersion>' +
      '<i:ProductVendor>Microsoft Corporation</i:ProductVendor>' +
      `<i:ProductVersion>OS: ${version} SP: ${pack}.0 Stack: 1.1</i:ProductVersion></i:IdentifyResponse>`,
  );
}

function enumerate(windows: SimulatedWindows, name: string, uri: string): SoapAnswer {
  if (name === 'Win32_OperatingSystem') return items(name, uri, windows.os, { Name: 'Windows' });
  if (name === 'Win32_WindowsProductActivation' && windows.activation !== undefined) {
    const { required, grace } = windows.activation;
    const properties = { ActivationRequired: required, RemainingGracePeriod: grace, ServerName: 'gate-07' };
    return items(name, uri, properties, { ServerName: 'gate-07' });
  }
  return fault(0x80041010);
}

function items(
  name: string,
  uri: string,
  properties: Readonly<Record<string, string | number>>,
  selectors: Readonly<Record<string, string>>,
): SoapAnswer {
  const each = Object.entries(properties).map(([property, value]) =>
    property === 'LocalDateTime'
      ? `<p:${property}><cim:Datetime xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common">${value}</cim:Datetime></p:${property}>`
      : `<p:${property}>${escapeXml(String(value))}</p:${property}>`,
  );
  const chosen = Object.entries(selectors).map(([key, value]) => `<w:Selector Name="${key}">${value}</w:Selector>`);
  return ok(
    `<n:EnumerateResponse><n:EnumerationContext/><w:Items><w:Item><p:${name} xmlns:p="${uri}">${each.join('')}</p:${name}>` +
      `<a:EndpointReference><a:ReferenceParameters><w:ResourceURI>${uri}</w:ResourceURI><w:SelectorSet>${chosen.join('')}` +
      '</w:SelectorSet></a:ReferenceParameters></a:EndpointReference></w:Item></w:Items><w:EndOfSequence/></n:EnumerateResponse>',
  );
}

function setProductKey(windows: SimulatedWindows, input: XmlElement, uri: string): SoapAnswer {
  windows.calls.push('SetProductKey');
  const key = findAnywhere(input, 'ProductKey')?.text ?? '';
  const outcome = windows.setProductKey(key);
  if (outcome === 'takes') putKey(windows, key);
  else if ('fault' in outcome) return fault(outcome.fault);
  return output('SetProductKey', uri, outcome === 'takes' ? 0 : outcome.returnValue, '');
}

interface RegistryCall {
  readonly method: string;
  readonly input: XmlElement;
  readonly uri: string;
}

const NOT_FOUND = 2;

/** Whatever else StdRegProv can do is not simulated. */
function registryMethod(registry: SimulatedWindows['registry'], call: RegistryCall, calls: string[]): SoapAnswer {
  const { method, input, uri } = call;
  const text = (name: string): string => findAnywhere(input, name)?.text ?? '';
  const path = text('sSubKeyName').toLowerCase();
  const name = text('sValueName');
  const reply = (code: number, content = ''): SoapAnswer => output(method, uri, code, content);
  if (!method.startsWith('Get') && method !== 'EnumKey') calls.push(method);
  switch (method) {
    case 'GetBinaryValue':
    case 'GetStringValue':
    case 'GetDWORDValue':
      return readValue(registry.get(path)?.get(name), method, reply);
    case 'SetBinaryValue':
      return write(
        registry,
        path,
        name,
        input.children.filter((each) => each.name === 'uValue').map((each) => Number(each.text)),
        reply,
      );
    case 'SetStringValue':
      return write(registry, path, name, text('sValue'), reply);
    case 'SetDWORDValue':
      return write(registry, path, name, Number(text('uValue')), reply);
    case 'DeleteValue':
      return reply(registry.get(path)?.delete(name) === true ? 0 : NOT_FOUND);
    case 'CreateKey':
      createKey(registry, path);
      return reply(0);
    case 'DeleteKey':
      return reply(deleteKey(registry, path));
    case 'EnumKey': {
      const names = subkeys(registry, path);
      if (names.length === 0 && !registry.has(path)) return reply(NOT_FOUND);
      return reply(0, names.map((each) => `<p:sNames>${escapeXml(each)}</p:sNames>`).join(''));
    }
    default:
      return fault(0x80041055);
  }
}

function readValue(
  value: RegistryValue | undefined,
  method: string,
  reply: (code: number, content?: string) => SoapAnswer,
): SoapAnswer {
  if (value === undefined) return reply(NOT_FOUND);
  if (method === 'GetStringValue')
    return typeof value === 'string' ? reply(0, `<p:sValue>${escapeXml(value)}</p:sValue>`) : reply(1);
  if (method === 'GetDWORDValue')
    return typeof value === 'number' ? reply(0, `<p:uValue>${value}</p:uValue>`) : reply(1);
  return typeof value === 'object' ? reply(0, value.map((byte) => `<p:uValue>${byte}</p:uValue>`).join('')) : reply(1);
}

function write(
  registry: SimulatedWindows['registry'],
  path: string,
  name: string,
  value: RegistryValue,
  reply: (code: number) => SoapAnswer,
): SoapAnswer {
  const values = registry.get(path);
  if (values === undefined) return reply(NOT_FOUND);
  values.set(name, value);
  return reply(0);
}

/** Makes a key, and those above it. */
export function createKey(registry: SimulatedWindows['registry'], path: string): void {
  const parts = path.split('\\');
  for (let length = 1; length <= parts.length; length += 1) {
    const each = parts.slice(0, length).join('\\');
    if (!registry.has(each)) registry.set(each, new Map());
  }
}

function subkeys(registry: SimulatedWindows['registry'], path: string): string[] {
  const depth = path.split('\\').length + 1;
  return [...registry.keys()]
    .filter((each) => each.startsWith(`${path}\\`) && each.split('\\').length === depth)
    .map((each) => each.slice(path.length + 1));
}

/** A key that holds another is not deleted: access denied, as StdRegProv says it. */
function deleteKey(registry: SimulatedWindows['registry'], path: string): number {
  if (!registry.has(path)) return NOT_FOUND;
  if (subkeys(registry, path).length > 0) return 5;
  registry.delete(path);
  return 0;
}

function output(method: string, uri: string, returnValue: number, content: string): SoapAnswer {
  return ok(
    `<p:${method}_OUTPUT xmlns:p="${uri}">${content}<p:ReturnValue>${returnValue}</p:ReturnValue></p:${method}_OUTPUT>`,
  );
}

const NAMESPACES =
  'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" ' +
  'xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"';

function ok(content: string): SoapAnswer {
  return { status: 200, soap: `<s:Envelope ${NAMESPACES}><s:Header/><s:Body>${content}</s:Body></s:Envelope>` };
}

/** A fault as WinRM words it, the provider's code inside of its own (MS-WSMV 2.2.4.43). */
export function fault(code: number): SoapAnswer {
  const inner = `<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="${code}" Machine="gate-07"><f:Message>lokaliseret</f:Message></f:WSManFault>`;
  return {
    status: 500,
    soap:
      `<s:Envelope ${NAMESPACES}><s:Header/><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:InternalError</s:Value></s:Subcode></s:Code>` +
      `<s:Reason><s:Text xml:lang="da">Fejl</s:Text></s:Reason><s:Detail>${inner}</s:Detail></s:Fault></s:Body></s:Envelope>`,
  };
}
