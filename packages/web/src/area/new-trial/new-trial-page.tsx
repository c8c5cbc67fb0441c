// A new trial from a protocol file: written, pasted or read from a file, checked and drawn as one writes, then created.
import { Alert, Button, Card, FileButton, Grid, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { IconChevronDown, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useMe } from '../../api/me.js';
import { textIn } from '../../api/protocol.js';
import { useSpeech } from '../../language/message.js';
import { useProblemWords } from '../../language/protocol-problem.js';
import { ErrorNote } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';
import { PlainFrame } from '../../part/plain-frame.js';
import { CreateTrial } from './create-trial.js';
import { IssueList } from './issue-list.js';
import { type EditorHandle, ProtocolEditor } from './protocol-editor.js';
import { listExamples, readExample, readProtocolSchema } from './protocol-route.js';
import { Schematic } from './schematic.js';
import { useCheck, useOutline } from './use-check.js';

const noIssues: readonly never[] = [];

export function Page() {
  const { say, language } = useSpeech();
  const me = useMe();
  const editor = useRef<EditorHandle>(null);
  const [source, setSource] = useState('');
  const [error, setError] = useState<unknown>();
  const schema = useQuery({ queryKey: ['protocol-schema'], queryFn: readProtocolSchema, staleTime: Infinity });
  const examples = useQuery({ queryKey: ['protocol-examples'], queryFn: listExamples, staleTime: Infinity });
  const { checked, error: checkError } = useCheck(source);
  const inWords = useProblemWords();
  const check = useMemo(
    () => checked && { ...checked.check, issues: checked.check.issues.map(inWords) },
    [checked, inWords],
  );
  const outline = useOutline(source, language);
  const mayCreate = me.data?.mayCreateTrials === true || me.data?.isAdministrator === true;
  const begin = async (read: Promise<string>) => {
    setError(undefined);
    try {
      editor.current?.replace(await read);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <PlainFrame>
      <PageHeader
        title={say('newTrial.title')}
        help={say('newTrial.help')}
        actions={
          <>
            <Menu position="bottom-end" width={420} shadow="md">
              <Menu.Target>
                <Button variant="default" rightSection={<IconChevronDown size={16} />}>
                  {say('newTrial.example')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {(examples.data ?? []).map(({ id, acronym, title }) => (
                  <Menu.Item key={id} onClick={() => void begin(readExample(id))}>
                    <Text size="sm" fw={600}>
                      {acronym}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {textIn(title, language)}
                    </Text>
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            <FileButton accept=".yaml,.yml,text/yaml,text/plain" onChange={(file) => file && void begin(file.text())}>
              {(props) => (
                <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
                  {say('newTrial.upload')}
                </Button>
              )}
            </FileButton>
          </>
        }
      />
      {!mayCreate && me.data && (
        <Alert color="orange" variant="light" mb="md">
          {say('newTrial.mayNot')}
        </Alert>
      )}
      {(error ?? checkError) !== undefined && <ErrorNote error={error ?? checkError} />}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack gap="sm">
            <ProtocolEditor
              ref={editor}
              label={say('newTrial.editor')}
              source={source}
              onChange={setSource}
              issues={checked?.source === source && check !== undefined ? check.issues : noIssues}
              schema={schema.data}
              height="min(62dvh, 720px)"
            />
            <Text size="xs" c="dimmed">
              {say('newTrial.keys')}
            </Text>
            <IssueList check={check} onGo={(line, column) => editor.current?.goTo(line, column)} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack gap="md">
            <Card withBorder component="section" aria-labelledby="schematic-title">
              <Group justify="space-between" mb="xs">
                <Title order={2} id="schematic-title">
                  {outline.acronym === '' ? say('newTrial.schematic') : outline.acronym}
                </Title>
                {outline.planned !== undefined && (
                  <Text size="sm" c="dimmed">
                    {say('newTrial.size', { planned: outline.planned, sites: outline.sites, forms: outline.forms })}
                  </Text>
                )}
              </Group>
              {outline.title !== '' && (
                <Text size="sm" mb="sm">
                  {outline.title}
                </Text>
              )}
              <Schematic outline={outline} />
            </Card>
            {mayCreate && (
              <CreateTrial
                source={source}
                outline={outline}
                isValid={checked?.source === source && checked.check.isValid}
              />
            )}
          </Stack>
        </Grid.Col>
      </Grid>
    </PlainFrame>
  );
}
