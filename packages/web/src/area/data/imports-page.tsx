// Bringing forms in from a file: first every value that would change, old and new; then exactly that, with a reason.
import {
  Alert,
  Button,
  Card,
  FileInput,
  Group,
  List,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFileText } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask, askRoute } from '../../api/http.js';
import type { Routes } from '../../api/interface.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote, ProblemPartText } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';
import { useProtocolWords } from '../review/trial-words.js';
import classes from './data.module.css';

type Preview = Routes['POST /api/trials/{trial}/import/preview']['answer'];
type Imported = Routes['POST /api/trials/{trial}/import']['answer'];

const shownAtMost = 500;

export function Page() {
  const say = useSay();
  const { trialId } = useTrial();
  const client = useQueryClient();
  const words = useProtocolWords();
  const [form, setForm] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [read, setRead] = useState<{ readonly content: string; readonly preview: Preview }>();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const preview = () =>
    attempt(async () => {
      if (form === null || file === null) return;
      const content = await file.text();
      const answer = await askRoute('POST /api/trials/{trial}/import/preview', {
        path: { trial: trialId },
        body: { form, fileName: file.name, content },
      });
      setRead({ content, preview: answer });
    });
  const importNow = (event: FormEvent) => {
    event.preventDefault();
    return attempt(async () => {
      if (form === null || file === null || read?.preview.digest === undefined) return;
      const done = await ask<Imported>('POST', `/api/trials/${trialId}/import`, {
        body: { form, fileName: file.name, content: read.content, digest: read.preview.digest, reason: reason.trim() },
        headers: { 'idempotency-key': crypto.randomUUID() },
      });
      notifications.show({ message: say('import.done', { forms: done.forms ?? 0, values: done.values ?? 0 }) });
      setRead(undefined);
      setFile(null);
      setReason('');
      await client.invalidateQueries({ queryKey: ['trial', trialId] });
    });
  };
  const found = read?.preview;
  return (
    <>
      <PageHeader title={say('import.title')} help={say('import.help')} />
      <Card withBorder mb="md">
        <Group align="flex-end" gap="sm">
          <Select
            label={say('import.form')}
            data={(words.protocol?.forms ?? []).map(({ id, name }) => ({ value: id, label: words.text(name) }))}
            value={form}
            onChange={(value) => {
              setForm(value);
              setRead(undefined);
            }}
            searchable
            w={260}
          />
          <FileInput
            label={say('import.file')}
            placeholder={say('import.choose')}
            accept=".csv,text/csv"
            leftSection={<IconFileText size={16} />}
            value={file}
            onChange={(value) => {
              setFile(value);
              setRead(undefined);
            }}
            clearable
            clearButtonProps={{ 'aria-label': say('review.clear') }}
            w={280}
          />
          <Button
            onClick={() => void preview()}
            disabled={form === null || file === null}
            loading={isBusy && found === undefined}
          >
            {say('import.preview')}
          </Button>
        </Group>
      </Card>
      {error !== undefined && <ErrorNote error={error} />}
      {found !== undefined && (
        <Stack gap="md">
          <Text size="sm" role="status">
            {say('import.summary', { rows: found.rows, changes: found.changes.length, unchanged: found.unchanged })}
          </Text>
          {found.problems.length > 0 ? (
            <Alert color="red" variant="light" title={say('import.problems', { count: found.problems.length })}>
              <List size="sm">
                {found.problems.slice(0, shownAtMost).map(({ line, column, code, facts, message }) => (
                  <List.Item key={`${line} ${column} ${code} ${message}`}>
                    {say('import.line', { line: String(line), column: column ?? 'none' })}{' '}
                    <ProblemPartText part={{ code, facts, detail: message }} />
                  </List.Item>
                ))}
              </List>
            </Alert>
          ) : (
            <>
              <Changes preview={found} form={form ?? ''} />
              {found.changes.length > 0 && (
                <form onSubmit={importNow}>
                  <Group align="flex-end" gap="sm">
                    <TextInput
                      label={say('shell.reason')}
                      required
                      minLength={3}
                      value={reason}
                      onChange={(event) => setReason(event.currentTarget.value)}
                      flex={1}
                      maw={520}
                    />
                    <Button type="submit" loading={isBusy}>
                      {say('import.do', { count: found.changes.length })}
                    </Button>
                  </Group>
                </form>
              )}
            </>
          )}
        </Stack>
      )}
    </>
  );
}

function Changes({ preview, form }: { readonly preview: Preview; readonly form: string }) {
  const say = useSay();
  const words = useProtocolWords();
  if (preview.changes.length === 0) return <Text c="dimmed">{say('import.nothing')}</Text>;
  const value = (item: string, one: unknown) => (one === null ? '—' : words.value(form, item, one));
  return (
    <>
      <Title order={2}>{say('import.changes')}</Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard. */}
      <section className={classes.preview} tabIndex={0} aria-label={say('import.changes')}>
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('import.lineHead')}</Table.Th>
              <Table.Th>{say('shell.participant')}</Table.Th>
              <Table.Th>{say('query.visit')}</Table.Th>
              <Table.Th>{say('import.item')}</Table.Th>
              <Table.Th>{say('import.old')}</Table.Th>
              <Table.Th>{say('import.new')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.changes.slice(0, shownAtMost).map((change) => (
              <Table.Tr key={`${change.line} ${change.item}`}>
                <Table.Td>{change.line}</Table.Td>
                <Table.Td>{change.screeningNumber}</Table.Td>
                <Table.Td>{words.visit(change.visit)}</Table.Td>
                <Table.Td>{change.item === 'happenedOn' ? say('shell.date') : words.item(form, change.item)}</Table.Td>
                <Table.Td>{value(change.item, change.from)}</Table.Td>
                <Table.Td fw={600}>{value(change.item, change.to)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {preview.changes.length > shownAtMost && (
        <Text size="sm" c="dimmed">
          {say('import.first', { count: shownAtMost })}
        </Text>
      )}
    </>
  );
}
