// The report as a file: complete, well-formed, self-contained, stamped, traceable, the same bytes every time.
import { readFileSync } from 'node:fs';
import { type Protocol, parseProtocol } from '@equipoise/trial';
import { describe, expect, test } from 'vitest';
import type { AnalysisOutput } from '../output.js';
import { renderReport } from './report.js';
import { sampleOutput } from './sample-output.fixture.js';

function shippedProtocol(trial: string): Protocol {
  const path = new URL(`../../../../trials/${trial}/protocol.yaml`, import.meta.url);
  const parsed = parseProtocol(readFileSync(path, 'utf8'), 'protocol.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

const protocol = shippedProtocol('mesems');
const stamp = sampleOutput.stamp ?? '';

/** Parts of markup between an opening tag and its end; none of the parts holds another of its kind. */
function elements(markup: string, name: string): readonly string[] {
  return markup.match(new RegExp(`<${name}[ >][\\s\\S]*?</${name}>`, 'g')) ?? [];
}

/** The first place where tags do not nest, or undefined. Void elements must close themselves; style sheets are skipped. */
function firstFault(markup: string): string | undefined {
  const text = markup.replace(/^<!DOCTYPE html>\n/, '').replace(/<style>[\s\S]*?<\/style>/g, '');
  const open: string[] = [];
  for (const [tag, isClosing, name = '', isSelfClosing] of text.matchAll(
    /<(\/?)([a-zA-Z][a-zA-Z0-9]*)(?:\s+[a-zA-Z][a-zA-Z0-9:-]*="[^"<>]*")*\s*(\/?)>/g,
  )) {
    if (isSelfClosing) continue;
    if (!isClosing) open.push(name);
    else if (open.pop() !== name) return tag;
  }
  const rest = text.replace(/<\/?[a-zA-Z][a-zA-Z0-9]*(?:\s+[a-zA-Z][a-zA-Z0-9:-]*="[^"<>]*")*\s*\/?>/g, '');
  if (/[<>]/.test(rest)) return rest.slice(Math.max(0, rest.search(/[<>]/) - 40), rest.search(/[<>]/) + 40);
  return open.at(-1);
}

function attributeValues(markup: string, name: string): readonly string[] {
  return [...markup.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map((match) => match[1] ?? '');
}

describe('the file', async () => {
  const markup = await renderReport(sampleOutput, protocol);

  test('is well-formed', () => {
    expect(firstFault(markup)).toBeUndefined();
    expect(markup).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
  });

  test('needs nothing but itself', () => {
    expect(markup).not.toMatch(/<script|<link|<iframe|<img|<object|<embed|@import|javascript:/i);
    const withoutNamespaces = markup.replaceAll('xmlns="http://www.w3.org/2000/svg"', '');
    expect(withoutNamespaces).not.toMatch(/https?:/);
    expect([...markup.matchAll(/url\(([^)]*)\)/g)].every((match) => match[1]?.startsWith('#'))).toBe(true);
    expect(attributeValues(markup, 'on[a-z]+')).toEqual([]);
  });

  test('gives every id once, and every reference within it has its target', () => {
    const ids = attributeValues(markup, 'id');
    expect(new Set(ids).size).toBe(ids.length);
    const targets = attributeValues(markup, 'href').map((href) => href.replace(/^#/, ''));
    const labels = attributeValues(markup, 'aria-labelledby').flatMap((value) => value.split(' '));
    expect(targets.length).toBeGreaterThan(20);
    expect([...targets, ...labels].filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('has a caption and row and column heads in every table', () => {
    const tables = elements(markup, 'table');
    expect(tables.length).toBeGreaterThan(10);
    for (const each of tables) {
      expect(each).toMatch(/<caption>/);
      expect(each).toMatch(/<th scope="col"/);
      expect(each).toMatch(/<th scope="row"/);
    }
  });

  test('numbers tables and figures in the order in which they stand', () => {
    for (const kind of ['Table', 'Figure']) {
      const numbers = [...markup.matchAll(new RegExp(`<span class="number">${kind} (\\d+)</span>`, 'g'))].map((match) =>
        Number(match[1]),
      );
      expect(numbers.length).toBeGreaterThan(5);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  test('tells in words what every drawing shows', () => {
    const drawings = elements(markup, 'svg');
    expect(drawings.length).toBeGreaterThan(5);
    for (const each of drawings)
      expect(each).toMatch(/^<svg[^>]* role="img"[^>]*><title [^>]*>[^<]+<\/title><desc [^>]*>[^<]+</);
  });

  test('has the same bytes again, and under another time zone and language', async () => {
    const before = { TZ: process.env.TZ, LANG: process.env.LANG, LC_ALL: process.env.LC_ALL };
    Object.assign(process.env, { TZ: 'Pacific/Kiritimati', LANG: 'de_DE.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
    const again = await renderReport(structuredClone(sampleOutput), structuredClone(protocol));
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
    expect(again).toBe(markup);
  });
});

describe('the stamp of made data', () => {
  test('stands on every page, table, figure and drawing', async () => {
    const markup = await renderReport(sampleOutput, protocol);
    const parts = [...elements(markup, 'table'), ...elements(markup, 'figure'), ...elements(markup, 'svg')];
    expect(parts.filter((part) => !part.includes(stamp))).toEqual([]);
    expect(markup).toMatch(new RegExp(`@top-right\\{content:"${stamp}"`));
    expect(markup).toMatch(/<div class="watermark" aria-hidden="true"><span>SYNTHETIC<\/span>/);
  });

  test('is nowhere in the report of a real trial', async () => {
    const real: AnalysisOutput = { ...sampleOutput, synthetic: false, stamp: null, mode: 'live', conclusion: 'None.' };
    expect(await renderReport(real, protocol)).not.toMatch(/SYNTHETIC|class="(stamp|banner|watermark)"/);
  });

  test('is joined by the banner of dummy arms while the trial is blind', async () => {
    const blind: AnalysisOutput = { ...sampleOutput, synthetic: false, stamp: null, mode: 'live', dummyArms: true };
    const markup = await renderReport(blind, protocol);
    const parts = [...elements(markup, 'table'), ...elements(markup, 'figure'), ...elements(markup, 'svg')];
    expect(parts.filter((part) => !part.includes('DUMMY ARMS'))).toEqual([]);
    expect(markup).toMatch(/@top-right\{content:"DUMMY ARMS/);
    expect(markup).toMatch(/<div class="watermark" aria-hidden="true"><span>DUMMY ARMS<\/span>/);
  });
});

describe('what it says', async () => {
  const markup = await renderReport(sampleOutput, protocol);

  test('shows the primary estimate with interval and p, and the conclusion', () => {
    const summary = elements(markup, 'section')[0] ?? '';
    expect(summary).toContain('<p class="estimate">0.81</p>');
    expect(summary).toContain('95% CI 0.44 to 1.50');
    expect(summary).toContain('p = 0.51');
    expect(summary).toContain('did not demonstrate a difference');
  });

  test('follows the output: another estimate, another report', async () => {
    const [primary, ...others] = sampleOutput.analyses;
    if (primary === undefined) throw new Error('the sample has analyses');
    const changed = { ...primary, estimate: 0.7012, ci: [0.31, 1.62] as const, p: 0.0004 };
    const other = await renderReport({ ...sampleOutput, analyses: [changed, ...others] }, protocol);
    expect(other).toContain('<p class="estimate">0.70</p>');
    expect(other).toContain('95% CI 0.31 to 1.62');
    expect(other).toContain('p &lt; 0.001');
  });

  test('keeps the row of deaths and of serious events where there are none', () => {
    const bySequence = markup.match(/id="table-safety-sequence"[\s\S]*?<\/table>/)?.[0] ?? '';
    expect(bySequence).toMatch(/Deaths <\/th><td class="number">0<\/td><td class="number">0 \(0%\)<\/td>/);
    const silent = { ...sampleOutput, safety: [] };
    return renderReport(silent, protocol).then((other) => expect(other).toMatch(/Deaths <\/th><td class="number">0</));
  });

  test('notes a treatment under which no serious event was recorded', () => {
    expect(markup).toContain('No serious adverse event was recorded under Mesenchymal stem cells (n = 118).');
    expect(markup).not.toContain('No serious adverse event was recorded under Placebo');
  });

  test('says what was not tested, and what is post hoc', () => {
    const secondary = markup.match(/id="table-secondary"[\s\S]*?<\/table>/)?.[0] ?? '';
    expect(secondary.match(/not tested \(nominal\)/g)).toHaveLength(2);
    expect(secondary.match(/class="post-hoc"/g)).toHaveLength(1);
  });

  test('never claims safety or the absence of an effect', () => {
    expect(markup).not.toMatch(/well tolerated|no effect\b|is safe\b|was safe\b|proved/i);
  });

  test('carries endpoint, set, method, records and digest on each estimate and in the appendix', () => {
    const row = markup.match(
      /<tr data-trace="(T\d+)" data-endpoint="Gadolinium-enhancing lesions over weeks 4, 12 and 24"[^>]*>/,
    );
    expect(row?.[0]).toContain('data-analysis-set="Full analysis set"');
    expect(row?.[0]).toContain('data-method="nb-glm"');
    expect(row?.[0]).toContain('data-records="471"');
    const mark = row?.[1] ?? '';
    expect(markup).toContain(`<span id="${mark}">${mark}</span>`);
    expect(markup.match(/<dl class="computed">[\s\S]*<\/dl>/)?.[0]).toContain(sampleOutput.plan.digest ?? 'absent');
  });

  test('tells when people were recruited, by month and by national trial', () => {
    const section = markup.match(/<section id="participants"[\s\S]*?<\/section>/)?.[0] ?? '';
    expect(section).toContain(
      '139 people were screened and 120 randomised, of 144 planned. Screening began on 5 Feb 2029. The first participant was randomised on 12 Mar 2029, the last in Jul 2030.',
    );
    const figure = section.match(/<figure[^>]* id="figure-recruitment"[\s\S]*?<\/figure>/)?.[0] ?? '';
    for (const word of ['Screened', 'Randomised', 'Participants', 'Planned', '144'])
      expect(figure).toContain(`>${word}<`);
    expect(figure).toContain('by Dec 2029 94 screened, 80 randomised; by Jul 2030 139 screened, 120 randomised.');
    expect(figure).toContain('Of 1 screenings or randomisations the month is not known');
    const places = section.match(/id="table-recruitment"[\s\S]*?<\/table>/)?.[0] ?? '';
    expect(places).toContain('Recruitment by national trial');
    expect(places).toMatch(/Italy <\/th><td class="number">81<\/td><td class="number">70<\/td><td class="number">80</);
    expect(places).toMatch(/nowhere <\/th>(<td class="number">[0\u2013]<\/td>){5}/);
    expect(places).toMatch(/All <\/th><td class="number">139<\/td><td class="number">120<\/td><td class="number">144</);
  });

  test('says what size the assumptions of the protocol ask for, with the power of what is planned', () => {
    const section = markup.match(/<section id="design"[\s\S]*?<\/section>/)?.[0] ?? '';
    const row = section.match(/id="table-sample-size"[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/)?.[1] ?? '';
    expect([...row.matchAll(/<td[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual([
      'rate ratio\u00a00.4',
      ...['80%', '136', '144', '144', '137', '80.3%'],
    ]);
    const figure = section.match(/<figure[^>]* id="figure-power-primaryPower"[\s\S]*?<\/figure>/)?.[0] ?? '';
    for (const word of [
      'Rate ratio',
      '0.632',
      '0.4',
      '0.253',
      'Power',
      'Participants with data',
      '80%',
      'As planned: 137',
    ])
      expect(figure).toContain(`>${word}<`);
  });

  test('has no sample size and no recruitment where there is none', async () => {
    const recruitment: AnalysisOutput['recruitment'] = {
      ...{ planned: null, monthUnknown: 2, months: [], by: 'site', places: [] },
      screened: { first: null, last: null },
      randomised: { first: null, last: null },
    };
    const bare = await renderReport({ ...sampleOutput, sampleSize: [], recruitment }, protocol);
    expect(bare).not.toMatch(/Sample size|id="(figure|table)-recruitment"/);
    expect(bare).toContain(
      '139 people were screened and 120 randomised. No date of screening or randomisation is known.',
    );
    const oneDay = { first: '2029-02-05', last: '2029-02-05' };
    const short = { ...recruitment, screened: oneDay, randomised: oneDay };
    expect(await renderReport({ ...sampleOutput, recruitment: short }, protocol)).toContain(
      'Screening began on 5 Feb 2029. Randomisation took place on 5 Feb 2029.',
    );
  });

  test('lists what the protocol assumes', () => {
    const table = markup.match(/id="table-assumptions"[\s\S]*?<\/table>/)?.[0] ?? '';
    expect(table).toContain('<code>analyses.primary</code>');
    expect(table).toContain('<code>testing</code>');
    expect(table).not.toContain('<code>treatments.msc</code>');
  });
});

describe('text of a protocol', () => {
  test('stays text, whatever it holds', async () => {
    const attack = '<script>alert("1")</script>\'"&\\ </style><img src=x onerror=y>';
    const visits = protocol.visits.map((visit) => ({ ...visit, name: attack }));
    const hostile: Protocol = { ...protocol, title: attack, acronym: attack, visits };
    const output: AnalysisOutput = {
      ...sampleOutput,
      acronym: attack,
      stamp: attack,
      conclusion: attack,
      notes: [attack],
    };
    const markup = await renderReport(output, hostile);
    expect(markup).not.toMatch(/<script|<img|<\/style>[\s\S]*<\/style>/i);
    expect(firstFault(markup)).toBeUndefined();
  });
});

describe('other designs', () => {
  test('draws a parallel trial and a crossover without days or adverse events', async () => {
    for (const trial of ['epilepsy', 'raynaud']) {
      const other = shippedProtocol(trial);
      const output: AnalysisOutput = {
        ...sampleOutput,
        trial,
        participants: { screened: 0, randomised: 0, bySequence: {}, notRandomised: [] },
        flow: [],
        analysisSets: [],
        baseline: [],
        visitSummaries: [],
        analyses: [],
        testing: { ...sampleOutput.testing, steps: [] },
        safety: [],
        safetyComparisons: [],
        deviations: [],
      };
      const markup = await renderReport(output, other);
      expect(firstFault(markup)).toBeUndefined();
      expect(markup).toContain('collects no adverse events');
      expect(markup).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});
