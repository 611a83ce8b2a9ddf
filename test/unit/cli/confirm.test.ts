import { describe, expect, it } from 'vitest';
import { confirmPlan } from '../../../src/cli/confirm.ts';
import { hostsDocument } from '../../../src/reporters/hosts-document.ts';
import { renderHostsMarkdown } from '../../../src/reporters/hosts-markdown.ts';
import { renderHostsText } from '../../../src/reporters/hosts-text.ts';
import { host, inventory, stepOf } from '../../support/builders.ts';

/** The question about a plan that changes so many hosts, and what stands before it. */
async function questionFor(hosts: number): Promise<{ readonly question: string; readonly err: string }> {
  const seen = { question: '', err: '' };
  const plan = {
    formatVersion: 1,
    inventoryDigest: '',
    simulated: false,
    hosts: Array.from({ length: hosts }, (_, at) => ({ host: `h-${at}`, status: 'change', step: stepOf() }) as const),
  } as const;
  await confirmPlan(plan, [], {
    err: (text) => void (seen.err += text),
    ask: async (question) => {
      seen.question = question;
      return true;
    },
  });
  return seen;
}

describe('the question before a change', () => {
  it('is about one host, or about thousands in threes of digits', async () => {
    expect((await questionFor(1)).question).toBe('Change the key of 1 host? Type yes: ');
    const many = await questionFor(3000);
    expect(many.question).toBe('Change the key of 3,000 hosts? Type yes: ');
    expect(many.err).toContain('  ... and 2,960 more: `vlkctl plan` lists them all\n');
  });
});

describe('the numbers of a list of hosts', () => {
  it('are in threes of digits, as everywhere else', () => {
    const hosts = Array.from({ length: 1200 }, (_, at) => host({ name: `h-${at}.example` }));
    const document = hostsDocument(inventory(hosts), hosts);
    expect(renderHostsText(document, 100)).toMatch(/^1,200 hosts\n {2}by OS level {2}windows-xp-sp3 {2}1,200$/m);
    expect(renderHostsMarkdown(document)).toMatch(/^\*\*1,200 hosts\*\*\n\n[^]*\| 1,200 \|$/m);
  });
});
