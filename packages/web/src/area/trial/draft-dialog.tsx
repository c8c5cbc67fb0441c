// Drafts an amendment from a changed protocol file, with its problems before it is sent.
import { Button, FileButton, Group, List, Radio, Stack, Text, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { useProblemWords } from '../../language/protocol-problem.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { ErrorNote } from '../../part/error-note.js';
import { checkProtocol, type ProtocolCheck } from '../new-trial/protocol-route.js';

interface Chosen {
  readonly name: string;
  readonly source: string;
  readonly check: ProtocolCheck;
}

export function DraftDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const inWords = useProblemWords();
  const { trialId } = useTrial();
  const draft = useCommand(trialId, 'draftAmendment');
  const [amendmentId] = useState(() => crypto.randomUUID());
  const [chosen, setChosen] = useState<Chosen>();
  const [kind, setKind] = useState<'substantial' | 'notSubstantial'>('substantial');
  const [reason, setReason] = useState('');
  const [unread, setUnread] = useState<unknown>();
  const read = async (file: File | null) => {
    if (file === null) return;
    setUnread(undefined);
    try {
      const source = await file.text();
      setChosen({ name: file.name, source, check: await checkProtocol(source, new AbortController().signal) });
    } catch (problem) {
      setUnread(problem);
    }
  };
  const issues = chosen?.check.issues.filter(({ severity }) => severity === 'error') ?? [];
  const isReady = chosen?.check.isValid === true && reason.trim().length > 2;
  return (
    <CommandDialog
      title={say('amendment.draft')}
      size="lg"
      help={say('amendment.draftText')}
      submit={say('amendment.draftDo')}
      isReady={isReady}
      onClose={onClose}
      onSubmit={() => draft.mutateAsync({ body: { amendmentId, kind, protocolSource: chosen?.source ?? '', reason } })}
    >
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
          {issues
            .slice(0, 12)
            .map(inWords)
            .map(({ line, message }) => (
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
      {unread !== undefined && <ErrorNote error={unread} title={say('shell.refused')} />}
    </CommandDialog>
  );
}
