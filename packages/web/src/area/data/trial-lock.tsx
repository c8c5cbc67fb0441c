// The lock of the whole trial: made when every participant is ready; undone by two people before anybody was unblinded.
import { Badge, Button, Text } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { useConfirmation } from '../../part/confirmation.js';
import { ReasonDialog } from '../review/reason-dialog.js';
import { useSendMany } from '../review/send-many.js';
import type { standingOf } from './block.js';

type Asked = 'lockTrial' | 'requestTrialUnlock' | 'unlockTrial';

export function TrialLock({ standing }: { readonly standing: ReturnType<typeof standingOf> }) {
  const say = useSay();
  const { trialId, trial, may } = useTrial();
  const client = useQueryClient();
  const confirm = useConfirmation();
  const { send } = useSendMany();
  const [asked, setAsked] = useState<Asked>();
  const isLocked = trial.status === 'locked';
  const isOpen = !isLocked && trial.status !== 'unblinded';
  const record = async (name: Asked, reason: string) => {
    const key = crypto.randomUUID();
    if (name === 'unlockTrial') {
      const confirmation = await confirm({ trialId, command: name, key, text: say('lock.unlockTrialText') });
      if (confirmation !== undefined) await send(name, [{ body: { reason }, key, confirmation }]);
    } else if (name === 'lockTrial') {
      await send(name, [{ body: reason === '' ? {} : { reason }, key }]);
    } else {
      await send(name, [{ body: { reason }, key }]);
    }
    await client.invalidateQueries({ queryKey: ['me'] });
  };
  return (
    <>
      <Badge variant="default" tt="none" size="lg">
        {say(`lock.trial.${trial.status === 'in preparation' ? 'inPreparation' : trial.status}` as MessageKey)}
      </Badge>
      {isOpen && may('lockTrial') && (
        <Button leftSection={<IconLock size={16} />} onClick={() => setAsked('lockTrial')}>
          {say('lock.lockTrial')}
        </Button>
      )}
      {isLocked && may('requestTrialUnlock') && (
        <Button variant="default" onClick={() => setAsked('requestTrialUnlock')}>
          {say('lock.requestUnlock')}
        </Button>
      )}
      {isLocked && may('unlockTrial') && (
        <Button variant="default" leftSection={<IconLockOpen size={16} />} onClick={() => setAsked('unlockTrial')}>
          {say('lock.unlockTrial')}
        </Button>
      )}
      {asked !== undefined && (
        <ReasonDialog
          title={say(`lock.ask.${asked}`)}
          text={
            asked === 'lockTrial' ? (
              <>
                <Text size="sm">{say('lock.lockTrialText')}</Text>
                {standing.blocked > 0 && (
                  <Text size="sm" c="var(--eq-bad-text)" mt="xs">
                    {say('lock.stillBlocked', { count: standing.blocked })}
                  </Text>
                )}
              </>
            ) : (
              say('lock.twoPeople')
            )
          }
          doLabel={say(`lock.do.${asked}`)}
          isOptional={asked === 'lockTrial'}
          onDo={(reason) => record(asked, reason)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
