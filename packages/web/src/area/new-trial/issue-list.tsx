// The problems of the check, each leading to its line.
import { Alert, Group, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useSay } from '../../language/message.js';
import type { ProtocolCheck, ProtocolIssue } from './protocol-route.js';

export function IssueList({
  check,
  onGo,
}: {
  readonly check: ProtocolCheck | undefined;
  readonly onGo: (line: number, column: number) => void;
}) {
  const say = useSay();
  const issues = check?.issues ?? [];
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  if (check === undefined)
    return (
      <Text size="sm" c="dimmed" role="status">
        {say('newTrial.notChecked')}
      </Text>
    );
  return (
    <section aria-label={say('newTrial.problems')}>
      <Alert
        variant="light"
        color={check.isValid ? 'green' : 'red'}
        icon={check.isValid ? <IconCircleCheck size={18} /> : <IconCircleX size={18} />}
        py="xs"
        role="status"
      >
        <Text size="sm">
          {say(check.isValid ? 'newTrial.valid' : 'newTrial.invalid', {
            errors,
            warnings: issues.length - errors,
          })}
        </Text>
      </Alert>
      {issues.length > 0 && (
        <ScrollArea.Autosize mah={220} mt="xs" type="auto" viewportProps={{ tabIndex: 0 }}>
          {issues.map((issue) => (
            <IssueLine key={`${issue.line} ${issue.column} ${issue.code} ${issue.message}`} issue={issue} onGo={onGo} />
          ))}
        </ScrollArea.Autosize>
      )}
    </section>
  );
}

function IssueLine({
  issue,
  onGo,
}: {
  readonly issue: ProtocolIssue;
  readonly onGo: (line: number, column: number) => void;
}) {
  const say = useSay();
  const isError = issue.severity === 'error';
  return (
    <UnstyledButton w="100%" py={4} px="xs" onClick={() => onGo(issue.line ?? 1, issue.column ?? 1)}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        {isError ? (
          <IconCircleX size={16} color="var(--eq-bad-text)" aria-label={say('newTrial.problem')} />
        ) : (
          <IconAlertTriangle size={16} color="var(--eq-warning-text)" aria-label={say('newTrial.warning')} />
        )}
        <Text size="sm" fw={600} miw={64}>
          {say('newTrial.line', { line: issue.line ?? 1 })}
        </Text>
        <Text size="sm">
          {issue.message}
          {issue.allowed !== undefined && (
            <Text span size="sm" c="dimmed">
              {' '}
              {say('newTrial.allowed', { allowed: issue.allowed })}
            </Text>
          )}
        </Text>
      </Group>
    </UnstyledButton>
  );
}
