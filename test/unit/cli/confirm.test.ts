import { describe, expect, it } from 'vitest';
import { type Asked, confirmPlan } from '../../../src/cli/confirm.ts';
import { hostsDocument } from '../../../src/reporters/hosts-document.ts';
import { renderHostsMarkdown } from '../../../src/reporters/hosts-markdown.ts';
import { renderHostsText } from '../../../src/reporters/hosts-text.ts';
import { CLOSED, host, inventory, stepOf } from '../../support/builders.ts';

/** The question about a plan that changes so many hosts, and what stands before it. */
async function questionFor(
  hosts: number,
  asked: Partial<Asked> = {},
): Promise<{ readonly question: string; readonly err: string }> {
  const seen = { question: '', err: '' };
  const plan = {
    formatVersion: 1,
    inventoryDigest: '',
    simulated: false,
    hosts: Array.from({ length: hosts }, (_, at) => ({ host: `h-${at}`, status: 'change', step: stepOf() }) as const),
  } as const;
  await confirmPlan(
    plan,
    { stale: [], ...asked },
    {
      err: (text) => void (seen.err += text),
      ask: async (question) => {
        seen.question = question;
        return true;
      },
    },
  );
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

describe('the question about hosts whose window is closed', () => {
  const windows = new Map([['h-1', CLOSED]]);

  it('says when they are changed if they are waited for', async () => {
    const { question, err } = await questionFor(2, { windows, waits: true });
    expect(question).toBe('Change the key of 2 hosts? 1 host of these only once a window opens. Type yes: ');
    expect(err).toContain('by sp1  window saturday opens 2026-11-28 22:00 Europe/Copenhagen\n');
  });

  it('is not about them if they are held, and is not put when there are no others', async () => {
    expect((await questionFor(2, { windows })).question).toBe(
      'Change the key of 1 host? 1 host outside a window: held. Type yes: ',
    );
    expect(await questionFor(1, { windows: new Map([['h-0', CLOSED]]) })).toEqual({ question: '', err: '' });
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
