// The end of an infusion: volumes, with the times that the steps told.
import { NumberInput, Text } from '@mantine/core';
import { useState } from 'react';
import { asId } from '../../api/id.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { deviceZone } from '../../part/moment.js';
import type { Course } from './course.js';
import type { SendAtBedside } from './send.js';

interface VolumesDialogProps {
  readonly participantId: string;
  readonly administration: string;
  readonly bagCode: string;
  readonly volumeMl: number;
  readonly number: string;
  readonly course: Course;
  readonly send: SendAtBedside;
  readonly onKept: (kept: boolean | undefined) => void;
  readonly onClose: () => void;
}

export function VolumesDialog(props: VolumesDialogProps) {
  const { participantId, administration, bagCode, volumeMl, number, course, send, onKept, onClose } = props;
  const say = useSay();
  const { instant } = useFormats();
  const [infused, setInfused] = useState<number | string>(volumeMl);
  const [residual, setResidual] = useState<number | string>('');
  const { startedAt, endedAt } = course;
  const record = async () => {
    if (startedAt === undefined) return;
    const sent = await send(
      'recordInfusion',
      {
        participantId: asId(participantId),
        administration,
        bagCode,
        startedAt,
        ...(endedAt === undefined ? {} : { endedAt }),
        zone: deviceZone(),
        volumeInfusedMl: Number(infused),
        ...(residual === '' ? {} : { residualVolumeMl: Number(residual) }),
        interrupted: course.wasInterrupted,
        ...(course.goodBy.length === 0 ? {} : { checks: course.goodBy.map(({ checkId }) => asId(checkId)) }),
      },
      say('bedside.outbox', { number, step: say('bedside.record') }),
    );
    onKept('answer' in sent ? undefined : sent.kept);
  };
  return (
    <CommandDialog
      title={say('bedside.recordTitle')}
      submit={say('bedside.record')}
      isReady={infused !== '' && startedAt !== undefined}
      onClose={onClose}
      onSubmit={record}
    >
      <Text size="sm">
        {say('bedside.startedAt')}: {instant(startedAt)} · {say('bedside.endedAt')}: {instant(endedAt)}
      </Text>
      <NumberInput
        size="lg"
        label={say('bedside.infused')}
        min={0}
        hideControls
        value={infused}
        onChange={(value) => {
          setInfused(value);
          if (value !== '' && Number(value) <= volumeMl) setResidual(Number((volumeMl - Number(value)).toFixed(1)));
        }}
        required
      />
      <NumberInput
        size="lg"
        label={say('bedside.residual')}
        min={0}
        hideControls
        value={residual}
        onChange={setResidual}
      />
    </CommandDialog>
  );
}
