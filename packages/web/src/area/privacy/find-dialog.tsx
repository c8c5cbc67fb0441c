// Finding a participant of one's own site by name: what is typed is kept nowhere, that it was searched is.
import { Anchor, Button, Group, Modal, NativeSelect, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { askRoute } from '../../api/http.js';
import type { Routes } from '../../api/interface.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { type Purpose, purposes } from './identifiers.js';

const route = 'POST /api/trials/{trial}/identifier-searches';
type Answer = Routes[typeof route]['answer'];

/** Opens the search; there for people of a site that a role of theirs names. */
export function FindByName() {
  const say = useSay();
  const { trial } = useTrial();
  const [isOpen, setOpen] = useState(false);
  const isOfSite = trial.roles.some(({ rights, siteId }) => rights.includes('identifiers') && isSite(siteId));
  if (!isOfSite) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconUserSearch size={16} />} onClick={() => setOpen(true)}>
        {say('privacy.find')}
      </Button>
      {isOpen && <FindDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** Whether a role is held at a site of its own, not everywhere or in a country. */
function isSite(siteId: string): boolean {
  return siteId !== '*' && !siteId.startsWith('@');
}

function FindDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const participants = useView(trialId, 'participants', {});
  const [text, setText] = useState('');
  const [purpose, setPurpose] = useState<Purpose>('contact');
  const [answer, setAnswer] = useState<Answer>();
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const isReady = text.trim().length >= 2;
  const search = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    setFailure(undefined);
    try {
      setAnswer(await askRoute(route, { path: { trial: trialId }, body: { text: text.trim(), purpose } }));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const numberOf = (id: string) =>
    participants.data?.find(({ participant_id }) => participant_id === id)?.screening_number;
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('privacy.find')}
      size="lg"
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <form onSubmit={(event) => void search(event)}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {say('privacy.findHelp')}
          </Text>
          <TextInput
            label={say('privacy.findText')}
            value={text}
            maxLength={200}
            autoComplete="off"
            required
            data-autofocus
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <NativeSelect
            label={say('privacy.why')}
            data={purposes.map((value) => ({ value, label: say(`privacy.purpose.${value}`) }))}
            value={purpose}
            onChange={(event) => setPurpose(event.currentTarget.value as Purpose)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={isBusy} disabled={!isReady}>
              {say('privacy.findDo')}
            </Button>
          </Group>
        </Stack>
      </form>
      {failure !== undefined && <ErrorNote error={failure} />}
      {answer !== undefined && (
        <Stack gap="xs" mt="sm">
          <Text size="sm" role="status">
            {say('privacy.found', { count: answer.found.length })} {!answer.isWhole && say('privacy.notAll')}
          </Text>
          {answer.found.length > 0 && (
            <Table aria-label={say('privacy.find')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{say('participant.number')}</Table.Th>
                  <Table.Th>{say('privacy.field.name')}</Table.Th>
                  <Table.Th>{say('privacy.field.hospitalNumber')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {answer.found.map(({ participantId, identifiers: { name, initials, hospitalNumber } }) => (
                  <Table.Tr key={participantId}>
                    <Table.Td>
                      <Anchor
                        component={Link}
                        to={`/trials/${trialId}/participants/${participantId}` as never}
                        fw={600}
                        size="sm"
                      >
                        {numberOf(participantId) ?? '…'}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>{name === undefined ? initials : `${name.given} ${name.family}`}</Table.Td>
                    <Table.Td>{hospitalNumber}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Stack>
      )}
    </Modal>
  );
}
