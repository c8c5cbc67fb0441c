// The version of the dictionary that a coding uses, and its change.

import type { Protocol } from '@equipoise/trial';
import { Button, Menu, Text, TextInput } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ReasonDialog } from './reason-dialog.js';
import { useSendMany } from './send-many.js';
import { useProtocolWords } from './trial-words.js';

type Coding = NonNullable<NonNullable<Protocol['dataReview']>['coding']>[number];

export function DictionaryMenu({ codings }: { readonly codings: readonly Coding[] }) {
  const say = useSay();
  const { may } = useTrial();
  const { text } = useProtocolWords();
  const { send } = useSendMany();
  const [changing, setChanging] = useState<Coding>();
  const [version, setVersion] = useState('');
  if (codings.length === 0) return null;
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={320}>
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
        </Menu.Dropdown>
      </Menu>
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
            send('changeDictionaryVersion', [
              { body: { coding: changing.id, version: version.trim(), reason } as never },
            ])
          }
          onClose={() => setChanging(undefined)}
        />
      )}
    </>
  );
}
