import { SaxesParser } from 'saxes';

/** An element of an answer. Names are local names: peers disagree on namespaces of instances. */
export interface XmlElement {
  readonly name: string;
  /** By local name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text right inside, joined. */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** Deeper than any answer of WS-Management. */
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 100_000;

/**
 * Reads one XML document; undefined when it is not well-formed, has a document type (and with it could have entities of
 * its own) or is larger than any honest answer.
 */
export function parseXml(text: string): XmlElement | undefined {
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  let isBad = false;
  parser.on('error', () => (isBad = true));
  parser.on('doctype', () => (isBad = true));
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (open.length >= MAX_DEPTH || count > MAX_ELEMENTS) isBad = true;
    if (!isBad) open.push({ name: localName(name), attributes: byLocalName(attributes), children: [], text: '' });
  });
  parser.on('text', (piece) => addText(open, piece));
  parser.on('cdata', (piece) => addText(open, piece));
  parser.on('closetag', () => {
    const closed = open.pop();
    const parent = open.at(-1);
    if (closed !== undefined && parent !== undefined) parent.children.push(closed);
    else root ??= closed;
  });
  parser.write(text).close();
  return isBad ? undefined : root;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

function byLocalName(attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  let values: Map<string, string> | undefined;
  // Most elements have none, and there are hundreds of them in an answer.
  for (const name in attributes) (values ??= new Map()).set(localName(name), attributes[name] ?? '');
  return values ?? NO_ATTRIBUTES;
}

function addText(open: readonly OpenElement[], piece: string): void {
  const element = open.at(-1);
  if (element !== undefined) element.text += piece;
}

/** The child of that name, or undefined. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The descendant at the end of a path of local names. */
export function findPath(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  let found = element;
  for (const name of names) found = childOf(found, name);
  return found;
}

/** The first element of that name anywhere below. */
export function findAnywhere(element: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const child of element?.children ?? []) {
    const found = child.name === name ? child : findAnywhere(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Escapes text for an element or an attribute; what XML cannot hold at all is a bug of the caller. */
export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly the characters that XML 1.0 has no way to write
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) throw new Error('XML cannot hold this text');
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
