// On the form of a scan, at its site: the number by which the scan is labelled and read.
import type { Protocol } from '@equipoise/trial';
import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import type { FormPlace } from '../form/form-model.js';
import classes from './reading.module.css';

export function ScanNumber({ place, protocol }: { readonly place: FormPlace; readonly protocol: Protocol }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { participantId, visit, form, occurrence } = place;
  const isRead = may('scanIds') && protocol.readings?.some((reading) => reading.form === form) === true;
  const ids = useView(trialId, 'scanIds', { participantId }, { enabled: isRead });
  const own =
    ids.data?.filter((row) => row.visit === visit && row.form === form && row.occurrence === occurrence) ?? [];
  if (!isRead || own.length === 0) return null;
  return (
    <Text size="sm" mb="sm">
      {say('reading.scanId')}{' '}
      {own.map((row, index) => (
        <Fragment key={row.reading_id}>
          {index > 0 && ', '}
          <span className={classes.id}>{row.reading_id}</span>
          {/* Of an unscheduled visit several scans may wait: each is that of its day. */}
          {own.length > 1 && ` (${row.happened_on})`}
        </Fragment>
      ))}
      .{' '}
      <Text span size="sm" c="dimmed">
        {say('reading.scanIdHelp')}
      </Text>
    </Text>
  );
}
