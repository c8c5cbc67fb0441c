// The forms of a visit pack, the riskiest first: opened to compare, ticked to verify.
import { Badge, Button, Checkbox, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { FormValues } from './form-values.js';
import type { Place } from './protocol-words.js';
import classes from './review.module.css';
import { useSendMany } from './send-many.js';
import { useParticipants, useProtocolWords } from './trial-words.js';
import { dueItems, keyOfForm, type PackForm, verifications } from './visit-pack.js';

const shownAtOnce = 60;

interface PackFormsProps {
  readonly forms: readonly PackForm[];
  readonly siteId: string;
  readonly onVerified: (count: number) => void;
}

export function PackForms({ forms, siteId, onVerified }: PackFormsProps) {
  const say = useSay();
  const { may } = useTrial();
  const { number } = useParticipants();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [isOnlyDue, setOnlyDue] = useState(true);
  const [shown, setShown] = useState(shownAtOnce);
  const { send, progress } = useSendMany();
  const listed = isOnlyDue ? forms.filter((form) => dueItems(form).length > 0) : forms;
  const chosen = forms.filter((form) => ticked.has(keyOfForm(form)));
  const verify = async () => {
    const isDone = await send(
      'verifySource',
      verifications(chosen).map((body) => ({ about: number(body.participantId), body: body as never })),
    );
    if (isDone) onVerified(chosen.length);
    setTicked(new Set());
  };
  const tick = (form: PackForm, isTicked: boolean) => {
    const next = new Set(ticked);
    if (isTicked) next.add(keyOfForm(form));
    else next.delete(keyOfForm(form));
    setTicked(next);
  };
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Checkbox
          label={say('visitPack.onlyDue')}
          checked={isOnlyDue}
          onChange={(event) => setOnlyDue(event.currentTarget.checked)}
        />
        {may('verifySource') && (
          <Group gap="sm">
            {progress !== undefined && <Text size="sm">{say('review.progress', { ...progress })}</Text>}
            <Button onClick={() => void verify()} disabled={chosen.length === 0} loading={progress !== undefined}>
              {say('visitPack.verify', { count: chosen.length })}
            </Button>
          </Group>
        )}
      </Group>
      <div className="eq-card">
        {listed.slice(0, shown).map((form) => (
          <PackLine
            key={keyOfForm(form)}
            form={form}
            siteId={siteId}
            isTicked={ticked.has(keyOfForm(form))}
            onTick={may('verifySource') ? (isTicked) => tick(form, isTicked) : undefined}
          />
        ))}
        {listed.length === 0 && (
          <Text c="dimmed" p="md" ta="center">
            {say('visitPack.allVerified')}
          </Text>
        )}
      </div>
      {listed.length > shown && (
        <Button variant="subtle" mt="xs" onClick={() => setShown(shown + shownAtOnce)}>
          {say('visitPack.more', { count: listed.length - shown })}
        </Button>
      )}
    </>
  );
}

function PackLine({
  form,
  siteId,
  isTicked,
  onTick,
}: {
  readonly form: PackForm;
  readonly siteId: string;
  readonly isTicked: boolean;
  readonly onTick: ((isTicked: boolean) => void) | undefined;
}) {
  const say = useSay();
  const words = useProtocolWords(siteId);
  const { number } = useParticipants();
  const { day } = useFormats();
  const [isOpen, setOpen] = useState(false);
  const place = form.place as Required<Pick<Place, 'visit' | 'form' | 'occurrence'>>;
  const due = dueItems(form);
  const title = `${number(form.participant_id)} · ${words.place(place)}`;
  return (
    <div className={classes.line}>
      <Group wrap="nowrap" gap="sm">
        {onTick !== undefined && (
          <Checkbox
            size="md"
            aria-label={say('visitPack.tick', { form: title })}
            checked={isTicked}
            disabled={due.length === 0}
            onChange={(event) => onTick(event.currentTarget.checked)}
          />
        )}
        <UnstyledButton onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} className={classes.lineButton}>
          <Group wrap="nowrap" gap="xs">
            {isOpen ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
            <Text size="sm" fw={550}>
              {title}
            </Text>
          </Group>
        </UnstyledButton>
        <Group gap={6} ml="auto" wrap="nowrap" className={classes.marks}>
          {form.critical.length > 0 && (
            <Badge variant="default" c="var(--eq-bad-text)" size="sm" tt="none">
              {say('visitPack.critical', { count: form.critical.length })}
            </Badge>
          )}
          {form.sampled.length > 0 && (
            <Badge variant="default" c="var(--mantine-color-anchor)" size="sm" tt="none">
              {say('visitPack.sampled', { count: form.sampled.length })}
            </Badge>
          )}
          {form.queries > 0 && (
            <Badge variant="default" c="var(--eq-warning-text)" size="sm" tt="none">
              {say('visitPack.queryCount', { count: form.queries })}
            </Badge>
          )}
          <Text size="xs" c="dimmed" w={90} ta="right">
            {day(form.changed_at)}
          </Text>
        </Group>
      </Group>
      <Collapse expanded={isOpen}>
        {isOpen && (
          <div style={{ padding: '8px 0 4px 28px' }}>
            <Text size="xs" c="dimmed" mb={4}>
              {due.length === 0 ? say('visitPack.noneDue') : say('visitPack.dueMarked')}
            </Text>
            <FormValues participantId={form.participant_id} siteId={siteId} place={place} highlighted={due} />
          </div>
        )}
      </Collapse>
    </div>
  );
}
