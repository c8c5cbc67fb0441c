// Dictionaries for coding: those that are stored, the version that each coding uses and its change, and the import of one.
import type { Protocol } from '@equipoise/trial';
import { Button, Menu, Text, TextInput } from '@mantine/core';
import { IconBook2, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { DictionaryImport } from './dictionary-import.js';
import { ReasonDialog } from './reason-dialog.js';
import { useSendMany } from './send-many.js';
import { useProtocolWords } from './trial-words.js';

type Coding = NonNullable<NonNullable<Protocol['dataReview']>['coding']>[number];

interface Stored {
  readonly dictionary: string;
  readonly version: string;
  readonly terms: number;
}

export function DictionaryMenu({ codings }: { readonly codings: readonly Coding[] }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { text } = useProtocolWords();
  const { send } = useSendMany();
  const [changing, setChanging] = useState<Coding>();
  const [isImporting, setImporting] = useState(false);
  const [version, setVersion] = useState('');
  const stored = useQuery({
    queryKey: ['trial', trialId, 'dictionaries'],
    queryFn: ({ signal }) => ask<{ rows: readonly Stored[] }>('GET', `/api/trials/${trialId}/dictionaries`, { signal }),
  });
  if (codings.length === 0) return null;
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={330} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBook2 size={16} />}>
            {say('coding.dictionaries')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {codings.map((coding) => (
            <Menu.Item
              key={coding.id}
              disabled={!may('changeDictionaryVersion')}
              onClick={() => {
                setVersion('');
                setChanging(coding);
              }}
            >
              <Text size="sm">{text(coding.name)}</Text>
              <Text size="xs" c="dimmed">
                {say('coding.dictionary', { name: coding.dictionary, version: coding.version })}
              </Text>
            </Menu.Item>
          ))}
          {(stored.data?.rows.length ?? 0) > 0 && <Menu.Label>{say('coding.stored')}</Menu.Label>}
          {stored.data?.rows.map(({ dictionary, version: release, terms }) => (
            <Text key={`${dictionary} ${release}`} size="sm" px="sm" py={4}>
              {say('coding.dictionary', { name: dictionary, version: release })} ·{' '}
              {say('coding.terms.count', { count: terms })}
            </Text>
          ))}
          {may('importDictionary') && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconUpload size={16} />} onClick={() => setImporting(true)}>
                {say('coding.import')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {isImporting && <DictionaryImport codings={codings} onClose={() => setImporting(false)} />}
      {changing !== undefined && (
        <ReasonDialog
          title={say('coding.changeVersion')}
          text={
            <>
              <Text size="sm" mb="xs">
                {say('coding.changeVersionText')}
              </Text>
              <TextInput
                label={say('coding.newVersion')}
                required
                maxLength={32}
                value={version}
                onChange={(event) => setVersion(event.currentTarget.value)}
              />
            </>
          }
          doLabel={say('coding.changeVersion')}
          onDo={(reason) =>
            send('changeDictionaryVersion', [{ body: { coding: changing.id, version: version.trim(), reason } }])
          }
          onClose={() => setChanging(undefined)}
        />
      )}
    </>
  );
}
