// The analyses and what they gave, as a table: everything that a second program needs to refit them.

import type { Protocol } from '@equipoise/trial';
import type { AnalysisOutput, AnalysisResult } from '../output.js';
import { type Column, type Table, table } from './table.js';

type Row = { readonly result: AnalysisResult; readonly kind: 'endpoint' | 'safety' };

/** One row for each analysis and safety comparison: its specification and its results. */
export function analysisTable(output: AnalysisOutput, protocol: Protocol): Table {
  const specOf = ({ result }: Row) => protocol.analyses.find(({ id }) => id === result.id);
  const termsOf = (row: Row) => {
    const spec = specOf(row);
    return spec !== undefined && 'terms' in spec ? spec.terms : undefined;
  };
  const offsetOf = (row: Row) => {
    const spec = specOf(row);
    return spec !== undefined && 'offset' in spec ? spec.offset : undefined;
  };
  const safetyOf = ({ result }: Row) => protocol.safetyComparisons?.find(({ id }) => id === result.id);
  const effectOf = (row: Row) => specOf(row)?.effect ?? safetyOf(row)?.effect;
  const columns: readonly Column<Row>[] = [
    {
      name: 'synthetic',
      label: 'Whether the data are made',
      type: 'text',
      note: 'SYNTHETIC or no',
      value: () => (output.synthetic ? 'SYNTHETIC' : 'no'),
    },
    {
      name: 'arms',
      label: 'Whether arms are those of the allocation',
      type: 'text',
      note: 'DUMMY or actual',
      value: () => (output.dummyArms ? 'DUMMY' : 'actual'),
    },
    { name: 'id', label: 'Analysis', type: 'text', value: ({ result }) => result.id },
    { name: 'kind', label: 'What is compared', type: 'text', note: 'endpoint or safety', value: ({ kind }) => kind },
    { name: 'method', label: 'Method', type: 'text', value: ({ result }) => result.method },
    {
      name: 'endpoint',
      label: 'Endpoint, or kind of adverse event',
      type: 'text',
      value: ({ result }) => result.endpoint,
    },
    {
      name: 'period',
      label: 'Period',
      type: 'text',
      note: 'empty: not restricted',
      value: (row) => specOf(row)?.period,
    },
    { name: 'set', label: 'Analysis set', type: 'text', value: ({ result }) => result.analysisSet },
    {
      name: 'terms',
      label: 'Terms of the model',
      type: 'text',
      note: 'as in R, joined by +',
      value: (row) => termsOf(row)?.join(' + '),
    },
    { name: 'offset', label: 'Offset of the model', type: 'text', value: (row) => offsetOf(row) },
    { name: 'term', label: 'Term of the effect', type: 'text', value: (row) => effectOf(row)?.term },
    { name: 'active', label: 'Group that is compared', type: 'text', value: (row) => effectOf(row)?.active },
    {
      name: 'reference',
      label: 'Group that it is compared with',
      type: 'text',
      value: (row) => effectOf(row)?.reference,
    },
    { name: 'visit', label: 'Visit of the effect', type: 'text', value: (row) => specOf(row)?.effect.visit },
    { name: 'subset', label: 'Who is compared', type: 'text', note: 'empty: all', value: (row) => specOf(row)?.subset },
    {
      name: 'methodDescription',
      label: 'What was done, missing values and intercurrent events included',
      type: 'text',
      value: ({ result }) => result.methodDescription,
    },
    {
      name: 'systemOrganClass',
      label: 'System organ class that counts',
      type: 'text',
      note: 'empty: all',
      value: (row) => safetyOf(row)?.events.systemOrganClass,
    },
    {
      name: 'serious',
      label: 'Whether serious events count',
      type: 'yes or no',
      note: 'empty: all',
      value: (row) => safetyOf(row)?.events.serious,
    },
    {
      name: 'exposureWeeks',
      label: 'Planned weeks at risk',
      type: 'number',
      unit: 'wk',
      value: (row) => {
        const spec = specOf(row);
        return safetyOf(row)?.exposureWeeks ?? (spec?.method === 'two-poisson-rates' ? spec.exposureWeeks : undefined);
      },
    },
    {
      name: 'information',
      label: 'Information of the Wald test',
      type: 'text',
      value: ({ result }) => textOf(result.result.information),
    },
    { name: 'interval', label: 'Interval', type: 'text', value: ({ result }) => textOf(result.result.interval) },
    { name: 'confidence', label: 'Confidence level', type: 'number', value: ({ result }) => result.confidence },
    { name: 'effectMeasure', label: 'What the estimate is', type: 'text', value: ({ result }) => result.effectMeasure },
    { name: 'estimate', label: 'Estimate', type: 'number', value: ({ result }) => result.estimate ?? undefined },
    { name: 'lower', label: 'Lower end of the interval', type: 'number', value: ({ result }) => result.ci?.[0] },
    { name: 'upper', label: 'Upper end of the interval', type: 'number', value: ({ result }) => result.ci?.[1] },
    { name: 'p', label: 'Two-sided p', type: 'number', value: ({ result }) => result.p ?? undefined },
    { name: 'status', label: 'Status', type: 'text', value: ({ result }) => result.status },
    { name: 'postHoc', label: 'Post hoc', type: 'yes or no', value: ({ result }) => result.postHoc },
  ];
  const rows = [
    ...output.analyses.map((result) => ({ result, kind: 'endpoint' as const })),
    ...output.safetyComparisons.map((result) => ({ result, kind: 'safety' as const })),
  ];
  return table('analyses.csv', 'One row for each analysis: its specification and what it gave', { columns, rows });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
