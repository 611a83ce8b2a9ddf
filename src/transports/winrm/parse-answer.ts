import type { Selector } from './envelope.ts';
import { childOf, findAnywhere, findPath, parseXml, type XmlElement } from './xml.ts';

/** What the service answers to one request. */
export type WsmanAnswer =
  | { readonly status: 'enumerated'; readonly items: readonly Instance[]; readonly context?: string }
  | { readonly status: 'invoked'; readonly returnValue: number; readonly output: XmlElement }
  | { readonly status: 'released' }
  | { readonly status: 'fault'; readonly fault: WsmanFault }
  | { readonly status: 'unreadable' };

/** A WMI instance: its properties by name (null where it has no value), and what tells it from others. */
export interface Instance {
  readonly properties: ReadonlyMap<string, string | null>;
  readonly selectors: readonly Selector[];
}

/** Numbers of a fault; texts of Windows are localised and only shown. */
export interface WsmanFault {
  /** Code of WS-Management itself, 0x8033xxxx. */
  readonly wsmanCode?: number;
  /** WinError, HRESULT or WBEM code of what is behind it, such as 5 or 0x80041010. */
  readonly providerCode?: number;
  /** Local name of the SOAP subcode, such as `AccessDenied`. */
  readonly subcode?: string;
}

/** Reads the body of an answer (DSP0226 and MS-WSMV 2.2.4). Nothing of it is guessed. */
export function parseAnswer(xml: string): WsmanAnswer {
  const root = parseXml(xml);
  if (root?.name !== 'Envelope') return { status: 'unreadable' };
  const body = childOf(root, 'Body');
  if (body === undefined) return { status: 'unreadable' };
  const [content] = body.children;
  if (content === undefined) return { status: 'released' };
  if (content.name === 'Fault') return { status: 'fault', fault: readFault(content) };
  if (content.name === 'EnumerateResponse' || content.name === 'PullResponse') return readItems(content);
  if (content.name.endsWith('_OUTPUT')) return readOutput(content);
  return { status: 'unreadable' };
}

function readItems(response: XmlElement): WsmanAnswer {
  const items = childOf(response, 'Items')?.children ?? [];
  const context = childOf(response, 'EnumerationContext')?.text ?? '';
  const isOver = childOf(response, 'EndOfSequence') !== undefined || context === '';
  const instances = items.map(readInstance);
  if (instances.includes(undefined)) return { status: 'unreadable' };
  return {
    status: 'enumerated',
    items: instances.filter((instance) => instance !== undefined),
    ...(!isOver && { context }),
  };
}

/** `<Item>` holds the instance and its endpoint reference, in either order. */
function readInstance(item: XmlElement): Instance | undefined {
  const reference = childOf(item, 'EndpointReference');
  const object = item.children.find((child) => child !== reference);
  if (object === undefined) return undefined;
  const selectorSet = findAnywhere(reference, 'SelectorSet');
  const selectors = (selectorSet?.children ?? []).map((each) => ({
    name: each.attributes.get('Name') ?? '',
    value: each.text,
  }));
  return { properties: new Map(object.children.map((child) => [child.name, valueOf(child)])), selectors };
}

/** Dates stand in an element of their own: `<p:LocalDateTime><cim:Datetime>2026-11-22T16:15:30+01:00</cim:Datetime>`. */
function valueOf(element: XmlElement): string | null {
  if (element.attributes.get('nil') === 'true') return null;
  return childOf(element, 'Datetime')?.text ?? element.text;
}

function readOutput(output: XmlElement): WsmanAnswer {
  const returnValue = Number(childOf(output, 'ReturnValue')?.text);
  if (!Number.isInteger(returnValue)) return { status: 'unreadable' };
  return { status: 'invoked', returnValue, output };
}

/**
 * Codes stand in `WSManFault`, which may hold a second one inside `ProviderFault`, and in the WMI status beside it
 * (MS-WSMV 2.2.4.43 and 2.2.4.27). Those of WS-Management itself have facility 0x33, the others are the provider's.
 */
function readFault(fault: XmlElement): WsmanFault {
  const detail = childOf(fault, 'Detail');
  const codes = [
    ...everyElement(detail, 'WSManFault').map((element) => element.attributes.get('Code')),
    ...everyElement(detail, 'StatusCode').map((element) => element.text),
  ].flatMap((text) => toCode(text) ?? []);
  const wsmanCode = codes.find((code) => code >>> 16 === WSMAN_FACILITY);
  const providerCode = codes.find((code) => code !== 0 && code >>> 16 !== WSMAN_FACILITY);
  const subcode = findPath(fault, 'Code', 'Subcode', 'Value')?.text.split(':').at(-1);
  return {
    ...(wsmanCode !== undefined && { wsmanCode }),
    ...(providerCode !== undefined && { providerCode }),
    ...(subcode !== undefined && { subcode }),
  };
}

const WSMAN_FACILITY = 0x8033;

/** The fault that one number alone stands for. */
export function wsmanFaultOf(code: number): WsmanFault {
  return code >>> 16 === WSMAN_FACILITY ? { wsmanCode: code } : { providerCode: code };
}

function everyElement(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (element?.children ?? []).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...everyElement(child, name),
  ]);
}

/** Numbers come as decimals, also negative ones; all are told as unsigned. */
function toCode(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,10}$/.test(text.trim()) ? Number(text) >>> 0 : undefined;
}
