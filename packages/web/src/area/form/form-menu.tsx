// What can be done with a form as a whole: move it to where it belongs, or take it back.
import { label, type Protocol } from '@equipoise/trial';
import { Alert, Button, Group, Menu, Modal, NativeSelect, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconArrowsExchange, IconDots, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSpeech } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import type { FormPlace } from './form-model.js';

interface FormMenuProps {
  readonly place: FormPlace;
  readonly protocol: Protocol;
  readonly version: number;
  readonly title: string;
}

export function FormMenu(props: FormMenuProps) {
  const { say } = useSpeech();
  const { may } = useTrial();
  const [opened, setOpened] = useState<'move' | 'undo'>();
  if (!may('moveForm') && !may('undoForm')) return null;
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDots size={16} />}>
            {say('form.more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {may('moveForm') && (
            <Menu.Item leftSection={<IconArrowsExchange size={16} />} onClick={() => setOpened('move')}>
              {say('form.move')}
            </Menu.Item>
          )}
          {may('undoForm') && (
            <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setOpened('undo')}>
              {say('form.undo')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={say(opened === 'undo' ? 'form.undo' : 'form.move')}
        closeButtonProps={{ 'aria-label': say('shell.close') }}
      >
        {opened === 'move' && <MoveForm {...props} onDone={() => setOpened(undefined)} />}
        {opened === 'undo' && <UndoForm {...props} onDone={() => setOpened(undefined)} />}
      </Modal>
    </>
  );
}

function MoveForm({ place, protocol, title, onDone }: FormMenuProps & { readonly onDone: () => void }) {
  const { say, language } = useSpeech();
  const { trialId, may } = useTrial();
  const navigate = useNavigate();
  const people = useView(trialId, 'participants', {}, { enabled: may('participants') });
  const worklist = useView(trialId, 'worklist', {}, { enabled: !may('participants') });
  const move = useCommand(trialId, 'moveForm');
  const [to, setTo] = useState<string | null>(place.participantId);
  const [visit, setVisit] = useState(place.visit);
  const [reason, setReason] = useState('');
  const visits = protocol.visits.filter(({ forms }) => forms.includes(place.form));
  const isSame = to === place.participantId && visit === place.visit;
  const send = async () => {
    if (to === null) return;
    await move.mutateAsync({
      body: {
        participantId: asId(place.participantId),
        ...{ visit: place.visit, form: place.form, occurrence: place.occurrence, reason },
        ...(to === place.participantId ? {} : { toParticipantId: asId(to) }),
        ...(visit === place.visit ? {} : { toVisit: visit }),
      },
    });
    onDone();
    await navigate({ to: `/trials/${trialId}/participants/${to}` as never });
  };
  return (
    <Stack gap="sm">
      <Text size="sm">{say('form.moveText', { form: title })}</Text>
      <Select
        label={say('form.moveTo')}
        data={(people.data ?? worklist.data ?? []).map(
          ({ participant_id, screening_number, randomisation_number }) => ({
            value: participant_id,
            label: [screening_number, randomisation_number].filter(Boolean).join(' · '),
          }),
        )}
        value={to}
        onChange={setTo}
        searchable
        limit={50}
        data-autofocus
      />
      {visits.length > 1 && (
        <NativeSelect
          label={say('form.moveVisit')}
          data={visits.map(({ id, name }) => ({ value: id, label: label(name, language) }))}
          value={visit}
          onChange={(event) => setVisit(event.currentTarget.value)}
        />
      )}
      <Textarea
        label={say('form.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        autosize
        minRows={2}
      />
      {move.isError && <ErrorNote error={move.error} />}
      <Group justify="flex-end">
        <Button
          loading={move.isPending}
          disabled={to === null || isSame || reason.trim().length < 3}
          onClick={() => void send().catch(() => undefined)}
        >
          {say('form.moveDo')}
        </Button>
      </Group>
    </Stack>
  );
}

function UndoForm({ place, version, title, onDone }: FormMenuProps & { readonly onDone: () => void }) {
  const { say } = useSpeech();
  const { trialId } = useTrial();
  const navigate = useNavigate();
  const undo = useCommand(trialId, 'undoForm');
  const [reason, setReason] = useState('');
  const send = async () => {
    const { participantId, visit, form, occurrence } = place;
    await undo.mutateAsync({
      body: { participantId: asId(participantId), visit, form, occurrence, reason },
      version,
    });
    onDone();
    await navigate({ to: `/trials/${trialId}/participants/${participantId}` as never });
  };
  return (
    <Stack gap="sm">
      <Alert color="orange">{say('form.undoText', { form: title })}</Alert>
      <Textarea
        label={say('form.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        data-autofocus
        autosize
        minRows={2}
      />
      {undo.isError && <ErrorNote error={undo.error} />}
      <Group justify="flex-end">
        <Button
          color="red"
          loading={undo.isPending}
          disabled={reason.trim().length < 3}
          onClick={() => void send().catch(() => undefined)}
        >
          {say('form.undoDo')}
        </Button>
      </Group>
    </Stack>
  );
}
