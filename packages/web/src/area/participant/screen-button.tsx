// The button that begins a screening, there for who may; the dialog behind it comes after the page.
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { Suspense, useEffect } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { later, whenIdle } from '../../part/later.js';

const dialog = later(async () => (await import('./screen-dialog.js')).ScreenDialog);

export function ScreenButton() {
  const say = useSay();
  const { may } = useTrial();
  const [isOpen, { open, close }] = useDisclosure(false);
  const isAllowed = may('screenParticipant');
  useEffect(() => (isAllowed ? whenIdle(dialog.fetch) : undefined), [isAllowed]);
  if (!isAllowed) return null;
  return (
    <>
      <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
        {say('screen.open')}
      </Button>
      {isOpen && (
        <Suspense>
          <dialog.Content onClose={close} />
        </Suspense>
      )}
    </>
  );
}
