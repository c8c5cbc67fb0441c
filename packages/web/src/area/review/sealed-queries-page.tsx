// Queries about what only unblinded people know: threads of their own, which nobody blinded sees.
import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { ReasonDialog } from './reason-dialog.js';
import { type SealedThread, threadsOf } from './sealed-thread.js';
import { useSendMany } from './send-many.js';
import { useParticipantsOfProduct } from './trial-words.js';

type Step = 'answered' | 'closed' | 'reopened';

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { instant } = useFormats();
  const { number } = useParticipantsOfProduct();
  const { send } = useSendMany();
  const sealed = useView(trialId, 'sealedQueries', {});
  const [asked, setAsked] = useState<{ readonly thread: SealedThread; readonly step: Step }>();
  const [isNew, setNew] = useState(false);
  const steps = (thread: SealedThread): readonly Step[] =>
    thread.status === 'open'
      ? ['answered', 'closed']
      : thread.status === 'answered'
        ? ['closed', 'reopened']
        : ['reopened'];
  return (
    <>
      <PageHeader
        title={say('sealedQuery.title')}
        help={say('sealedQuery.help')}
        actions={
          may('recordSealedQuery') && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setNew(true)}>
              {say('query.ask')}
            </Button>
          )
        }
      />
      <QueryState query={sealed} empty={say('sealedQuery.none')}>
        {(rows) => (
          <Stack gap="sm">
            {threadsOf(rows).map((thread) => (
              <section key={thread.queryId} className="eq-card" style={{ padding: 14 }} aria-label={thread.about}>
                <Group justify="space-between" mb={4}>
                  <Text fw={600}>
                    {number(thread.participantId)} · {thread.about}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {say(`query.is.${thread.status}`)}
                  </Text>
                </Group>
                {thread.steps.map((step) => (
                  <Text key={`${step.step} ${step.recorded_at}`} size="sm">
                    <Text span c="dimmed" size="sm">
                      {say(`query.step.${step.step}` as MessageKey)}, {instant(step.recorded_at)}:
                    </Text>{' '}
                    {step.text}
                  </Text>
                ))}
                {may('recordSealedQuery') && (
                  <Group gap="xs" mt="xs">
                    {steps(thread).map((step) => (
                      <Button key={step} size="xs" variant="default" onClick={() => setAsked({ thread, step })}>
                        {say(`sealedQuery.do.${step}`)}
                      </Button>
                    ))}
                  </Group>
                )}
              </section>
            ))}
          </Stack>
        )}
      </QueryState>
      {asked !== undefined && (
        <ReasonDialog
          title={say(`sealedQuery.do.${asked.step}`)}
          text={asked.thread.about}
          label={say('query.yourText')}
          doLabel={say(`sealedQuery.do.${asked.step}`)}
          onDo={(text) => {
            const { participantId, queryId, about } = asked.thread;
            return send('recordSealedQuery', [
              { body: { participantId, queryId, step: asked.step, about, text } as never },
            ]);
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
      {isNew && <NewSealedQuery onClose={() => setNew(false)} />}
    </>
  );
}

function NewSealedQuery({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { known } = useParticipantsOfProduct();
  const { send, progress } = useSendMany();
  const [participantId, setParticipant] = useState<string | null>(null);
  const [about, setAbout] = useState('');
  const [text, setText] = useState('');
  const people = [...known].map(([value, label]) => ({ value, label }));
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    const body = {
      participantId,
      queryId: crypto.randomUUID(),
      step: 'opened',
      about: about.trim(),
      text: text.trim(),
    };
    if (await send('recordSealedQuery', [{ body: body as never }])) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={say('query.ask')} closeButtonProps={{ 'aria-label': say('shell.close') }}>
      <form onSubmit={ask}>
        <Stack gap="sm">
          <Select
            label={say('shell.participant')}
            data={people}
            value={participantId}
            onChange={setParticipant}
            searchable
            required
            data-autofocus
          />
          <TextInput
            label={say('sealedQuery.about')}
            required
            maxLength={200}
            value={about}
            onChange={(event) => setAbout(event.currentTarget.value)}
          />
          <Textarea
            label={say('query.text')}
            required
            minLength={3}
            maxLength={1000}
            autosize
            minRows={3}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" loading={progress !== undefined} disabled={participantId === null}>
              {say('query.ask')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
