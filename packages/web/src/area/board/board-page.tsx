// The closed room: tables of a meeting under dummy letters, what changed since the last one, and the sealed package.
import { sha256Hex } from '@equipoise/trial';
import { Alert, Button, Card, FileInput, Group, Select, Stack, Table, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { Mark } from '../../part/mark.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { OpenDialog } from './open-dialog.js';
import { type BoardPackage, differencesOf, packageText, readPackage, type TableRow, tableOf } from './package.js';

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const tables = useView(trialId, 'dsmbTables', {});
  const meetings = useView(trialId, 'boardMeetings', {}, { enabled: may('boardMeetings') });
  const openings = useView(trialId, 'openings', {}, { enabled: may('openings') });
  const isCodeBroken = openings.data?.some(({ kind }) => kind === 'CodeBroken') === true;
  const [chosen, setChosen] = useState<string>();
  const [isOpening, setOpening] = useState(false);
  const opened = [...new Set((tables.data ?? []).map(({ meeting }) => meeting))].sort();
  const meeting = chosen ?? opened.at(-1);
  const letter = meetings.data?.find((one) => one.meeting === meeting)?.recommendation as
    | { readonly recommendation: 'continue' | 'modify' | 'pause' | 'stop'; readonly summary: string }
    | null
    | undefined;
  return (
    <>
      <PageHeader
        title={say('board.title')}
        help={say('board.help')}
        actions={
          may('openSafetyTables') && (
            <Button variant="default" onClick={() => setOpening(true)}>
              {say('board.open')}
            </Button>
          )
        }
      />
      <QueryState query={tables} empty={say('board.none')}>
        {(rows) =>
          meeting === undefined ? null : (
            <Stack gap="lg">
              <Group align="flex-end" justify="space-between">
                <Select
                  label={say('board.choose')}
                  data={opened}
                  value={meeting}
                  onChange={(value) => setChosen(value ?? undefined)}
                  allowDeselect={false}
                />
                {may('archiveBoardReport') && <Seal meeting={meeting} rows={rows} />}
              </Group>
              <Card withBorder>
                <Text size="sm" c="dimmed">
                  {say('board.recommendation')}
                </Text>
                {letter ? (
                  <Text>
                    <b>{say(`safety.recommend.${letter.recommendation}`)}</b> · {letter.summary}
                  </Text>
                ) : (
                  <Text>{say('board.noRecommendation')}</Text>
                )}
              </Card>
              {isCodeBroken && (
                <Alert color="orange" variant="light">
                  {say('board.lettersByRow')}
                </Alert>
              )}
              <Rules rows={rows} meeting={meeting} />
              <EventTable rows={rows} meeting={meeting} table="byTreatmentAtOnset" />
              <EventTable rows={rows} meeting={meeting} table="bySequence" />
              <Since rows={rows.filter((row) => row.meeting === meeting)} />
            </Stack>
          )
        }
      </QueryState>
      {isOpening && <OpenDialog onClose={() => setOpening(false)} onOpened={setChosen} />}
    </>
  );
}

function EventTable({
  rows,
  meeting,
  table,
}: {
  readonly rows: readonly TableRow[];
  readonly meeting: string;
  readonly table: 'bySequence' | 'byTreatmentAtOnset';
}) {
  const say = useSay();
  const { groups, lines } = tableOf(rows, meeting, table);
  return (
    <section aria-label={say(`board.${table}`)}>
      <Title order={2} mb="xs">
        {say(`board.${table}`)}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {say('board.cellHint')}
      </Text>
      <Table.ScrollContainer minWidth={480}>
        <Table withTableBorder aria-label={say(`board.${table}`)}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('board.events')}</Table.Th>
              {groups.map((group) => (
                <Table.Th key={group} className="eq-number">
                  {say('board.group', { group })}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(({ events, name, cells }) => (
              <Table.Tr key={events}>
                <Table.Th scope="row" fw={500}>
                  {name}
                </Table.Th>
                {cells.map((cell, place) => (
                  <Table.Td key={groups[place]} className="eq-number">
                    {cell === undefined
                      ? '–'
                      : say(cell.count === null ? 'board.cellShort' : 'board.cell', {
                          withEvent: cell.with_event,
                          participants: cell.participants,
                          count: cell.count ?? 0,
                        })}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

function Rules({ rows, meeting }: { readonly rows: readonly TableRow[]; readonly meeting: string }) {
  const say = useSay();
  const rules = rows.filter((row) => row.meeting === meeting && row.table === 'stoppingRule');
  if (rules.length === 0) return null;
  return (
    <section aria-label={say('board.stoppingRule')}>
      <Title order={2} mb="xs">
        {say('board.stoppingRule')}
      </Title>
      <Stack gap="xs">
        {rules.map(({ events, name, with_event, participants, is_reached }) => (
          <Group key={events} gap="sm">
            <Mark tone={is_reached ? 'bad' : 'good'}>{say(is_reached ? 'board.reached' : 'board.notReached')}</Mark>
            <Text>{name}</Text>
            <Text c="dimmed">{say('board.cellShort', { withEvent: with_event, participants })}</Text>
          </Group>
        ))}
      </Stack>
    </section>
  );
}

function Since({ rows }: { readonly rows: readonly TableRow[] }) {
  const say = useSay();
  const { trialId } = useTrial();
  const [before, setBefore] = useState<BoardPackage | 'other'>();
  const changes =
    before === undefined || before === 'other' ? [] : differencesOf(before.rows, rows, 'byTreatmentAtOnset');
  const read = async (file: File | null) =>
    setBefore(file === null ? undefined : (readPackage(await file.text(), trialId) ?? 'other'));
  return (
    <section aria-label={say('board.difference')}>
      <Title order={2} mb="xs">
        {say('board.difference')}
      </Title>
      <FileInput
        label={say('board.package')}
        description={say('board.differenceHelp')}
        accept="application/json,.json"
        onChange={(file) => void read(file)}
        clearable
        maw={520}
      />
      {before === 'other' && (
        <Alert color="red" mt="sm" role="alert">
          {say('board.notPackage')}
        </Alert>
      )}
      {before !== undefined && before !== 'other' && changes.length === 0 && (
        <Text mt="sm">{say('board.noChange')}</Text>
      )}
      {changes.length > 0 && (
        <Table mt="sm" w="auto" withTableBorder aria-label={say('board.difference')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('board.events')}</Table.Th>
              <Table.Th className="eq-number">{say('board.before')}</Table.Th>
              <Table.Th className="eq-number">{say('board.now')}</Table.Th>
              <Table.Th className="eq-number">{say('board.change')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map(({ name, before: then, now }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={500}>
                  {name}
                </Table.Th>
                <Table.Td className="eq-number">{then}</Table.Td>
                <Table.Td className="eq-number">{now}</Table.Td>
                <Table.Td className="eq-number">{now > then ? `+${now - then}` : now - then}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}

function Seal({ meeting, rows }: { readonly meeting: string; readonly rows: readonly TableRow[] }) {
  const say = useSay();
  const { trialId } = useTrial();
  const archive = useCommand(trialId, 'archiveBoardReport');
  const [digest, setDigest] = useState<string>();
  const seal = async () => {
    const text = packageText({ trialId, meeting, madeAt: new Date().toISOString(), rows });
    const fingerprint = sha256Hex(text);
    const title = say('board.packageTitle', { meeting });
    const bytes = new Blob([text], { type: 'application/json' });
    await archive.mutateAsync({ body: { meeting, title, digest: fingerprint, bytes: bytes.size } });
    const address = URL.createObjectURL(bytes);
    const link = document.createElement('a');
    link.href = address;
    link.download = `closed-report-${meeting}.json`;
    link.click();
    URL.revokeObjectURL(address);
    setDigest(fingerprint);
  };
  return (
    <Stack gap={4} align="flex-end">
      <Button
        leftSection={<IconLock size={18} />}
        loading={archive.isPending}
        onClick={() => void seal().catch(() => undefined)}
      >
        {say('board.seal')}
      </Button>
      {digest !== undefined && (
        <Text size="xs" role="status">
          {say('board.sealed', { digest: digest.slice(0, 12) })}
        </Text>
      )}
      {archive.isError && <ErrorNote error={archive.error} title={say('shell.refused')} />}
    </Stack>
  );
}
