// Screening: a new participant at a site, under the number that the screening log gives.
import { Alert, Button, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { wordsOf } from '../../part/error-note.js';
import { todayHere } from '../../part/moment.js';
import { DayInput } from '../form/day-input.js';
import { parseDay } from '../form/form-value.js';
import { numberAfter } from './screening-number.js';
import { useProtocol } from './use-protocol.js';

export function ScreenDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  return (
    <Modal opened onClose={onClose} title={say('screen.title')} closeButtonProps={{ 'aria-label': say('shell.close') }}>
      <ScreenForm onDone={onClose} />
    </Modal>
  );
}

function ScreenForm({ onDone }: { readonly onDone: () => void }) {
  const say = useSay();
  const { trialId, sites: own, may } = useTrial();
  const navigate = useNavigate();
  const text = useText();
  const sites = useView(trialId, 'sites', {}, { enabled: may('sites') });
  const participants = useView(trialId, 'participants', {}, { enabled: may('participants') });
  const { protocol } = useProtocol();
  const screen = useCommand(trialId, 'screenParticipant');
  const choices = (sites.data ?? []).filter(({ site_id }) => own === 'all' || own.includes(site_id));
  const [chosen, setSite] = useState('');
  const site = chosen === '' ? (choices[0]?.site_id ?? '') : chosen;
  const proposed =
    protocol === undefined || site === ''
      ? ''
      : numberAfter(protocol, site, participants.data?.map((one) => one.screening_number) ?? []);
  const [typed, setNumber] = useState<string>();
  const [day, setDay] = useState(todayHere());
  const [problem, setProblem] = useState<string>();
  const number = typed ?? proposed;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const screenedOn = parseDay(day);
    if (screenedOn === undefined) return setProblem(say('form.problem.date'));
    const participantId = crypto.randomUUID();
    try {
      await screen.mutateAsync({
        body: { participantId: asId(participantId), siteId: site, screeningNumber: number.trim(), screenedOn },
        key: participantId,
      });
      onDone();
      await navigate({ to: `/trials/${trialId}/participants/${participantId}` as never });
    } catch (error) {
      setProblem(wordsOf(error, say));
    }
  };
  return (
    <form onSubmit={(event) => void send(event)}>
      <Stack gap="sm">
        <NativeSelect
          label={say('shell.site')}
          data={choices.map(({ site_id, name }) => ({ value: site_id, label: text(name) }))}
          value={site}
          onChange={(event) => setSite(event.currentTarget.value)}
        />
        <TextInput
          label={say('screen.number')}
          description={say('screen.numberHelp')}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          required
          data-autofocus
        />
        <DayInput label={say('screen.day')} value={day} onChange={setDay} isRequired />
        {problem !== undefined && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Button type="submit" loading={screen.isPending} disabled={site === '' || number.trim() === ''}>
          {say('screen.do')}
        </Button>
      </Stack>
    </form>
  );
}
