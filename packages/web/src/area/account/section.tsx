// A part of the page of one's own account, and how what was done there ended.
import { Card, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNote } from '../../part/error-note.js';

export function Section({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text?: string;
  readonly children: ReactNode;
}) {
  return (
    <Card withBorder component="section" aria-label={title}>
      <Title order={2} mb={4}>
        {title}
      </Title>
      {text !== undefined && (
        <Text size="sm" c="dimmed" mb="sm">
          {text}
        </Text>
      )}
      {children}
    </Card>
  );
}

/** How a deed ended, in words. */
export function Outcome({
  deed,
  done,
}: {
  readonly deed: { readonly isDone: boolean; readonly error?: unknown };
  readonly done: string;
}) {
  if (deed.error !== undefined) return <ErrorNote error={deed.error} />;
  return deed.isDone ? (
    <Text size="sm" c="var(--eq-good-text)" mt="xs" role="status">
      {done}
    </Text>
  ) : null;
}
