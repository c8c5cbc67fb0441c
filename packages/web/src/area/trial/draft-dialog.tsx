// Drafts an amendment from a changed protocol file, with its problems before it is sent.
import { Button, FileButton, Group, List, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { checkProtocol, type ProtocolCheck } from '../new-trial/protocol-route.js';

interface Chosen {
  readonly name: string;
  readonly source: string;
  readonly check: ProtocolCheck;
}

export function DraftDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const draft = useCommand(trialId, 'draftAmendment');
  const [amendmentId] = useState(() => crypto.randomUUID());
  const [chosen, setChosen] = useState<Chosen>();
  const [kind, setKind] = useState<'substantial' | 'notSubstantial'>('substantial');
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>();
  const read = async (file: File | null) => {
    if (file === null) return;
    setError(undefined);
    try {
      const source = await file.text();
      setChosen({ name: file.name, source, check: await checkProtocol(source, new AbortController().signal) });
    } catch (problem) {
      setError(problem);
    }
  };
  const issues = chosen?.check.issues.filter(({ severity }) => severity === 'error') ?? [];
  const isReady = chosen?.check.isValid === true && reason.trim().length > 2;
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('amendment.draft')}
      size="lg"
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <Stack gap="md">
        <Text size="sm">{say('amendment.draftText')}</Text>
        <Group>
          <FileButton accept=".yaml,.yml,text/yaml,text/plain" onChange={(file) => void read(file)}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
                {say('amendment.file')}
              </Button>
            )}
          </FileButton>
          <Text size="sm" role="status">
            {chosen !== undefined &&
              (chosen.check.isValid
                ? say('amendment.fileValid', { name: chosen.name })
                : say('amendment.fileInvalid', { name: chosen.name, count: issues.length }))}
          </Text>
        </Group>
        {issues.length > 0 && (
          <List size="sm">
            {issues.slice(0, 12).map(({ line, message }) => (
              <List.Item key={`${line} ${message}`}>{say('amendment.issue', { line: line ?? 1, message })}</List.Item>
            ))}
          </List>
        )}
        <Radio.Group
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
          label={say('amendment.kind')}
          name="kind"
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="substantial"
              label={say('amendment.substantial')}
              description={say('amendment.substantialHint')}
            />
            <Radio
              value="notSubstantial"
              label={say('amendment.notSubstantial')}
              description={say('amendment.notSubstantialHint')}
            />
          </Stack>
        </Radio.Group>
        <Textarea
          label={say('shell.reason')}
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {(draft.isError || error !== undefined) && (
          <ErrorNote error={draft.error ?? error} title={say('shell.refused')} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {say('shell.cancel')}
          </Button>
          <Button
            disabled={!isReady}
            loading={draft.isPending}
            onClick={() =>
              draft.mutate(
                { body: { amendmentId, kind, protocolSource: chosen?.source ?? '', reason } as never },
                { onSuccess: onClose },
              )
            }
          >
            {say('amendment.draftDo')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
