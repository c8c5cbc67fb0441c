// What is signed: the forms of a participant with their values and changes, or everything about a participant.
import { Accordion, Alert, Anchor, Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useProtocol, useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { useConfirmation } from '../../part/confirmation.js';
import type { Decision, SigningRow } from './decision.js';
import { FormValues } from './form-values.js';
import classes from './review.module.css';
import { useSendMany } from './send-many.js';
import { useParticipants, useProtocolWords } from './trial-words.js';

type Ready = SigningRow & { readonly visit: string; readonly form: string; readonly occurrence: number };
const keyOf = ({ visit, form, occurrence }: Ready) => `${visit}/${form}/${occurrence}`;

/** Signs and says whether it was recorded. */
function useSign() {
  const { trialId } = useTrial();
  const confirm = useConfirmation();
  const { send, progress } = useSendMany();
  return { send, confirm, trialId, isBusy: progress !== undefined };
}

/** What is stated, in the language of the page: what is signed, and bound by its hash, are the words of the protocol. */
function useStatement(siteId: string, meaning: string, statement: string): Stated {
  const { trialId } = useTrial();
  const text = useText();
  const { protocol } = useProtocol(trialId, { siteId }).data ?? {};
  const texts = protocol?.dataReview?.signatures?.find(({ id }) => id === meaning)?.meaning;
  const told = text(texts);
  if (typeof texts !== 'object' || told === statement) return { statement };
  return { statement, told: { text: told, language: Object.keys(texts).find((key) => texts[key] === statement) } };
}

interface Stated {
  readonly statement: string;
  /** The same in the language of the page, where that is another, and the language of what is signed. */
  readonly told?: { readonly text: string; readonly language: string | undefined };
}

export function SignFormsPanel({ decision }: { readonly decision: Extract<Decision, { kind: 'forms' }> }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { day } = useFormats();
  const words = useProtocolWords(decision.siteId);
  const { number } = useParticipants();
  const { send, confirm, isBusy } = useSign();
  const stated = useStatement(decision.siteId, decision.meaning, decision.statement);
  const forms = decision.forms as readonly Ready[];
  const [left, setLeft] = useState<readonly string[]>([]);
  const chosen = forms.filter((form) => !left.includes(keyOf(form)));
  const sign = async () => {
    const key = crypto.randomUUID();
    const confirmation = await confirm({
      trialId,
      command: 'signForms',
      key,
      text: (
        <Statement
          {...stated}
          what={say('sign.whatForms', { count: chosen.length, participant: number(decision.participantId) })}
        />
      ),
    });
    if (confirmation === undefined) return;
    const signed = chosen.map(({ visit, form, occurrence, hash }) => ({ visit, form, occurrence, hash }));
    const body = { participantId: decision.participantId, meaning: decision.meaning, forms: signed };
    await send('signForms', [{ body: body as never, key, confirmation }]);
  };
  return (
    <>
      <PanelHead participantId={decision.participantId} title={say('sign.forms', { count: forms.length })} />
      <Accordion multiple variant="contained" chevronPosition="left" defaultValue={firstOpen(forms)}>
        {forms.map((form) => {
          const key = keyOf(form);
          return (
            <Accordion.Item key={key} value={key}>
              <Group wrap="nowrap" gap={0} pr="md">
                <Accordion.Control>
                  <Text size="sm" fw={550}>
                    {words.place(form)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {form.signed_before_at === null
                      ? say('sign.notYet', { day: day(form.changed_at) })
                      : say('sign.again', { day: day(form.signed_before_at), count: form.changed_items.length })}
                  </Text>
                </Accordion.Control>
                <Checkbox
                  size="md"
                  aria-label={say('sign.include', { form: words.place(form) })}
                  checked={!left.includes(key)}
                  onChange={(event) =>
                    setLeft(event.currentTarget.checked ? left.filter((one) => one !== key) : [...left, key])
                  }
                />
              </Group>
              <Accordion.Panel>
                <FormValues
                  participantId={decision.participantId}
                  siteId={decision.siteId}
                  place={form}
                  marked={form.changed_items}
                  since={form.signed_before_at}
                />
                <Text className={classes.hash}>{say('sign.hash', { hash: form.hash })}</Text>
              </Accordion.Panel>
            </Accordion.Item>
          );
        })}
      </Accordion>
      {may('signForms') && (
        <Foot {...stated}>
          <Button onClick={() => void sign()} loading={isBusy} disabled={chosen.length === 0}>
            {say('sign.signForms', { count: chosen.length })}
          </Button>
        </Foot>
      )}
    </>
  );
}

/** What changed since a signature is read first; else the first form stands open. */
function firstOpen(forms: readonly Ready[]): string[] {
  const changed = forms.filter(({ signed_before_at }) => signed_before_at !== null);
  return (changed.length > 0 ? changed : forms.slice(0, 1)).map(keyOf);
}

export function SignParticipantPanel({ decision }: { readonly decision: Extract<Decision, { kind: 'participant' }> }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { day } = useFormats();
  const { number } = useParticipants();
  const { send, confirm, isBusy } = useSign();
  const { row, participantId } = decision;
  const stated = useStatement(row.site_id, row.meaning, row.statement);
  const sign = async () => {
    const key = crypto.randomUUID();
    const what = say('sign.whatParticipant', { participant: number(participantId) });
    const text = <Statement {...stated} what={what} />;
    const confirmation = await confirm({ trialId, command: 'signParticipant', key, text });
    if (confirmation === undefined) return;
    const body = { participantId, meaning: row.meaning, hash: row.hash };
    await send('signParticipant', [{ body: body as never, key, confirmation }]);
  };
  return (
    <>
      <PanelHead participantId={participantId} title={say('sign.casebook')} />
      <Stack gap="xs">
        <Text size="sm">{say('sign.casebookText')}</Text>
        {row.signed_before_at !== null && (
          <Alert color="orange" variant="light">
            {say('sign.casebookAgain', { day: day(row.signed_before_at) })}
          </Alert>
        )}
        <Text className={classes.hash}>{say('sign.hash', { hash: row.hash })}</Text>
      </Stack>
      {may('signParticipant') && (
        <Foot {...stated}>
          <Button onClick={() => void sign()} loading={isBusy}>
            {say('sign.signParticipant')}
          </Button>
        </Foot>
      )}
    </>
  );
}

/** The participant of a panel, with the way to everything about them. */
export function PanelHead({ participantId, title }: { readonly participantId: string; readonly title: string }) {
  const say = useSay();
  const { trialId } = useTrial();
  const { number } = useParticipants();
  return (
    <Group justify="space-between" mb="sm">
      <Title order={2}>
        {number(participantId)} · {title}
      </Title>
      <Anchor component={Link} to={`/trials/${trialId}/participants/${participantId}` as never} size="sm">
        {say('review.openParticipant')}
      </Anchor>
    </Group>
  );
}

function Foot({ statement, told, children }: Stated & { readonly children: React.ReactNode }) {
  const say = useSay();
  return (
    <Group className={classes.foot} justify="space-between" gap="md">
      <Text size="sm" flex="1 1 260px">
        <Text span c="dimmed" size="sm">
          {say('sign.meaning')}
        </Text>{' '}
        <Quoted statement={statement} told={told} />
      </Text>
      {children}
    </Group>
  );
}

function Statement({ statement, told, what }: Stated & { readonly what: string }) {
  return (
    <Stack gap={4}>
      <Text>{what}</Text>
      <Text fs="italic">
        <Quoted statement={statement} told={told} />
      </Text>
    </Stack>
  );
}

function Quoted({ statement, told }: { readonly statement: string; readonly told: Stated['told'] | undefined }) {
  if (told === undefined) return <q>{statement}</q>;
  return (
    <>
      <q>{told.text}</q>{' '}
      <Text span size="sm" c="dimmed" lang={told.language}>
        <q>{statement}</q>
      </Text>
    </>
  );
}
