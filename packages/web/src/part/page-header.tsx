// The head of a page: its title, one sentence of help, and what can be done on it.
import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { arriveAt } from './page-focus.js';

interface PageHeaderProps {
  readonly title: string;
  readonly help?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, help, actions }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Equipoise`;
    arriveAt(heading.current);
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="md">
      <div>
        <Title order={1} ref={heading} tabIndex={-1}>
          {title}
        </Title>
        {help !== undefined && (
          <Text c="dimmed" size="sm" maw={760}>
            {help}
          </Text>
        )}
      </div>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
