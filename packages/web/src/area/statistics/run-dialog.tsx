// A new run of the analysis: on all data or a cut, under dummy or real arms, as far as this person may.
import { Alert, Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { type Cut, type RunOrder, useStart } from './analysis.js';

export function RunDialog({
  orders,
  cuts,
  onClose,
}: {
  readonly orders: readonly RunOrder[];
  readonly cuts: readonly Cut[];
  readonly onClose: () => void;
}) {
  const say = useSay();
  const { instant } = useFormats();
  const { trialId } = useTrial();
  const start = useStart(trialId);
  const [chosen, setChosen] = useState('0');
  const order = orders[Number(chosen)];
  return (
    <Modal opened onClose={onClose} title={say('analysis.run')} closeButtonProps={{ 'aria-label': say('shell.close') }}>
      <Stack gap="md">
        <Radio.Group value={chosen} onChange={setChosen} label={say('analysis.what')} name="order">
          <Stack gap="xs" mt="xs">
            {orders.map(({ arms, cut }, index) => (
              <Radio
                key={`${arms} ${cut}`}
                value={String(index)}
                label={`${cut ?? say('analysis.all')} · ${say(`analysis.${arms}`)}`}
                description={
                  cut === undefined
                    ? say(`analysis.${arms}Hint`)
                    : say('analysis.madeAt', { at: instant(cuts.find((one) => one.cut === cut)?.madeAt) })
                }
              />
            ))}
          </Stack>
        </Radio.Group>
        {order?.arms === 'actual' && (
          <Alert color="orange" variant="light">
            {say('analysis.actualWarning')}
          </Alert>
        )}
        {start.isError && <ErrorNote error={start.error} title={say('analysis.notStarted')} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {say('shell.cancel')}
          </Button>
          <Button
            loading={start.isPending}
            disabled={order === undefined}
            onClick={() => order && start.mutate(order, { onSuccess: onClose })}
          >
            {say('analysis.start')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
