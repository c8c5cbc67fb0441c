// Search by number or code: leads to the participant.
import { Select } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useView } from '../api/view.js';
import { useSay } from '../language/message.js';
import { useTrial } from './trial-context.js';

export function Search({ w, onGo }: { readonly w: number | string; readonly onGo?: () => void }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const participants = useView(trialId, 'participants', {}, { enabled: may('participants') && text.length > 0 });
  if (!may('participants')) return null;
  const found = (participants.data ?? []).map((row) => ({
    value: row.participant_id,
    label: [row.randomisation_number, row.screening_number].filter(Boolean).join(' · '),
  }));
  return (
    <Select
      aria-label={say('shell.search')}
      placeholder={say('shell.searchHint')}
      leftSection={<IconSearch size={16} />}
      rightSection={<span />}
      searchable
      searchValue={text}
      onSearchChange={setText}
      value={null}
      data={text === '' ? [] : found}
      limit={20}
      nothingFoundMessage={text === '' ? undefined : say('shell.nothingFound', { text })}
      onChange={(participantId) => {
        if (participantId === null) return;
        setText('');
        onGo?.();
        void navigate({ to: `/trials/${trialId}/participants/${participantId}` as never });
      }}
      w={w}
    />
  );
}
