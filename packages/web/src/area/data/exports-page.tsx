// Taking data out: forms and lists, the record, the archive of a site. Each is recorded before its first byte is sent.
import {
  Button,
  Card,
  Checkbox,
  MultiSelect,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { DayPicker } from '../../part/day-picker.js';
import { ErrorNote } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';
import { useProtocolWords, useSites } from '../review/trial-words.js';
import { download } from './download.js';

export function Page() {
  const say = useSay();
  const { may } = useTrial();
  return (
    <>
      <PageHeader title={say('export.title')} help={say('export.help')} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        {may('exportData') && <DataExport />}
        {may('exportRecord') && <RecordExport />}
        {may('exportSite') && <SiteExport />}
      </SimpleGrid>
    </>
  );
}

function useDownload(what: 'data' | 'record' | 'site') {
  const { trialId } = useTrial();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const take = async (body: object) => {
    setBusy(true);
    setError(undefined);
    try {
      await download(`/api/trials/${trialId}/exports/${what}`, body);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return { take, isBusy, error };
}

function ExportCard({
  title,
  text,
  onTake,
  isBusy,
  error,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly onTake: () => void;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly children: ReactNode;
}) {
  const say = useSay();
  return (
    <Card withBorder component="section" aria-label={title}>
      <Title order={2} mb={4}>
        {title}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {text}
      </Text>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          onTake();
        }}
      >
        <Stack gap="sm" align="stretch">
          {children}
          {error !== undefined && <ErrorNote error={error} />}
          <Button
            type="submit"
            leftSection={<IconDownload size={16} />}
            loading={isBusy}
            style={{ alignSelf: 'start' }}
          >
            {say('export.take')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}

function FormatChoice({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const say = useSay();
  return (
    <SegmentedControl
      aria-label={say('export.format')}
      value={value}
      onChange={onChange}
      data={[
        { value: 'csv', label: 'CSV' },
        { value: 'json', label: 'JSON' },
      ]}
      style={{ alignSelf: 'start' }}
    />
  );
}

function DataExport() {
  const say = useSay();
  const words = useProtocolWords();
  const { take, isBusy, error } = useDownload('data');
  const [format, setFormat] = useState('csv');
  const [forms, setForms] = useState<string[]>([]);
  const [deidentified, setDeidentified] = useState(false);
  const [byteOrderMark, setMark] = useState(false);
  const order = {
    format,
    deidentified,
    ...(forms.length === 0 ? {} : { forms }),
    ...(format === 'csv' ? { byteOrderMark } : {}),
  };
  return (
    <ExportCard
      title={say('export.data')}
      text={say('export.dataText')}
      onTake={() => void take(order)}
      isBusy={isBusy}
      error={error}
    >
      <MultiSelect
        label={say('export.forms')}
        placeholder={forms.length === 0 ? say('export.allForms') : undefined}
        data={(words.protocol?.forms ?? []).map(({ id, name }) => ({ value: id, label: words.text(name) }))}
        value={forms}
        onChange={setForms}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': say('review.clear') }}
      />
      <FormatChoice value={format} onChange={setFormat} />
      <Checkbox
        label={say('export.deidentified')}
        description={say('export.deidentifiedText')}
        checked={deidentified}
        onChange={(event) => setDeidentified(event.currentTarget.checked)}
      />
      {format === 'csv' && (
        <Checkbox
          label={say('export.spreadsheet')}
          checked={byteOrderMark}
          onChange={(event) => setMark(event.currentTarget.checked)}
        />
      )}
    </ExportCard>
  );
}

function RecordExport() {
  const say = useSay();
  const sites = useSites();
  const { take, isBusy, error } = useDownload('record');
  const [format, setFormat] = useState('csv');
  const [ofSite, setSite] = useState<string | null>(null);
  const [ofType, setType] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const order = {
    format,
    ...(ofSite === null ? {} : { ofSite }),
    ...(ofType.trim() === '' ? {} : { ofType: ofType.trim() }),
    ...(from === '' ? {} : { from: `${from}T00:00:00.000Z` }),
    ...(to === '' ? {} : { to: `${to}T23:59:59.999Z` }),
  };
  const clear = { 'aria-label': say('review.clear') };
  return (
    <ExportCard
      title={say('export.record')}
      text={say('export.recordText')}
      onTake={() => void take(order)}
      isBusy={isBusy}
      error={error}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <DayPicker label={say('export.from')} value={from} max={to} onChange={setFrom} />
        <DayPicker label={say('export.to')} value={to} min={from} onChange={setTo} />
        <Select
          label={say('shell.site')}
          placeholder={say('review.allSites')}
          data={[...sites]}
          value={ofSite}
          onChange={setSite}
          clearable
          clearButtonProps={clear}
        />
        <TextInput
          label={say('export.type')}
          placeholder="FormCorrected"
          maxLength={80}
          value={ofType}
          onChange={(event) => setType(event.currentTarget.value)}
        />
      </SimpleGrid>
      <FormatChoice value={format} onChange={setFormat} />
    </ExportCard>
  );
}

function SiteExport() {
  const say = useSay();
  const sites = useSites();
  const { take, isBusy, error } = useDownload('site');
  const [chosen, setSite] = useState<string | null>(null);
  const siteId = chosen ?? sites[0]?.value ?? null;
  return (
    <ExportCard
      title={say('export.site')}
      text={say('export.siteText')}
      onTake={() => siteId !== null && void take({ siteId })}
      isBusy={isBusy}
      error={error}
    >
      <Select label={say('shell.site')} data={[...sites]} value={siteId} onChange={setSite} allowDeselect={false} />
    </ExportCard>
  );
}
