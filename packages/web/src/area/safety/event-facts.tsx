// The parts of one adverse event that are read: the report of the site, both judgements, versions of the case.
import { Card, Stack, Table, Text } from '@mantine/core';
import { useNames } from '../../api/names.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { FactList } from '../../part/fact-list.js';
import type { CaseFacts, EventFacts, Target } from './case.js';
import classes from './safety.module.css';
import type { AdverseEventWords } from './words.js';

export function Reported({ event, words }: { readonly event: EventFacts; readonly words: AdverseEventWords }) {
  const say = useSay();
  const { instant } = useFormats();
  return (
    <FactList
      facts={[
        [say('safety.organClass'), words.organClass(event.systemOrganClass)],
        [say('safety.preferredTerm'), event.preferredTerm],
        [say('safety.started'), [words.dayOrMissing(event.startedOn), event.onsetTime].filter(Boolean).join(', ')],
        [say('safety.ended'), words.dayOrMissing(event.endedOn)],
        [say('safety.severity'), words.severity(event.severity)],
        [say('safety.grade'), event.grade],
        [say('safety.seriousness'), (event.seriousness ?? []).map(words.criterion).join(', ')],
        [say('safety.outcome'), words.outcome(event.outcome)],
        [say('safety.action'), words.action(event.actionTaken)],
        [say('safety.awareAt'), instant(event.awareAt)],
      ]}
    />
  );
}

export function Judgements({ facts, words }: { readonly facts: CaseFacts; readonly words: AdverseEventWords }) {
  const say = useSay();
  const { sponsor, investigator } = facts;
  const targets = [
    ...new Set([...Object.keys(investigator.causality), ...Object.keys(sponsor?.causality ?? {})]),
  ] as Target[];
  return (
    <Stack gap="xs">
      <Table aria-label={say('safety.judgement')} horizontalSpacing={0}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            <Table.Th>{say('safety.investigator')}</Table.Th>
            <Table.Th>{say('safety.sponsor')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Table.Tr>
            <Table.Th scope="row">{say('safety.serious')}</Table.Th>
            <Table.Td>{say(investigator.serious ? 'shell.yes' : 'shell.no')}</Table.Td>
            <Table.Td>{sponsor === undefined ? '–' : say(facts.isSerious ? 'shell.yes' : 'shell.no')}</Table.Td>
          </Table.Tr>
          {targets.map((target) => (
            <Table.Tr key={target}>
              <Table.Th scope="row">{say('safety.relationTo', { target: words.target(target) })}</Table.Th>
              <Table.Td>{words.relation(investigator.causality[target])}</Table.Td>
              <Table.Td>{words.relation(sponsor?.causality[target]) || '–'}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{say('safety.expectedness')}</Table.Th>
            <Table.Td>–</Table.Td>
            <Table.Td>
              {sponsor === undefined ? say('safety.notJudged') : say(`safety.expectedness.${sponsor.expectedness}`)}
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      {sponsor !== undefined && (
        <Text size="sm">
          <b>{say('safety.rationale')}:</b> {sponsor.rationale}
        </Text>
      )}
      {sponsor?.referenceVersion !== undefined && (
        <Text size="sm" c="dimmed">
          {say('safety.reference', { version: sponsor.referenceVersion })}
        </Text>
      )}
    </Stack>
  );
}

export function Versions({ facts, words }: { readonly facts: CaseFacts; readonly words: AdverseEventWords }) {
  const say = useSay();
  const { instant } = useFormats();
  const { trialId } = useTrial();
  const nameOf = useNames(
    trialId,
    facts.versions.map(({ by }) => by),
  );
  if (facts.versions.length === 0) return <Text c="dimmed">{say('safety.noVersions')}</Text>;
  return (
    <Stack gap="sm">
      {[...facts.versions].reverse().map((version) => (
        <Card key={version.number} withBorder p="sm">
          <Text fw={600}>
            {say('safety.version', { number: version.number })} · {say(`safety.kind.${version.kind}`)}
          </Text>
          <Text size="sm" c="dimmed">
            {instant(version.receivedAt)} · {nameOf(version.by)}
            {version.seriousness.length > 0 && ` · ${version.seriousness.map(words.criterion).join(', ')}`}
          </Text>
          <Text mt={4} className={classes.narrative}>
            {version.narrative}
          </Text>
        </Card>
      ))}
    </Stack>
  );
}
