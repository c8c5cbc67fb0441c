// The trial as a drawing: epochs from left to right, a row for each sequence, the visits below; with its text beside it.
import { Table, Text } from '@mantine/core';
import { useFormats } from '../../language/format.js';
import { type Say, useSay } from '../../language/message.js';
import type { Outline, OutlineEpoch, OutlineTreatment, OutlineVisit } from './outline.js';

const width = 640;
const left = 104;
const rowHeight = 44;
const headHeight = 34;

export function Schematic({ outline }: { readonly outline: Outline }) {
  const say = useSay();
  const { epochs, sequences, visits } = outline;
  if (epochs.length === 0 || sequences.length === 0)
    return (
      <Text c="dimmed" size="sm">
        {say('newTrial.nothingToDraw')}
      </Text>
    );
  const column = (width - left) / epochs.length;
  const visitTop = headHeight + sequences.length * rowHeight + 18;
  const lanes = epochs.map((_, index) => visits.filter(({ epoch }) => epoch === index));
  return (
    <>
      <svg
        viewBox={`0 0 ${width} ${visitTop + 48}`}
        width="100%"
        role="img"
        aria-label={say('newTrial.schematicOf', { acronym: outline.acronym })}
      >
        {epochs.map((epoch, index) => (
          <EpochHead key={epoch.id} epoch={epoch} x={left + index * column} width={column} />
        ))}
        {sequences.map(({ id, name, treatments }, row) => {
          const y = headHeight + row * rowHeight;
          return (
            <g key={id}>
              <text x={0} y={y + rowHeight / 2 + 4} fontSize={12} fontWeight={600} fill="var(--mantine-color-text)">
                {shorten(name, 15)}
                <title>{name}</title>
              </text>
              {treatments.map((treatment, index) => (
                <Cell
                  // biome-ignore lint/suspicious/noArrayIndexKey: an epoch's place is what it is.
                  key={index}
                  treatment={treatment}
                  x={left + index * column}
                  y={y}
                  width={column}
                />
              ))}
            </g>
          );
        })}
        <text x={0} y={visitTop + 16} fontSize={12} fontWeight={600} fill="var(--mantine-color-text)">
          {say('newTrial.visits')}
        </text>
        {lanes.map((lane, index) => (
          <VisitLane key={epochs[index]?.id} visits={lane} x={left + index * column} y={visitTop + 12} width={column} />
        ))}
      </svg>
      <VisitTable outline={outline} />
    </>
  );
}

/** The name of an epoch that the protocol leaves without one. */
function nameOf(epoch: OutlineEpoch, say: Say): string {
  return epoch.name ?? say(epoch.kind === 'other' ? 'newTrial.epochOther' : `newTrial.${epoch.kind}`);
}

function EpochHead({
  epoch,
  x,
  width: own,
}: {
  readonly epoch: OutlineEpoch;
  readonly x: number;
  readonly width: number;
}) {
  const say = useSay();
  const name = nameOf(epoch, say);
  const days = epoch.days === undefined ? '' : ` · ${say('newTrial.days', { count: epoch.days })}`;
  return (
    <text x={x + own / 2} y={20} fontSize={12} textAnchor="middle" fill="var(--mantine-color-dimmed)">
      {shorten(`${name}${days}`, Math.floor(own / 7.2))}
      <title>{`${name}${days}`}</title>
    </text>
  );
}

function Cell({
  treatment,
  x,
  y,
  width: own,
}: {
  readonly treatment: OutlineTreatment | undefined;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}) {
  const middle = y + rowHeight / 2;
  if (treatment === undefined)
    return <line x1={x} x2={x + own} y1={middle} y2={middle} stroke="var(--mantine-color-dimmed)" strokeWidth={1.5} />;
  return (
    <g>
      <rect
        x={x + 3}
        y={y + 5}
        width={own - 6}
        height={rowHeight - 10}
        rx={6}
        fill={treatment.isActive ? 'var(--mantine-primary-color-light)' : 'var(--eq-card)'}
        stroke="var(--mantine-color-dimmed)"
      />
      <text x={x + own / 2} y={middle + 4} fontSize={12} textAnchor="middle" fill="var(--mantine-color-text)">
        {shorten(treatment.name, Math.floor((own - 16) / 7))}
        <title>{treatment.name}</title>
      </text>
    </g>
  );
}

function VisitLane({
  visits,
  x,
  y,
  width: own,
}: {
  readonly visits: readonly OutlineVisit[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
}) {
  const step = own / (visits.length + 1);
  return (
    <g>
      <line x1={x} x2={x + own} y1={y} y2={y} stroke="var(--eq-line)" />
      {visits.map(({ id, name, isConditional, isUnscheduled, day }, index) => {
        const at = x + step * (index + 1);
        return (
          <g key={id}>
            <circle
              cx={at}
              cy={y}
              r={5}
              fill={isConditional || isUnscheduled ? 'var(--eq-card)' : 'var(--mantine-color-anchor)'}
              stroke="var(--mantine-color-anchor)"
              strokeWidth={1.5}
            >
              <title>{name}</title>
            </circle>
            {day !== undefined && step > 22 && (
              <text x={at} y={y + 20} fontSize={10} textAnchor="middle" fill="var(--mantine-color-dimmed)">
                {day}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

function VisitTable({ outline }: { readonly outline: Outline }) {
  const say = useSay();
  const { number } = useFormats();
  return (
    <Table.ScrollContainer minWidth={420} mt="xs">
      <Table aria-label={say('newTrial.visits')} fz="xs" verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say('newTrial.visit')}</Table.Th>
            <Table.Th>{say('newTrial.epoch')}</Table.Th>
            <Table.Th className="eq-number">{say('newTrial.day')}</Table.Th>
            <Table.Th className="eq-number">{say('newTrial.window')}</Table.Th>
            <Table.Th className="eq-number">{say('newTrial.forms')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {outline.visits.map((visit) => {
            const epoch = outline.epochs[visit.epoch];
            return (
              <Table.Tr key={visit.id}>
                <Table.Td>
                  {visit.name}
                  {visit.isConditional && <Text span c="dimmed" size="xs">{` · ${say('newTrial.conditional')}`}</Text>}
                  {visit.isUnscheduled && <Text span c="dimmed" size="xs">{` · ${say('newTrial.unscheduled')}`}</Text>}
                </Table.Td>
                <Table.Td>{epoch === undefined ? '' : nameOf(epoch, say)}</Table.Td>
                <Table.Td className="eq-number">{visit.day === undefined ? '' : number(visit.day)}</Table.Td>
                <Table.Td className="eq-number">
                  {visit.before === undefined ? '' : `−${visit.before} / +${visit.after ?? 0}`}
                </Table.Td>
                <Table.Td className="eq-number">{visit.forms}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}
