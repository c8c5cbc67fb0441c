// The night page: find one participant by number; drugs, events, days of treatment, whom to call; and the code, if it must be.
import {
  Alert,
  Badge,
  Button,
  Card,
  Group,
  Loader,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
  UnstyledButton,
} from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import type { CommandAnswer } from '../../api/command.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { Answer } from './answer.js';
import { CodeBreak } from './code-break.js';
import { type Findable, findByNumber } from './find.js';
import classes from './night.module.css';
import { Contacts, Drugs, Events, Given } from './night-facts.js';

export function Page() {
  const { participant } = useParams({ strict: false }) as { participant?: string };
  return participant === undefined ? <Find /> : <OfParticipant key={participant} participantId={participant} />;
}

function Find() {
  const say = useSay();
  const { trialId } = useTrial();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const all = useFindable();
  const found = findByNumber(all ?? [], text);
  // Whoever is quicker than the list is led on as soon as it is there.
  const [isWanted, setIsWanted] = useState(false);
  const go = (participantId: string) => void navigate({ to: `/trials/${trialId}/night/${participantId}` as never });
  const wanted = isWanted ? found[0]?.participantId : undefined;
  useEffect(() => {
    if (wanted !== undefined) void navigate({ to: `/trials/${trialId}/night/${wanted}` as never });
  }, [wanted, navigate, trialId]);
  return (
    <div className={classes.find}>
      <PageHeader title={say('emergency.title')} help={say('emergency.help')} />
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          setIsWanted(all === undefined || found.length > 0);
        }}
      >
        <TextInput
          size="lg"
          label={say('emergency.find')}
          placeholder={say('emergency.findHint')}
          leftSection={<IconSearch size={22} />}
          rightSection={isWanted && all === undefined && <Loader size="sm" aria-label={say('shell.loading')} />}
          autoComplete="off"
          autoFocus
          value={text}
          onChange={(event) => {
            setIsWanted(false);
            setText(event.currentTarget.value);
          }}
        />
      </form>
      <Stack gap="xs" mt="md" aria-live="polite">
        {text !== '' && all !== undefined && found.length === 0 && <Text c="dimmed">{say('emergency.none')}</Text>}
        {found.map(({ participantId, siteId, numbers }) => (
          <UnstyledButton key={participantId} className={classes.found} onClick={() => go(participantId)}>
            <Text fw={650} size="lg">
              {numbers.join(' · ')}
            </Text>
            <Text size="sm" c="dimmed">
              {siteId}
            </Text>
          </UnstyledButton>
        ))}
      </Stack>
    </div>
  );
}

/** Everybody who can be found, by the leanest view that the person's rights give. */
function useFindable(): readonly Findable[] | undefined {
  const { trialId, may } = useTrial();
  const source = may('participants') ? 'participants' : may('codeBreakPreview') ? 'previews' : 'progress';
  const participants = useView(trialId, 'participants', {}, { enabled: source === 'participants' });
  const previews = useView(trialId, 'codeBreakPreview', {}, { enabled: source === 'previews' });
  const progress = useView(trialId, 'productProgress', {}, { enabled: source === 'progress' && may('productStatus') });
  if (source === 'participants')
    return participants.data?.map((row) => ({
      participantId: row.participant_id,
      siteId: row.site_id,
      numbers: [row.randomisation_number, row.screening_number].filter((one) => one !== null),
    }));
  if (source === 'previews')
    return previews.data?.map((row) => ({
      participantId: row.participant_id,
      siteId: row.site_id,
      numbers: [row.randomisation_number],
    }));
  return progress.data?.map((row) => ({
    participantId: row.participant_id,
    siteId: row.site_id,
    numbers: [row.screening_number],
  }));
}

function OfParticipant({ participantId }: { readonly participantId: string }) {
  const say = useSay();
  const text = useText();
  const { trialId, may } = useTrial();
  const navigate = useNavigate();
  const page = useView(trialId, 'emergency', { participantId });
  const mayBreak = may('breakCode') && may('codeBreakPreview');
  const preview = useView(trialId, 'codeBreakPreview', { participantId }, { enabled: mayBreak });
  const protocol = useProtocol(trialId, { siteId: page.data?.[0]?.site_id });
  const [told, setTold] = useState<{ answer: NonNullable<CommandAnswer['answer']>; thirdParty?: string | undefined }>();
  const nameOf = (administration: string) =>
    text(protocol.data?.protocol.administrations.find(({ id }) => id === administration)?.name) || administration;
  return (
    <QueryState query={page} empty={say('emergency.none')}>
      {([row]) => {
        if (row === undefined) return null;
        const broken = preview.data?.[0];
        return (
          <>
            <PageHeader
              title={row.number}
              help={`${row.card.trial} · ${text(row.card.title)} · ${row.site_id}`}
              actions={
                <Button variant="default" onClick={() => void navigate({ to: `/trials/${trialId}/night` as never })}>
                  {say('emergency.other')}
                </Button>
              }
            />
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
              <Stack gap="md">
                <Contacts row={row} />
                <Given row={row} nameOf={nameOf} />
                <Drugs row={row} protocol={protocol.data?.protocol} />
              </Stack>
              <Stack gap="md">
                {told !== undefined && (
                  <Answer
                    answer={told.answer}
                    thirdParty={told.thirdParty}
                    number={row.number}
                    siteId={row.site_id}
                    onDone={() => setTold(undefined)}
                  />
                )}
                {told === undefined && mayBreak && broken !== undefined && (
                  <CodeBreak
                    preview={broken}
                    nameOf={nameOf}
                    onAnswer={(answer, thirdParty) => setTold({ answer, thirdParty })}
                  />
                )}
                {mayBreak && preview.data?.length === 0 && <Alert color="gray">{say('emergency.breakNone')}</Alert>}
                <Card withBorder component="section" aria-labelledby="possible-title">
                  <Title order={2} id="possible-title" mb="xs">
                    {say('emergency.possible')}
                  </Title>
                  <Group gap="xs">
                    {row.possible_treatments.map(({ id, name, description }) => (
                      <div key={id}>
                        <Badge variant="light" tt="none" size="lg">
                          {text(name)}
                        </Badge>
                        {description !== null && (
                          <Text size="sm" c="dimmed">
                            {text(description)}
                          </Text>
                        )}
                      </div>
                    ))}
                  </Group>
                </Card>
                <Events row={row} protocol={protocol.data?.protocol} />
              </Stack>
            </SimpleGrid>
          </>
        );
      }}
    </QueryState>
  );
}
