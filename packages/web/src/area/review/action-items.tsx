// Action items of a site: what was agreed at earlier visits, and closing it with a word.
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { ReasonDialog } from './reason-dialog.js';
import classes from './review.module.css';
import { useSendMany } from './send-many.js';
import type { PackRow } from './visit-pack.js';

/** What a row of an action item is about. */
export function actionItemOf({ place }: PackRow): { readonly actionItemId: string; readonly dueOn: string } {
  const { actionItemId, dueOn } = place as { actionItemId: string; dueOn: unknown };
  return { actionItemId, dueOn: typeof dueOn === 'string' ? dueOn : '' };
}

export function ActionItems({ rows, siteId }: { readonly rows: readonly PackRow[]; readonly siteId: string }) {
  const say = useSay();
  const { may } = useTrial();
  const { day } = useFormats();
  const { send } = useSendMany();
  const [closing, setClosing] = useState<PackRow>();
  if (rows.length === 0) return <Text c="dimmed">{say('visitPack.noActionItems')}</Text>;
  return (
    <>
      <div className="eq-card">
        {rows.map((row) => {
          const { actionItemId, dueOn } = actionItemOf(row);
          return (
            <Group key={actionItemId} className={classes.line} justify="space-between" wrap="nowrap">
              <div>
                <Text size="sm">{row.text}</Text>
                <Text size="xs" c="dimmed">
                  {say('visitPack.due', { day: day(dueOn) })}
                </Text>
              </div>
              {may('closeActionItem') && (
                <Button size="xs" variant="default" onClick={() => setClosing(row)}>
                  {say('visitPack.closeItem')}
                </Button>
              )}
            </Group>
          );
        })}
      </div>
      {closing !== undefined && (
        <ReasonDialog
          title={say('visitPack.closeItem')}
          text={closing.text}
          label={say('visitPack.howClosed')}
          doLabel={say('visitPack.closeItem')}
          onDo={(comment) =>
            send('closeActionItem', [{ body: { siteId, actionItemId: actionItemOf(closing).actionItemId, comment } }])
          }
          onClose={() => setClosing(undefined)}
        />
      )}
    </>
  );
}
