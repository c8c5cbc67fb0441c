// How a clock stands: shape, word and colour, with what is left of it.
import { Group, Text } from '@mantine/core';
import { IconAlertTriangleFilled, IconCircleCheck, IconClock, IconMailForward } from '@tabler/icons-react';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay, useSpeech } from '../../language/message.js';
import { durationText } from '../../part/duration.js';

interface ClockBadgeProps {
  readonly state: string;
  readonly dueAt: string;
  readonly now: number;
  readonly isProvisional?: boolean;
}

export function ClockBadge({ state, dueAt, now, isProvisional = false }: ClockBadgeProps) {
  const say = useSay();
  const { language } = useSpeech();
  const { instant } = useFormats();
  const left = Date.parse(dueAt) - now;
  const isLate = state === 'overdue' || state === 'sentLate' || (state === 'due' && left < 0);
  const runs = state === 'due' || state === 'overdue';
  const Shape = isLate
    ? IconAlertTriangleFilled
    : runs
      ? IconClock
      : state === 'withPharmacovigilance'
        ? IconMailForward
        : IconCircleCheck;
  const colour = isLate ? 'var(--eq-bad-text)' : runs ? 'var(--eq-warning-text)' : 'var(--eq-good-text)';
  const span = durationText(left, language);
  return (
    <Group gap={6} wrap="nowrap" c={colour} title={instant(dueAt)}>
      <Shape size={18} aria-hidden />
      <Text size="sm" fw={600} c="inherit" className="eq-nowrap">
        {runs
          ? say(left < 0 ? 'safety.overdueBy' : 'safety.dueIn', { span })
          : say(`safety.state.${state}` as MessageKey)}
        {isProvisional && runs && ` (${say('safety.provisional')})`}
      </Text>
    </Group>
  );
}
