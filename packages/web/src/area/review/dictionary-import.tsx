// The import of a version of a dictionary, whole or not at all; all problems of its files are told at once.
import { Button, FileInput, Group, Modal, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import type { Coding } from './dictionaries.js';

interface Imported {
  readonly terms: number;
  readonly repeated: boolean;
}

export function DictionaryImport({
  codings,
  onClose,
}: {
  readonly codings: readonly Coding[];
  readonly onClose: () => void;
}) {
  const say = useSay();
  const { trialId } = useTrial();
  const client = useQueryClient();
  const [dictionary, setDictionary] = useState(codings[0]?.dictionary ?? '');
  const [version, setVersion] = useState(codings[0]?.version ?? '');
  const [files, setFiles] = useState<File[]>([]);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const take = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const contents = await Promise.all(files.map(async (file) => ({ name: file.name, content: await file.text() })));
      const done = await ask<Imported>('POST', `/api/trials/${trialId}/dictionaries`, {
        body: { dictionary: dictionary.trim(), version: version.trim(), files: contents },
      });
      notifications.show({
        message: done.repeated ? say('coding.importedBefore') : say('coding.imported', { terms: done.terms }),
      });
      await client.invalidateQueries({ queryKey: ['trial', trialId] });
      onClose();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={say('coding.import')}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <form onSubmit={take}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {say('coding.importText')}
          </Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label={say('coding.dictionaryName')}
              required
              value={dictionary}
              onChange={(event) => setDictionary(event.currentTarget.value)}
            />
            <TextInput
              label={say('coding.version')}
              required
              maxLength={32}
              value={version}
              onChange={(event) => setVersion(event.currentTarget.value)}
            />
          </SimpleGrid>
          <FileInput
            label={say('coding.files')}
            placeholder={say('import.choose')}
            accept=".csv,.asc,text/csv,text/plain"
            multiple
            required
            value={files}
            onChange={setFiles}
            clearable
            clearButtonProps={{ 'aria-label': say('review.clear') }}
          />
          {error !== undefined && <ErrorNote error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" loading={isBusy} disabled={files.length === 0}>
              {say('coding.import')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
