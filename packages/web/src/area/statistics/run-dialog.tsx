// On all data or a cut, under dummy or real arms, as far as this person may: a new run of the analysis, or its records.
import { Alert, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import type { Cut, RunOrder } from './analysis.js';

export function RunDialog({
  title,
  submit,
  orders,
  cuts,
  onOrder,
  onClose,
}: {
  readonly title: string;
  readonly submit: string;
  readonly orders: readonly RunOrder[];
  readonly cuts: readonly Cut[];
  readonly onOrder: (order: RunOrder) => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const { instant } = useFormats();
  const [chosen, setChosen] = useState('0');
  const order = orders[Number(chosen)];
  return (
    <CommandDialog
      title={title}
      submit={submit}
      isReady={order !== undefined}
      onClose={onClose}
      onSubmit={async () => order !== undefined && onOrder(order)}
    >
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
    </CommandDialog>
  );
}
