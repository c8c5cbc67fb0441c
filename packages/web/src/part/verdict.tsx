// The verdict on a scan across the whole screen: shape, word and colour say the same, and a key or a touch goes on.
import { Button, Modal, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheckFilled, IconHandStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSay } from '../language/message.js';

export interface VerdictShown {
  readonly isRight: boolean;
  readonly title: string;
  readonly lines?: readonly ReactNode[];
}

export function Verdict({
  verdict,
  onClose,
}: {
  readonly verdict: VerdictShown | undefined;
  readonly onClose: () => void;
}) {
  const say = useSay();
  if (verdict === undefined) return null;
  const { isRight, title, lines = [] } = verdict;
  const Shape = isRight ? IconCircleCheckFilled : IconHandStop;
  return (
    <Modal
      opened
      onClose={onClose}
      fullScreen
      withCloseButton={false}
      transitionProps={{ duration: 0 }}
      aria-label={title}
      classNames={{ content: isRight ? 'eq-verdict eq-verdict-right' : 'eq-verdict eq-verdict-wrong' }}
    >
      <Stack align="center" justify="center" mih="92dvh" gap="md" role="alert">
        <Shape size={168} aria-hidden />
        <Text fw={700} size="xl" tt="uppercase" lts="0.08em">
          {say(isRight ? 'scan.right' : 'scan.wrong')}
        </Text>
        <Title order={2} fz="2rem" ta="center" maw={720}>
          {title}
        </Title>
        {lines.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines never move.
          <Text key={place} size="lg" ta="center" maw={640} component="div">
            {line}
          </Text>
        ))}
        <Button size="xl" mt="lg" miw={280} onClick={onClose} data-autofocus variant="white" color="dark">
          {say(isRight ? 'scan.goOn' : 'scan.again')}
        </Button>
      </Stack>
    </Modal>
  );
}
