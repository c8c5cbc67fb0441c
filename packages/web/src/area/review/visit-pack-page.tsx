// The pack of a monitor's visit to a site: what changed, by risk; ticks that verify; queries, action items and the letter.
import { Button, Group, Select, SimpleGrid, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { DayPicker } from '../../part/day-picker.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { ActionItems } from './action-items.js';
import { EndVisitDialog } from './end-visit-dialog.js';
import { LetterDialog } from './letter-dialog.js';
import { PackForms } from './pack-forms.js';
import { PackQueries } from './pack-queries.js';
import { useSites } from './trial-words.js';
import { partsOf } from './visit-pack.js';

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { instant } = useFormats();
  const sites = useSites();
  const [chosenSite, setSite] = useState<string | null>(null);
  const siteId = chosenSite ?? sites[0]?.value ?? null;
  const [since, setSince] = useState('');
  const [verified, setVerified] = useState(0);
  const [dialog, setDialog] = useState<'letter' | 'end'>();
  const pack = useView(
    trialId,
    'visitPack',
    { siteId: siteId ?? '', ...(since === '' ? {} : { since: `${since}T00:00:00.000Z` }) },
    { enabled: siteId !== null },
  );
  const parts = partsOf(pack.data ?? []);
  const siteName = sites.find(({ value }) => value === siteId)?.label ?? '';
  const toVerify = parts.forms.filter(({ critical, sampled }) => critical.length + sampled.length > 0);
  return (
    <>
      <PageHeader
        title={say('visitPack.title')}
        help={say('visitPack.help')}
        actions={
          siteId !== null && (
            <>
              <Button variant="default" onClick={() => setDialog('letter')}>
                {say('visitPack.letter')}
              </Button>
              {may('recordMonitoringVisit') && <Button onClick={() => setDialog('end')}>{say('visitPack.end')}</Button>}
            </>
          )
        }
      />
      <Group mb="md" align="flex-end" gap="sm">
        <Select
          label={say('shell.site')}
          data={[...sites]}
          value={siteId}
          onChange={(value) => {
            setSite(value);
            setVerified(0);
          }}
          allowDeselect={false}
          searchable
          w={220}
        />
        <DayPicker
          label={say('visitPack.since')}
          placeholder={say('visitPack.lastVisit')}
          value={since}
          onChange={setSince}
          w={200}
        />
        <Text size="sm" c="dimmed" pb={8}>
          {pack.data !== undefined &&
            (parts.since === null
              ? say('visitPack.firstVisit')
              : say('visitPack.changesSince', { at: instant(parts.since) }))}
        </Text>
      </Group>
      <QueryState query={pack} empty={say('visitPack.nothing')}>
        {() => (
          <>
            <SimpleGrid cols={{ base: 2, sm: 4 }} mb="md" spacing="sm">
              <Count name={say('visitPack.changed')} value={parts.forms.length} />
              <Count name={say('visitPack.toVerify')} value={toVerify.length} />
              <Count name={say('visitPack.queries')} value={parts.queries.length} />
              <Count name={say('visitPack.actionItems')} value={parts.actionItems.length} />
            </SimpleGrid>
            <Tabs defaultValue="forms" keepMounted={false}>
              <Tabs.List mb="sm">
                <Tabs.Tab value="forms">{say('visitPack.forms')}</Tabs.Tab>
                <Tabs.Tab value="queries">{say('visitPack.queries')}</Tabs.Tab>
                <Tabs.Tab value="actionItems">{say('visitPack.actionItems')}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="forms">
                <PackForms
                  forms={parts.forms}
                  siteId={siteId ?? ''}
                  onVerified={(count) => setVerified((before) => before + count)}
                />
              </Tabs.Panel>
              <Tabs.Panel value="queries">
                <PackQueries rows={parts.queries} />
              </Tabs.Panel>
              <Tabs.Panel value="actionItems">
                <ActionItems rows={parts.actionItems} siteId={siteId ?? ''} />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </QueryState>
      {dialog === 'letter' && (
        <LetterDialog parts={parts} siteName={siteName} verified={verified} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'end' && siteId !== null && <EndVisitDialog siteId={siteId} onClose={() => setDialog(undefined)} />}
    </>
  );
}

function Count({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div className="eq-card" style={{ padding: '10px 14px' }}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz={26} fw={620} lh={1.2}>
        {value}
      </Text>
    </div>
  );
}
