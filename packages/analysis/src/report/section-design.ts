// The design: one paragraph and the schematic, both from the protocol alone.
import type { Randomisation } from '@equipoise/trial';
import { drawSchematic } from '../figure/schematic.js';
import { labelOf } from '../text.js';
import { figure, section } from './block.js';
import type { ReportContext } from './context.js';
import { estimandTable } from './estimand-table.js';
import { type Html, html } from './html.js';
import { sampleSize } from './sample-size.js';

/** Section "Design". */
export async function designSection(context: ReportContext): Promise<Html> {
  const { protocol } = context;
  return section(
    'design',
    'Design',
    html`<p>${designText(context)}</p>`,
    html`<p>${protocol.treatments.map((treatment, index) => html`${index === 0 ? undefined : ' '}<strong>${labelOf(treatment.name, treatment.id)}</strong> (${treatment.kind})${treatment.description === undefined ? '.' : `: ${labelOf(treatment.description, '').replace(/\.$/, '')}.`}`)}</p>`,
    figure(context, {
      id: 'figure-design',
      caption: 'Sequences, periods, administrations and visits, drawn from the protocol',
      drawing: drawSchematic(protocol, context.stamp),
    }),
    estimandTable(context),
    await sampleSize(context),
  );
}

function designText(context: ReportContext): string {
  const { protocol } = context;
  const { randomisation, blinding } = protocol;
  const groups = protocol.sequences.length;
  const shape = {
    crossover: `crossover trial with ${groups} sequences and ${protocol.periods.length} periods`,
    parallel: `parallel-group trial with ${groups} groups`,
    delayedStart: `delayed-start trial with ${groups} groups and ${protocol.periods.length} periods`,
    factorial: `factorial trial with ${groups} combinations of treatments`,
  }[protocol.design.type];
  const masked = blinding.masked.length === 0 ? 'Randomised' : 'Masked, randomised';
  const ratio =
    randomisation.ratio === undefined
      ? ''
      : ` ${protocol.sequences.map((sequence) => randomisation.ratio?.[sequence.id] ?? 0).join(':')}`;
  const method = methodText(randomisation);
  const strata = factorNames(randomisation.strata);
  const stratified = strata.length === 0 ? '' : `, stratified by ${strata.join(' and ')}`;
  const maskedWho = blinding.masked.length === 0 ? '' : ` Kept blind: ${blinding.masked.join(', ')}.`;
  const planned =
    protocol.plannedParticipants === undefined ? '' : ` Planned: ${protocol.plannedParticipants} participants.`;
  const sites = protocol.sites.length === 1 ? '' : ` ${protocol.sites.length} sites.`;
  return `${masked}${ratio} ${method}${stratified}: a ${shape}.${planned}${sites}${maskedWho}`;
}

const methodWords: Readonly<Record<Exclude<Randomisation['method'], 'minimisation'>, string>> = {
  simple: 'by simple randomisation',
  permutedBlocks: 'in permuted blocks',
  biasedCoin: 'by a biased coin',
  bigStick: 'by a big stick',
  biasedCoinWithTolerance: 'by a biased coin with tolerance',
  maximalProcedure: 'by the maximal procedure',
  urn: 'by an urn',
  uploadedList: 'from an uploaded list',
};

function methodText(randomisation: Randomisation): string {
  if (randomisation.method !== 'minimisation') return methodWords[randomisation.method];
  return `by minimisation over ${factorNames(randomisation.factors).join(' and ')}`;
}

function factorNames(
  factors: readonly { readonly from: Randomisation['strata'][number]['from'] | 'trial' }[],
): readonly string[] {
  return factors.map(({ from }) => {
    if (from === 'trial') return 'all participants';
    return typeof from === 'string' ? spaced(from) : from.item;
  });
}

function spaced(text: string): string {
  return text.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}
