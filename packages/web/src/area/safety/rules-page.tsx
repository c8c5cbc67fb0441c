// Stopping rules over everybody as they stand, and the meetings and letters of the safety board.
import { Badge, Button, Card, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconAlertTriangleFilled, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import { FactList } from '../../part/fact-list.js';
import { todayHere } from '../../part/moment.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';

const recommendations = ['continue', 'modify', 'pause', 'stop'] as const;

interface Recommendation {
  readonly recommendation: (typeof recommendations)[number];
  readonly receivedOn: unknown;
  readonly summary: string;
}

export function Page() {
  const say = useSay();
  const { may } = useTrial();
  return (
    <>
      <PageHeader title={say('safety.rules')} help={say('safety.rulesHelp')} />
      <Stack gap="xl">
        {may('stoppingRules') && <Rules />}
        {may('boardMeetings') && <Board />}
      </Stack>
    </>
  );
}

function Rules() {
  const say = useSay();
  const text = useText();
  const { number } = useFormats();
  const { trialId } = useTrial();
  const rules = useView(trialId, 'stoppingRules', {});
  return (
    <QueryState query={rules}>
      {(rows) => (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
          {rows.map((rule) => {
            const Shape = rule.is_reached ? IconAlertTriangleFilled : IconCircleCheck;
            return (
              <Card key={rule.rule} withBorder component="section" aria-label={text(rule.name)}>
                <Group
                  gap="xs"
                  wrap="nowrap"
                  mb="xs"
                  c={rule.is_reached ? 'var(--eq-bad-text)' : 'var(--eq-good-text)'}
                >
                  <Shape size={22} aria-hidden />
                  <Text fw={700} c="inherit">
                    {say(rule.is_reached ? 'safety.reached' : 'safety.notReached')}
                  </Text>
                </Group>
                <Title order={2} fz="md" mb="xs">
                  {text(rule.name)}
                </Title>
                <FactList
                  facts={[
                    [say('safety.withEvent'), `${rule.with_event} / ${rule.participants}`],
                    [say('safety.bound'), rule.bound === null ? '' : number(rule.bound, 3)],
                    [say('safety.limit'), number(rule.limit)],
                  ]}
                />
              </Card>
            );
          })}
        </SimpleGrid>
      )}
    </QueryState>
  );
}

function Board() {
  const say = useSay();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const meetings = useView(trialId, 'boardMeetings', {});
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-labelledby="board-title">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="board-title">
          {say('safety.board')}
        </Title>
        {may('recordBoardRecommendation') && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {say('safety.recommend')}
          </Button>
        )}
      </Group>
      <QueryState query={meetings} empty={say('safety.noMeetings')} lines={2}>
        {(rows) => (
          <Stack gap="sm">
            {rows.map(({ meeting, is_opened, recommendation }) => {
              const letter = recommendation as Recommendation | null;
              return (
                <Card key={meeting} withBorder>
                  <Group justify="space-between">
                    <Text fw={650}>{meeting}</Text>
                    <Badge variant={letter === null ? 'default' : 'light'} tt="none">
                      {letter === null
                        ? say(is_opened ? 'safety.tablesOpened' : 'safety.noRecommendation')
                        : say(`safety.recommend.${letter.recommendation}`)}
                    </Badge>
                  </Group>
                  {letter !== null && (
                    <Text size="sm" mt={4}>
                      {typeof letter.receivedOn === 'string' && `${day(letter.receivedOn)} · `}
                      {letter.summary}
                    </Text>
                  )}
                </Card>
              );
            })}
          </Stack>
        )}
      </QueryState>
      {isOpen && (
        <RecommendDialog
          meetings={(meetings.data ?? []).filter((one) => one.recommendation === null).map(({ meeting }) => meeting)}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}

function RecommendDialog({
  meetings,
  onClose,
}: {
  readonly meetings: readonly string[];
  readonly onClose: () => void;
}) {
  const say = useSay();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordBoardRecommendation');
  const [meeting, setMeeting] = useState(meetings[0] ?? '');
  const [recommendation, setRecommendation] = useState('');
  const [receivedOn, setReceivedOn] = useState(todayHere);
  const [summary, setSummary] = useState('');
  return (
    <CommandDialog
      title={say('safety.recommend')}
      submit={say('shell.save')}
      isReady={meeting !== '' && recommendation !== '' && summary.trim().length >= 3}
      onClose={onClose}
      onSubmit={() =>
        record.mutateAsync({
          body: {
            meeting: meeting.trim(),
            recommendation: recommendation as (typeof recommendations)[number],
            receivedOn,
            summary: summary.trim(),
          },
        })
      }
    >
      <TextInput
        label={say('safety.meeting')}
        list="board-meetings"
        value={meeting}
        onChange={(event) => setMeeting(event.currentTarget.value)}
        required
      />
      <datalist id="board-meetings">
        {meetings.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Select
        label={say('safety.recommendation')}
        data={recommendations.map((value) => ({ value, label: say(`safety.recommend.${value}`) }))}
        value={recommendation === '' ? null : recommendation}
        onChange={(value) => setRecommendation(value ?? '')}
        required
      />
      <DayPicker label={say('safety.receivedOn')} value={receivedOn} onChange={setReceivedOn} required />
      <Textarea
        label={say('safety.summary')}
        autosize
        minRows={3}
        value={summary}
        onChange={(event) => setSummary(event.currentTarget.value)}
        required
      />
    </CommandDialog>
  );
}
