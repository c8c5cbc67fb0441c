// Dictionaries for coding: the version that each coding uses and its change, the stored versions, and the import of one.
import { Button, Group, Select, Stack, Table, Text, Textarea, Title } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { Mark } from '../../part/mark.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { type Coding, type Dictionaries, useDictionaries, versionOf } from './dictionaries.js';
import { DictionaryImport } from './dictionary-import.js';
import { usePeople, useProtocolWords } from './trial-words.js';

export function Page() {
  const say = useSay();
  const { may } = useTrial();
  const { protocol } = useProtocolWords();
  const dictionaries = useDictionaries();
  const [changing, setChanging] = useState<Coding>();
  const [isImporting, setImporting] = useState(false);
  const codings = protocol?.dataReview?.coding ?? [];
  return (
    <>
      <PageHeader
        title={say('dictionary.title')}
        help={say('dictionary.help')}
        actions={
          may('importDictionary') && (
            <Button leftSection={<IconUpload size={16} />} onClick={() => setImporting(true)}>
              {say('coding.import')}
            </Button>
          )
        }
      />
      <QueryState query={dictionaries} lines={6}>
        {(known) => (
          <Stack gap="lg">
            <section aria-labelledby="codings">
              <Title order={2} mb="xs" id="codings">
                {say('dictionary.codings')}
              </Title>
              <Codings codings={codings} known={known} onChange={setChanging} />
            </section>
            <section aria-labelledby="stored">
              <Title order={2} mb="xs" id="stored">
                {say('coding.stored')}
              </Title>
              <StoredVersions known={known} />
            </section>
            {changing !== undefined && (
              <ChangeVersion coding={changing} known={known} onClose={() => setChanging(undefined)} />
            )}
          </Stack>
        )}
      </QueryState>
      {isImporting && <DictionaryImport codings={codings} onClose={() => setImporting(false)} />}
    </>
  );
}

function Codings({
  codings,
  known,
  onChange,
}: {
  readonly codings: readonly Coding[];
  readonly known: Dictionaries;
  readonly onChange: (coding: Coding) => void;
}) {
  const say = useSay();
  const { instant } = useFormats();
  const { may } = useTrial();
  const { text } = useProtocolWords();
  const person = usePeople();
  if (codings.length === 0) return <Text c="dimmed">{say('dictionary.noCoding')}</Text>;
  return (
    <Table.ScrollContainer minWidth={620} type="native">
      <Table aria-labelledby="codings" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say('coding.which')}</Table.Th>
            <Table.Th>{say('dictionary.name')}</Table.Th>
            <Table.Th>{say('dictionary.used')}</Table.Th>
            <Table.Th>{say('dictionary.since')}</Table.Th>
            <Table.Th aria-label={say('shell.actions')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {codings.map((coding) => {
            const { version, change } = versionOf(coding, known);
            const isStored = known.rows.some((one) => one.dictionary === coding.dictionary && one.version === version);
            return (
              <Table.Tr key={coding.id}>
                <Table.Td fw={600}>{text(coding.name)}</Table.Td>
                <Table.Td>{coding.dictionary}</Table.Td>
                <Table.Td>
                  <Group gap="xs">
                    {version}
                    {!isStored && <Mark tone="warning">{say('dictionary.notStored')}</Mark>}
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Text size="sm">
                    {change === undefined
                      ? say('dictionary.byProtocol')
                      : say('dictionary.changedBy', {
                          person: person(change.changedBy),
                          at: instant(change.changedAt),
                        })}
                  </Text>
                  {change?.reason && (
                    <Text size="xs" c="dimmed">
                      {change.reason}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right">
                  {may('changeDictionaryVersion') && (
                    <Button
                      variant="default"
                      size="compact-sm"
                      aria-label={`${say('coding.changeVersion')}: ${text(coding.name)}`}
                      onClick={() => onChange(coding)}
                    >
                      {say('coding.changeVersion')}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function StoredVersions({ known }: { readonly known: Dictionaries }) {
  const say = useSay();
  const { instant, number } = useFormats();
  if (known.rows.length === 0) return <Text c="dimmed">{say('dictionary.noneStored')}</Text>;
  return (
    <Table.ScrollContainer minWidth={460} type="native">
      <Table aria-labelledby="stored" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say('dictionary.name')}</Table.Th>
            <Table.Th>{say('coding.version')}</Table.Th>
            <Table.Th ta="right">{say('dictionary.terms')}</Table.Th>
            <Table.Th>{say('dictionary.importedAt')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {known.rows.map(({ dictionary, version, terms, importedAt }) => (
            <Table.Tr key={`${dictionary} ${version}`}>
              <Table.Td>{dictionary}</Table.Td>
              <Table.Td>{version}</Table.Td>
              <Table.Td ta="right">{number(terms)}</Table.Td>
              <Table.Td>{instant(importedAt)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ChangeVersion({
  coding,
  known,
  onClose,
}: {
  readonly coding: Coding;
  readonly known: Dictionaries;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const { trialId } = useTrial();
  const { text } = useProtocolWords();
  const change = useCommand(trialId, 'changeDictionaryVersion');
  const now = versionOf(coding, known).version;
  const versions = known.rows
    .filter(({ dictionary, version }) => dictionary === coding.dictionary && version !== now)
    .map(({ version }) => version);
  const [version, setVersion] = useState<string | null>(versions[0] ?? null);
  const [reason, setReason] = useState('');
  return (
    <CommandDialog
      title={`${say('coding.changeVersion')}: ${text(coding.name)}`}
      help={say('coding.changeVersionText')}
      submit={say('coding.changeVersion')}
      isReady={version !== null && reason.trim().length >= 3}
      onSubmit={() =>
        change.mutateAsync({ body: { coding: coding.id, version: version ?? '', reason: reason.trim() } })
      }
      onClose={onClose}
    >
      <Text size="sm">{say('dictionary.now', { name: coding.dictionary, version: now })}</Text>
      {versions.length === 0 ? (
        <Text size="sm" role="status">
          {say('dictionary.noOther', { name: coding.dictionary })}
        </Text>
      ) : (
        <Select
          label={say('coding.newVersion')}
          data={versions}
          value={version}
          onChange={setVersion}
          allowDeselect={false}
          required
          data-autofocus
        />
      )}
      <Textarea
        label={say('shell.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        minLength={3}
        autosize
        minRows={2}
      />
    </CommandDialog>
  );
}
