// Coding: terms as they were written, with the terms of the dictionary that fit; by themselves, or one by one.
import { Badge, Button, Group, SegmentedControl, Select, Text, UnstyledButton } from '@mantine/core';
import { IconBook2, IconWand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { groupTerms, participantsToCode, type TermGroup } from './coding-list.js';
import { CodingPanel } from './coding-panel.js';
import { groupBy } from './group-by.js';
import classes from './review.module.css';
import { useSendMany } from './send-many.js';
import { useParticipants, useProtocolWords } from './trial-words.js';

type Shown = 'uncoded' | 'outdated' | 'coded';

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const words = useProtocolWords();
  const { number } = useParticipants();
  const [shown, setShown] = useState<Shown>('uncoded');
  const [coding, setCoding] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string>();
  const [wasCoded, setWasCoded] = useState(false);
  const list = useView(trialId, 'codingList', coding === null ? {} : { coding });
  const { send, progress } = useSendMany();
  const counts = useMemo(() => groupBy(list.data ?? [], ({ state }) => state), [list.data]);
  const groups = useMemo(() => groupTerms(counts.get(shown) ?? []), [counts, shown]);
  const current = groups.find(({ id }) => id === chosen) ?? groups[0];
  const codings = words.protocol?.dataReview?.coding ?? [];
  const waiting = participantsToCode(list.data ?? []);
  const codeAll = () =>
    send(
      'codeAutomatically',
      waiting.map((body) => ({ about: number(body.participantId), body: body as never })),
      say('coding.noneCertain'),
    );
  return (
    <>
      <PageHeader
        title={say('coding.title')}
        help={say('coding.help')}
        actions={
          <>
            {(may('changeDictionaryVersion') || may('importDictionary')) && (
              <Button
                component={Link}
                to={`/trials/${trialId}/dictionaries` as never}
                variant="default"
                leftSection={<IconBook2 size={16} />}
              >
                {say('coding.dictionaries')}
              </Button>
            )}
            {may('codeAutomatically') && (
              <Button
                leftSection={<IconWand size={16} />}
                onClick={() => void codeAll()}
                loading={progress !== undefined}
                disabled={waiting.length === 0}
              >
                {say('coding.automatic')}
              </Button>
            )}
          </>
        }
      />
      <Group mb="sm" gap="sm">
        <SegmentedControl
          aria-label={say('coding.state')}
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={(['uncoded', 'outdated', 'coded'] as const).map((value) => ({
            value,
            label: say(`coding.filter.${value}`, { count: counts.get(value)?.length ?? 0 }),
          }))}
        />
        {codings.length > 1 && (
          <Select
            aria-label={say('coding.which')}
            placeholder={say('coding.allCodings')}
            data={codings.map(({ id, name }) => ({ value: id, label: words.text(name) }))}
            value={coding}
            onChange={setCoding}
            clearable
            clearButtonProps={{ 'aria-label': say('coding.allCodings') }}
          />
        )}
        {progress !== undefined && <Text size="sm">{say('review.progress', { ...progress })}</Text>}
      </Group>
      <QueryState query={list} empty={say('coding.nothing')}>
        {() =>
          current === undefined ? (
            <Text py="xl" ta="center" c="dimmed">
              {say(`coding.none.${shown}`)}
            </Text>
          ) : (
            <div className={classes.split}>
              <nav className={classes.stack} aria-label={say('coding.terms', { count: groups.length })}>
                {groups.map((group) => (
                  <TermLine
                    key={group.id}
                    group={group}
                    isCurrent={group.id === current.id}
                    onChoose={() => setChosen(group.id)}
                  />
                ))}
              </nav>
              <CodingPanel key={current.id} group={current} takesFocus={wasCoded} onCoded={() => setWasCoded(true)} />
            </div>
          )
        }
      </QueryState>
    </>
  );
}

function TermLine({
  group,
  isCurrent,
  onChoose,
}: {
  readonly group: TermGroup;
  readonly isCurrent: boolean;
  readonly onChoose: () => void;
}) {
  const say = useSay();
  return (
    <UnstyledButton className={classes.decision} aria-current={isCurrent} onClick={onChoose}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} size="sm" truncate>
          {group.verbatim}
        </Text>
        {group.rows.length > 1 && (
          <Badge variant="default" size="sm" tt="none">
            {say('coding.times', { count: group.rows.length })}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed" truncate>
        {group.term ??
          (group.suggestions[0] === undefined
            ? say('coding.noSuggestion')
            : say('coding.suggestion', { term: group.suggestions[0].term }))}
      </Text>
    </UnstyledButton>
  );
}
