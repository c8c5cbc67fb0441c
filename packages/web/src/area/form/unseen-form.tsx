// A recorded form for who records it and does not read it: that it is there, and the ways to mend a mistake.
import { type Form, label, type Protocol, rightsOf, rolesOf } from '@equipoise/trial';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { QueryState } from '../../part/query-state.js';
import { useActorNames } from '../participant/actor-names.js';
import { useRoleWord } from '../trial/role-word.js';
import { FormEditor, type FormEditorProps } from './form-editor.js';
import type { UnseenRecord } from './form-place.js';
import { thingOf } from './save.js';
import { useSavedDraft } from './use-saved-draft.js';

interface UnseenFormProps {
  readonly record: UnseenRecord;
  readonly protocol: Protocol;
  readonly editor: Omit<FormEditorProps, 'saved' | 'unseen'>;
}

export function UnseenForm({ record, protocol, editor }: UnseenFormProps) {
  const { say, language } = useSpeech();
  const { instant, list } = useFormats();
  const { me, may } = useTrial();
  const roleWord = useRoleWord();
  const nameOf = useActorNames([record.changed_by]);
  const [mending, setMending] = useState<{ readonly how: 'correct' | 'add'; readonly version: number }>();
  const { form } = editor.around;
  const at = instant(record.changed_at);
  const mayCorrect = may('correctValue') && !editor.isReadOnly;
  const mayAdd = may('recordForm') && !editor.isReadOnly;
  const roles = correctingRoles(protocol, form).map(({ id, name }) => roleWord(id, name));
  // What was mended is recorded under the next version: the way back to the notice.
  const how = mending?.version === record.version ? mending.how : undefined;
  return (
    <Stack gap="md">
      <Alert color="green" variant="light" icon={<IconCircleCheck size={20} />} title={say('form.unseen.title')}>
        <Stack gap={6}>
          <Text size="sm" role="status">
            {record.changed_by === me.actorId
              ? say('form.unseen.mine', { form: label(form.name, language), at })
              : say('form.unseen.others', {
                  ...{ form: label(form.name, language), at, person: nameOf(record.changed_by) },
                })}
          </Text>
          <Text size="sm">{say('form.unseen.why')}</Text>
          {!mayCorrect && roles.length > 0 && <Text size="sm">{say('form.unseen.tell', { roles: list(roles) })}</Text>}
          {mayCorrect && <Text size="sm">{say('form.unseen.correctHelp')}</Text>}
        </Stack>
      </Alert>
      {how === undefined ? (
        <Group gap="sm">
          {editor.next}
          {mayCorrect && (
            <Button variant="default" onClick={() => setMending({ how: 'correct', version: record.version })}>
              {say('form.unseen.correct')}
            </Button>
          )}
          {mayAdd && (
            <Button variant="subtle" onClick={() => setMending({ how: 'add', version: record.version })}>
              {say('form.unseen.add')}
            </Button>
          )}
        </Group>
      ) : (
        <>
          <Text size="sm">{say(how === 'correct' ? 'form.unseen.correcting' : 'form.unseen.adding')}</Text>
          <Mending key={how} how={how} editor={editor} onCancel={() => setMending(undefined)} />
        </>
      )}
    </Stack>
  );
}

function Mending({
  how,
  editor,
  onCancel,
}: {
  readonly how: 'correct' | 'add';
  readonly editor: UnseenFormProps['editor'];
  readonly onCancel: () => void;
}) {
  const { say } = useSpeech();
  const { trialId } = useTrial();
  const draft = useSavedDraft(`${thingOf(trialId, editor.place)}/${how}`);
  return (
    <QueryState query={draft} lines={8}>
      {([saved]) => (
        <FormEditor
          {...editor}
          saved={saved ?? undefined}
          unseen={how}
          initialDay=""
          next={
            <Button variant="default" onClick={onCancel}>
              {say('shell.cancel')}
            </Button>
          }
        />
      )}
    </QueryState>
  );
}

/** Roles that may correct a form and see what was recorded in it: whom to tell of a mistake. */
function correctingRoles(protocol: Protocol, form: Form): ReturnType<typeof rolesOf> {
  return rolesOf(protocol).filter(({ id }) => {
    const rights = rightsOf(protocol, id);
    const isAsked = form.filledBy === undefined || form.filledBy.includes(id);
    return isAsked && rights.includes('correctValue') && rights.includes('forms');
  });
}
