// Withdrawal: of treatment, of visits, of contact, of the use of data; each says what goes on.
import { WithdrawalKind } from '@equipoise/trial';
import { Button, Group, Radio, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import type { RowOf } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { todayHere } from '../../part/moment.js';
import { DayInput } from '../form/day-input.js';
import { parseDay } from '../form/form-value.js';

type Kind = (typeof WithdrawalKind.options)[number];

interface WithdrawFormProps {
  readonly participant: RowOf<'participants'>;
  readonly onDone: () => void;
}

export function WithdrawForm({ participant, onDone }: WithdrawFormProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const withdraw = useCommand(trialId, 'withdraw');
  const [kind, setKind] = useState<Kind>();
  const [day, setDay] = useState(todayHere());
  const [reason, setReason] = useState('');
  const withdrawnOn = parseDay(day);
  return (
    <Stack gap="sm">
      <Radio.Group
        label={say('withdraw.kind')}
        value={kind ?? ''}
        onChange={(value) => setKind(value as Kind)}
        required
      >
        <Stack gap="xs" mt="xs">
          {WithdrawalKind.options.map((one) => (
            <Radio
              key={one}
              value={one}
              label={say(`withdraw.kind.${one}`)}
              description={say(`withdraw.help.${one}`)}
              disabled={participant.withdrawn.includes(one)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <DayInput label={say('withdraw.day')} value={day} onChange={setDay} isRequired />
      <Textarea
        label={say('form.reason')}
        description={say('withdraw.reasonHelp')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        autosize
        minRows={2}
      />
      {withdraw.isError && <ErrorNote error={withdraw.error} />}
      <Group justify="flex-end">
        <Button
          color="red"
          loading={withdraw.isPending}
          disabled={kind === undefined || withdrawnOn === undefined || reason.trim().length < 3}
          onClick={() => {
            if (kind === undefined || withdrawnOn === undefined) return;
            withdraw.mutate(
              { body: { participantId: asId(participant.participant_id), kind, withdrawnOn, reason } },
              { onSuccess: onDone },
            );
          }}
        >
          {say('withdraw.do')}
        </Button>
      </Group>
    </Stack>
  );
}
