// The road to lock: participants and conditions; each cell that is not met opens what blocks.
import { Group, SegmentedControl, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { useParticipants, useSites } from '../review/trial-words.js';
import { filterRoad, type RoadFilter, type RoadRow, standingOf } from './block.js';
import { BlocksDialog } from './blocks-dialog.js';
import { RoadMatrix } from './road-matrix.js';
import { TrialLock } from './trial-lock.js';

export function Page() {
  const say = useSay();
  const { trialId } = useTrial();
  const road = useView(trialId, 'roadToLock', {});
  const { number } = useParticipants();
  const sites = useSites();
  const [filter, setFilter] = useState<RoadFilter>('all');
  const [siteId, setSite] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [opened, setOpened] = useState<{ readonly row: RoadRow; readonly condition: string }>();
  const standing = useMemo(() => standingOf(road.data ?? []), [road.data]);
  const rows = useMemo(
    () => filterRoad(road.data ?? [], { filter, siteId, text, number }),
    [road.data, filter, siteId, text, number],
  );
  return (
    <>
      <PageHeader title={say('lock.title')} help={say('lock.help')} actions={<TrialLock standing={standing} />} />
      <QueryState query={road}>
        {() => (
          <>
            <SimpleGrid cols={{ base: 2, sm: 4 }} mb="md" spacing="sm">
              <Figure name={say('lock.participants')} value={standing.total} />
              <Figure name={say('lock.locked')} value={standing.locked} />
              <Figure name={say('lock.ready')} value={standing.ready} />
              <Figure name={say('lock.blocked')} value={standing.blocked} isBad={standing.blocked > 0} />
            </SimpleGrid>
            {standing.demanded.size === 0 && (
              <Text size="sm" c="dimmed" mb="sm">
                {say('lock.nothingDemanded')}
              </Text>
            )}
            <Group mb="xs" gap="sm">
              <TextInput
                aria-label={say('lock.find')}
                placeholder={say('lock.find')}
                leftSection={<IconSearch size={16} />}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
                w={200}
              />
              {sites.length > 1 && (
                <Select
                  aria-label={say('shell.site')}
                  placeholder={say('review.allSites')}
                  data={[...sites]}
                  value={siteId}
                  onChange={setSite}
                  clearable
                  clearButtonProps={{ 'aria-label': say('review.allSites') }}
                  w={180}
                />
              )}
              <SegmentedControl
                aria-label={say('lock.show')}
                value={filter}
                onChange={(value) => setFilter(value as RoadFilter)}
                data={(['all', 'blocked', 'ready', 'locked'] as const).map((value) => ({
                  value,
                  label: say(`lock.filter.${value}`),
                }))}
              />
              <Text size="sm" c="dimmed" role="status" ml="auto">
                {say('shell.rows', { count: rows.length })}
              </Text>
            </Group>
            <RoadMatrix rows={rows} standing={standing} onOpen={(row, condition) => setOpened({ row, condition })} />
          </>
        )}
      </QueryState>
      {opened !== undefined && <BlocksDialog {...opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}

function Figure({
  name,
  value,
  isBad = false,
}: {
  readonly name: string;
  readonly value: number;
  readonly isBad?: boolean;
}) {
  return (
    <div className="eq-card" style={{ padding: '10px 14px' }}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz={26} fw={620} lh={1.2} c={isBad ? 'var(--eq-bad-text)' : undefined}>
        {value}
      </Text>
    </div>
  );
}
