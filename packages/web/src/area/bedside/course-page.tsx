// One infusion: two people, clearance, the timer, vital signs, volumes.
import { Alert, Anchor, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconPlugConnectedX, IconUser } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../../api/http.js';
import { asId } from '../../api/id.js';
import { useNames } from '../../api/names.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useWaiting } from '../../draft/outbox-state.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { clockText } from '../../part/duration.js';
import { ErrorNote, wordsOf } from '../../part/error-note.js';
import { Mark } from '../../part/mark.js';
import { zonedNow } from '../../part/moment.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { useNow } from '../../part/use-now.js';
import { Verdict, type VerdictShown } from '../../part/verdict.js';
import classes from './bedside.module.css';
import { type Course, type CourseEntry, courseOf, runningMs, type StepName, waitingEntries } from './course.js';
import { useBedsideSend } from './send.js';
import { Vitals } from './vitals.js';
import { VolumesDialog } from './volumes-dialog.js';

export function Page() {
  const say = useSay();
  const text = useText();
  const { participant: participantId = '', bag: bagCode = '' } = useParams({ strict: false }) as {
    participant?: string;
    bag?: string;
  };
  const { trialId, me } = useTrial();
  const now = useNow(1000);
  const bags = useView(trialId, 'bagList', { participantId });
  const chain = useView(trialId, 'chainOfIdentity', { participantId });
  const waiting = useWaiting();
  const bag = bags.data?.find(({ bag_code }) => bag_code === bagCode);
  const protocol = useProtocol(trialId, { siteId: bag?.site_id });
  const path = `/trials/${trialId}/bedside/${participantId}/${bagCode}`;
  const send = useBedsideSend(participantId, path);
  const [verdict, setVerdict] = useState<VerdictShown>();
  const [failure, setFailure] = useState<unknown>();
  const [kept, setKept] = useState<boolean>();
  const [isEnding, setEnding] = useState(false);
  return (
    <div className={classes.narrow}>
      <QueryState query={bags}>
        {() => {
          if (bag === undefined) return <Text>{say('shell.notFound')}</Text>;
          const { administration, screening_number: number } = bag;
          const known = protocol.data?.protocol;
          const entries = [
            ...((chain.data ?? []).map((one) => ({
              type: one.type,
              actorId: one.actor_id,
              at: one.happened_at,
              facts: one.facts,
            })) as CourseEntry[]),
            ...waitingEntries(waiting, { participantId, actorId: me.actorId }),
          ];
          const validMinutes = known?.product?.bedside?.validMinutes;
          const course = courseOf(entries, { administration, bagCode, validMinutes, now });
          const step = async (name: StepName) => {
            setFailure(undefined);
            try {
              const sent = await send(
                'recordInfusionStep',
                {
                  participantId: asId(participantId),
                  stepId: asId(crypto.randomUUID()),
                  administration,
                  bagCode,
                  step: name,
                  happenedAt: zonedNow(),
                },
                say('bedside.outbox', { number, step: say(`bedside.step.${name}`) }),
              );
              setKept('answer' in sent ? undefined : sent.kept);
            } catch (error) {
              setFailure(error);
            }
          };
          const clear = async () => {
            setFailure(undefined);
            try {
              const sent = await send(
                'clearInfusion',
                { participantId: asId(participantId), administration, bagCode },
                '',
              );
              if ('answer' in sent)
                setVerdict({ isRight: true, title: say('bedside.clearedTitle'), lines: [say('bedside.cleared')] });
              else setKept(sent.kept);
            } catch (error) {
              if (!(error instanceof Problem) || error.status >= 500) setFailure(error);
              else
                setVerdict({
                  isRight: false,
                  title: say('bedside.notCleared'),
                  lines: [wordsOf(error, say), say('bedside.stopHelp')],
                });
            }
          };
          return (
            <>
              <PageHeader
                title={say('bedside.participant', { number })}
                help={`${text(known?.administrations.find(({ id }) => id === administration)?.name)} · ${say('bedside.bag')} ${bagCode}`}
                actions={
                  <Anchor component={Link} to={`/trials/${trialId}/bedside` as never}>
                    {say('shell.back')}
                  </Anchor>
                }
              />
              {kept !== undefined && (
                <Alert color="orange" icon={<IconPlugConnectedX size={22} />} mb="md" role="status">
                  {say(kept ? 'bedside.kept' : 'bedside.keptNot')}
                </Alert>
              )}
              {failure !== undefined && <ErrorNote error={failure} title={say('shell.refused')} />}
              <Stack gap="md">
                {course.startedAt === undefined && course.recordedMl === undefined && (
                  <People course={course} validMinutes={validMinutes} onClear={() => void clear()} />
                )}
                {course.recordedMl === undefined && (course.isCleared || course.startedAt !== undefined) && (
                  <Timer
                    course={course}
                    now={now}
                    onStep={(name) => void step(name)}
                    onRecord={() => setEnding(true)}
                  />
                )}
                {course.startedAt !== undefined && known !== undefined && (
                  <Vitals
                    protocol={known}
                    administration={administration}
                    participantId={participantId}
                    startedAt={course.startedAt}
                    now={now}
                    number={number}
                    send={send}
                    onKept={setKept}
                  />
                )}
                {course.recordedMl !== undefined && (
                  <Alert color="green.9" icon={<IconCheck size={22} />} title={say('bedside.done')}>
                    {say('bedside.doneHelp', { volume: course.recordedMl })}
                  </Alert>
                )}
                <Steps course={course} />
              </Stack>
              {isEnding && (
                <VolumesDialog
                  participantId={participantId}
                  administration={administration}
                  bagCode={bagCode}
                  volumeMl={bag.volume_ml}
                  number={number}
                  course={course}
                  send={send}
                  onKept={setKept}
                  onClose={() => setEnding(false)}
                />
              )}
            </>
          );
        }}
      </QueryState>
      <Verdict verdict={verdict} onClose={() => setVerdict(undefined)} />
    </div>
  );
}

function People({
  course,
  validMinutes,
  onClear,
}: {
  readonly course: Course;
  readonly validMinutes: number | undefined;
  readonly onClear: () => void;
}) {
  const say = useSay();
  const { instant } = useFormats();
  const { trialId } = useTrial();
  const nameOf = useNames(
    trialId,
    course.goodBy.map(({ actorId }) => actorId),
  );
  const needed = validMinutes === undefined ? 0 : 2;
  return (
    <Card withBorder component="section" aria-label={say('bedside.people')}>
      {needed > 0 && (
        <>
          <Title order={2}>{say('bedside.people')}</Title>
          <Text size="sm" c="dimmed" mb="sm">
            {say('bedside.peopleHelp', { minutes: validMinutes })}
          </Text>
          <Stack gap="xs" aria-live="polite">
            {course.goodBy.map(({ actorId, at, checkId }) => (
              <Group key={checkId} gap="xs" wrap="nowrap">
                <IconCheck size={24} color="var(--eq-good-text)" aria-hidden />
                <Text>{say('bedside.person', { name: nameOf(actorId), when: instant(at) })}</Text>
              </Group>
            ))}
            {course.goodBy.length < needed && (
              <Group gap="xs" wrap="nowrap">
                <IconUser size={24} aria-hidden />
                <Text fw={600}>{say('bedside.waitSecond')}</Text>
              </Group>
            )}
          </Stack>
        </>
      )}
      <Group mt="md" grow>
        <Button component={Link} to={`/trials/${trialId}/bedside` as never} size="lg" variant="default">
          {say('bedside.scanAgain')}
        </Button>
        {!course.isCleared && (
          <Button size="lg" disabled={course.goodBy.length < needed} onClick={onClear}>
            {say('bedside.clear')}
          </Button>
        )}
      </Group>
    </Card>
  );
}

function Timer({
  course,
  now,
  onStep,
  onRecord,
}: {
  readonly course: Course;
  readonly now: number;
  readonly onStep: (step: StepName) => void;
  readonly onRecord: () => void;
}) {
  const say = useSay();
  const { instant } = useFormats();
  const { startedAt, endedAt, pausedAt } = course;
  if (startedAt === undefined)
    return (
      <Button size="xl" h={84} fz="1.5rem" onClick={() => onStep('started')}>
        {say('bedside.start')}
      </Button>
    );
  return (
    <Card withBorder component="section" aria-label={say('bedside.timer')}>
      <Text ta="center" c="dimmed" size="sm">
        {pausedAt !== undefined
          ? say('bedside.interrupted', { when: instant(pausedAt) })
          : endedAt !== undefined
            ? say('bedside.ended', { when: instant(endedAt) })
            : say('bedside.timer')}
      </Text>
      <div className={classes.timer} role="timer" aria-live="off">
        {clockText(runningMs(course, now))}
      </div>
      {endedAt === undefined ? (
        <Group grow mt="md">
          <Button
            size="lg"
            variant="default"
            onClick={() => onStep(pausedAt === undefined ? 'interrupted' : 'resumed')}
          >
            {say(pausedAt === undefined ? 'bedside.interrupt' : 'bedside.resume')}
          </Button>
          <Button size="lg" color="red.9" onClick={() => onStep('ended')}>
            {say('bedside.end')}
          </Button>
        </Group>
      ) : (
        <Button size="lg" fullWidth mt="md" onClick={onRecord}>
          {say('bedside.record')}
        </Button>
      )}
    </Card>
  );
}

function Steps({ course }: { readonly course: Course }) {
  const say = useSay();
  const { instant } = useFormats();
  if (course.steps.length === 0) return null;
  return (
    <section aria-label={say('bedside.steps')}>
      <Title order={2} mb="xs">
        {say('bedside.steps')}
      </Title>
      {course.steps.map(({ stepId, step, at, isWaiting }) => (
        <Group key={stepId} justify="space-between" py={4}>
          <Text>{say(`bedside.step.${step}`)}</Text>
          <Group gap="xs">
            {isWaiting && <Mark tone="warning">{say('bedside.waits')}</Mark>}
            <Text c="dimmed">{instant(at)}</Text>
          </Group>
        </Group>
      ))}
    </section>
  );
}
