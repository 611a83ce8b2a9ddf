import { escapeXml } from './xml.ts';

const RESOURCES = 'http://schemas.microsoft.com/wbem/wsman/1/wmi';
const ACTIONS = {
  enumerate: 'http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate',
  pull: 'http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull',
  release: 'http://schemas.xmlsoap.org/ws/2004/09/enumeration/Release',
} as const;
const ANONYMOUS = 'http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous';
/** Bytes; the default limit of WinRM 1.1 and 2.0 is 150 KB. */
const MAX_ENVELOPE = 153_600;

/** A WMI class in its namespace: `root/cimv2`, `Win32_OperatingSystem`. */
export interface WmiClass {
  readonly namespace: 'root/cimv2' | 'root/default';
  readonly name: string;
}

/** One request of WS-Management, as data. */
export type WsmanRequest =
  | { readonly kind: 'enumerate'; readonly of: WmiClass }
  | { readonly kind: 'pull' | 'release'; readonly of: WmiClass; readonly context: string }
  | {
      readonly kind: 'invoke';
      readonly of: WmiClass;
      readonly method: string;
      /** Names and values that tell the instance, exactly as an enumeration gave them; none for a class's own method. */
      readonly selectors: readonly Selector[];
      readonly parameters: readonly Parameter[];
    };

export interface Selector {
  readonly name: string;
  readonly value: string;
}

/** A parameter of a method; a list is written as repeated elements. */
export interface Parameter {
  readonly name: string;
  readonly value: string | number | readonly number[];
}

/** What an envelope says besides the request. */
export interface Addressing {
  readonly to: string;
  /** Such as `uuid:9f0f1d4e-…`; the answer refers to it. */
  readonly messageId: string;
  readonly timeoutMs: number;
}

/** The resource URI of a class (MS-WSMV 2.2.2.2.2); names keep the case of the repository. */
export function resourceUri({ namespace, name }: WmiClass): string {
  return `${RESOURCES}/${namespace}/${name}`;
}

/**
 * The SOAP envelope of a request (DSP0226; MS-WSMV 3.1.4.1 for WMI). Enumerations ask for instances together with their
 * references and for the first batch at once (DSP0226 8.2.3 and 8.7).
 */
export function makeEnvelope(request: WsmanRequest, { to, messageId, timeoutMs }: Addressing): string {
  const selectors = request.kind === 'invoke' ? selectorSet(request.selectors) : '';
  return [
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"',
    ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"',
    ' xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration"',
    ' xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header>',
    `<a:To>${escapeXml(to)}</a:To>`,
    `<w:ResourceURI s:mustUnderstand="true">${escapeXml(resourceUri(request.of))}</w:ResourceURI>`,
    `<a:ReplyTo><a:Address s:mustUnderstand="true">${ANONYMOUS}</a:Address></a:ReplyTo>`,
    `<a:Action s:mustUnderstand="true">${escapeXml(actionOf(request))}</a:Action>`,
    `<w:MaxEnvelopeSize s:mustUnderstand="true">${MAX_ENVELOPE}</w:MaxEnvelopeSize>`,
    `<a:MessageID>${escapeXml(messageId)}</a:MessageID>`,
    `<w:OperationTimeout>PT${(timeoutMs / 1000).toFixed(3)}S</w:OperationTimeout>`,
    `${selectors}</s:Header><s:Body>${bodyOf(request)}</s:Body></s:Envelope>`,
  ].join('');
}

function actionOf(request: WsmanRequest): string {
  return request.kind === 'invoke' ? `${resourceUri(request.of)}/${request.method}` : ACTIONS[request.kind];
}

function bodyOf(request: WsmanRequest): string {
  switch (request.kind) {
    case 'enumerate':
      return (
        '<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>20</w:MaxElements>' +
        '<w:EnumerationMode>EnumerateObjectAndEPR</w:EnumerationMode></n:Enumerate>'
      );
    case 'pull':
      return `<n:Pull>${contextOf(request.context)}<n:MaxElements>20</n:MaxElements></n:Pull>`;
    case 'release':
      return `<n:Release>${contextOf(request.context)}</n:Release>`;
    case 'invoke':
      return methodInput(request);
  }
}

function contextOf(context: string): string {
  return `<n:EnumerationContext>${escapeXml(context)}</n:EnumerationContext>`;
}

function methodInput({ of, method, parameters }: Extract<WsmanRequest, { kind: 'invoke' }>): string {
  const elements = parameters.flatMap(({ name, value }) => {
    const values = typeof value === 'object' ? value : [value];
    return values.map((each) => `<p:${name}>${escapeXml(String(each))}</p:${name}>`);
  });
  return `<p:${method}_INPUT xmlns:p="${escapeXml(resourceUri(of))}">${elements.join('')}</p:${method}_INPUT>`;
}

function selectorSet(selectors: readonly Selector[]): string {
  if (selectors.length === 0) return '';
  const each = selectors.map(
    ({ name, value }) => `<w:Selector Name="${escapeXml(name)}">${escapeXml(value)}</w:Selector>`,
  );
  return `<w:SelectorSet>${each.join('')}</w:SelectorSet>`;
}
