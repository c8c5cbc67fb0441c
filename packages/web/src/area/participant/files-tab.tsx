// Files of a participant: added with what they show, saved to the device, taken away with a reason.
import { Alert, Anchor, Button, FileButton, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useCommand } from '../../api/command.js';
import { ask } from '../../api/http.js';
import { asId } from '../../api/id.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { ErrorNote } from '../../part/error-note.js';
import { QueryState } from '../../part/query-state.js';
import type { PartOfParticipant } from './participant-page.js';
import { ThingHistory } from './thing-history.js';

type Row = RowOf<'attachments'>;
interface Facts {
  readonly name: string;
  readonly sizeBytes: number;
  readonly about?: string;
}

export function FilesTab({ participant }: PartOfParticipant) {
  const say = useSay();
  const { number } = useFormats();
  const { trialId, may } = useTrial();
  const { participant_id: participantId } = participant;
  const files = useView(trialId, 'attachments', { participantId });
  const [file, setFile] = useState<File | null>(null);
  const [removed, setRemoved] = useState<string>();
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      {
        id: 'name',
        header: say('file.name'),
        accessorFn: ({ facts }) => (facts as Facts).name,
        cell: ({ row: { original } }) => (
          <Anchor href={`/api/trials/${trialId}/attachments/${original.attachment_id}`} download size="sm" fw={600}>
            {(original.facts as Facts).name}
          </Anchor>
        ),
      },
      { id: 'about', header: say('file.about'), accessorFn: ({ facts }) => (facts as Facts).about ?? '' },
      {
        id: 'size',
        header: say('file.size'),
        accessorFn: ({ facts }) => (facts as Facts).sizeBytes,
        meta: { isNumber: true },
        cell: ({ row: { original } }) =>
          say('file.kilobytes', { size: number((original.facts as Facts).sizeBytes / 1000, 1) }),
      },
      {
        id: 'remove',
        header: '',
        enableSorting: false,
        cell: ({ row: { original } }) =>
          may('removeAttachment') && (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setRemoved(original.attachment_id)}>
              {say('file.remove')}
            </Button>
          ),
      },
    ],
    [say, number, trialId, may],
  );
  return (
    <Stack gap="sm">
      {may('addAttachment') && (
        <Group justify="flex-end">
          <FileButton onChange={setFile} inputProps={{ 'aria-label': say('file.add') }}>
            {(props) => (
              <Button {...props} leftSection={<IconPaperclip size={16} />}>
                {say('file.add')}
              </Button>
            )}
          </FileButton>
        </Group>
      )}
      {file !== null && <NewFile file={file} participantId={participantId} onDone={() => setFile(null)} />}
      <QueryState query={files} empty={say('file.none')}>
        {(rows) => (
          <DataTable
            label={say('participant.files')}
            rows={rows}
            columns={columns}
            idOf={(row) => row.attachment_id}
            isFilterable={rows.length > 10}
          />
        )}
      </QueryState>
      <FileHistory participantId={participantId} />
      <Modal
        opened={removed !== undefined}
        onClose={() => setRemoved(undefined)}
        title={say('file.remove')}
        closeButtonProps={{ 'aria-label': say('shell.close') }}
      >
        {removed !== undefined && (
          <RemoveFile attachmentId={removed} participantId={participantId} onDone={() => setRemoved(undefined)} />
        )}
      </Modal>
    </Stack>
  );
}

interface NewFileProps {
  readonly file: File;
  readonly participantId: string;
  readonly onDone: () => void;
}

function NewFile({ file, participantId, onDone }: NewFileProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const client = useQueryClient();
  const [about, setAbout] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const send = useMutation({
    mutationFn: () => {
      const body = new FormData();
      const command = { attachmentId: key, name: file.name, participantId, ...(about === '' ? {} : { about }) };
      body.append('command', JSON.stringify(command));
      body.append('file', file);
      return ask('POST', `/api/trials/${trialId}/attachments`, { body, headers: { 'idempotency-key': key } });
    },
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: ['trial', trialId] }),
  });
  return (
    <Alert color="blue" variant="light" title={file.name}>
      <Stack gap="sm">
        <Text size="sm">{say('file.warning')}</Text>
        <TextInput
          label={say('file.about')}
          value={about}
          onChange={(event) => setAbout(event.currentTarget.value)}
          maxLength={1000}
        />
        {send.isError && <ErrorNote error={send.error} />}
        <Group>
          <Button loading={send.isPending} onClick={() => send.mutate()}>
            {say('file.send')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {say('shell.cancel')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

interface RemoveFileProps {
  readonly attachmentId: string;
  readonly participantId: string;
  readonly onDone: () => void;
}

function RemoveFile({ attachmentId, participantId, onDone }: RemoveFileProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const remove = useCommand(trialId, 'removeAttachment');
  const [reason, setReason] = useState('');
  return (
    <Stack gap="sm">
      <Textarea
        label={say('form.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        data-autofocus
        autosize
        minRows={2}
      />
      {remove.isError && <ErrorNote error={remove.error} />}
      <Group justify="flex-end">
        <Button
          color="red"
          loading={remove.isPending}
          disabled={reason.trim().length < 3}
          onClick={() =>
            remove.mutate({ body: { participantId: asId(participantId), attachmentId, reason } }, { onSuccess: onDone })
          }
        >
          {say('file.remove')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Files that were added and removed: who did it, when, and why. */
function FileHistory({ participantId }: { readonly participantId: string }) {
  const { trialId } = useTrial();
  const history = useView(trialId, 'attachmentHistory', { participantId });
  const names = new Map(
    (history.data ?? []).flatMap(({ attachment_id, changes }) =>
      changes.flatMap(({ fact, to }) => (fact === 'name' ? [[attachment_id, String(to)] as const] : [])),
    ),
  );
  const idOf = new Map((history.data ?? []).map(({ version, attachment_id }) => [version, attachment_id]));
  if ((history.data ?? []).length === 0) return null;
  return (
    <ThingHistory
      query={history}
      words={{
        fact: () => undefined,
        value: () => '',
        about: ({ version }) => names.get(idOf.get(version) ?? '') ?? '',
      }}
    />
  );
}
