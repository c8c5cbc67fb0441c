// The answer to a code break: the treatments under frame and watermark, or the code with which a third party collects them.
import { givenTreatments } from '@equipoise/trial';
import { Button, Card, Code, CopyButton, Group, Stack, Text, Title } from '@mantine/core';
import type { CommandAnswer } from '../../api/command.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { Unblinded } from '../../app/unblinded.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { QueryState } from '../../part/query-state.js';

interface AnswerProps {
  readonly answer: NonNullable<CommandAnswer['answer']>;
  readonly number: string;
  readonly siteId: string;
  readonly thirdParty: string | undefined;
  readonly onDone: () => void;
}

export function Answer({ answer, number, siteId, thirdParty, onDone }: AnswerProps) {
  const say = useSay();
  const { instant } = useFormats();
  if ('collectionCode' in answer) {
    const address = `${window.location.origin}/collect`;
    return (
      <Card withBorder component="section" aria-labelledby="answer-title">
        <Title order={2} id="answer-title">
          {say('emergency.code', { name: thirdParty ?? '' })}
        </Title>
        <Code block fz="lg" my="sm" style={{ whiteSpace: 'pre-wrap' }} data-testid="collection-code">
          {answer.collectionCode.replace(/(.{4})(?=.)/g, '$1 ')}
        </Code>
        <Text size="sm">{say('emergency.codeHint', { number, address, until: instant(answer.expiresAt) })}</Text>
        <Group justify="flex-end" mt="md">
          <CopyButton value={answer.collectionCode}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {say(copied ? 'emergency.copied' : 'emergency.copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onDone}>{say('shell.close')}</Button>
        </Group>
      </Card>
    );
  }
  return <Treatments sequence={answer.sequence} number={number} siteId={siteId} onDone={onDone} />;
}

/** What a sequence gives, with the frame around it: for whoever was allowed to read it. */
export function Treatments({
  sequence,
  number,
  siteId,
  hint,
  onDone,
}: {
  readonly sequence: string;
  readonly number: string;
  readonly siteId: string;
  /** To whom it may be told. */
  readonly hint?: string;
  readonly onDone: () => void;
}) {
  const say = useSay();
  const text = useText();
  const { trialId, me } = useTrial();
  const protocol = useProtocol(trialId, { siteId });
  return (
    <Card withBorder component="section" aria-labelledby="answer-title">
      <Unblinded name={me.name} />
      <Title order={2} id="answer-title" mb="sm">
        {say('emergency.answer', { number })}
      </Title>
      <QueryState query={protocol} lines={2}>
        {({ protocol: known }) => (
          <Stack gap="sm" component="dl" m={0}>
            {givenTreatments(known, sequence).map(({ id, when, treatment }) => (
              <div key={id}>
                <Text component="dt" size="sm" c="dimmed">
                  {text(when)}
                </Text>
                <Text component="dd" m={0} fz="1.6rem" fw={700} lh={1.2}>
                  {text(treatment)}
                </Text>
              </div>
            ))}
          </Stack>
        )}
      </QueryState>
      <Text size="sm" mt="md">
        {hint ?? say('emergency.answerHint')}
      </Text>
      <Group justify="flex-end" mt="md">
        <Button onClick={onDone}>{say('emergency.answerDone')}</Button>
      </Group>
    </Card>
  );
}
