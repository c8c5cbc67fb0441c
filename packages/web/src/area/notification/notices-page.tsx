// Notices: what the trial tells a person, urgent and unread first; read and acknowledged by a click.
import { Badge, Box, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconChecks } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { wordsOf } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { NoticeLink } from './notice-link.js';
import { orderNotices } from './notice-list.js';
import { NoticePreference } from './notice-preference.js';

type Notice = RowOf<'notifications'>;

export function Page() {
  const { say, language } = useSpeech();
  const { trialId } = useTrial();
  const [shown, setShown] = useState<'unread' | 'all'>('unread');
  const notices = useView(trialId, 'notifications', { language });
  const mark = useMark();
  const unread = (notices.data ?? []).filter(({ read_at }) => read_at === null);
  return (
    <>
      <PageHeader
        title={say('notice.title')}
        help={say('notice.help')}
        actions={
          <Button
            variant="default"
            leftSection={<IconChecks size={16} />}
            disabled={unread.length === 0}
            onClick={() => void mark(unread, 'read')}
          >
            {say('notice.readAll')}
          </Button>
        }
      />
      <Group mb="md" justify="space-between">
        <SegmentedControl
          aria-label={say('notice.show')}
          value={shown}
          onChange={(value) => setShown(value as 'unread' | 'all')}
          data={[
            { value: 'unread', label: say('notice.unread', { count: unread.length }) },
            { value: 'all', label: say('notice.all') },
          ]}
        />
        <NoticePreference />
      </Group>
      <QueryState query={notices} empty={say('notice.none')}>
        {(rows) => {
          const listed = orderNotices(shown === 'all' ? rows : unread);
          return listed.length === 0 ? (
            <Text py="xl" ta="center" c="dimmed">
              {say('notice.noUnread')}
            </Text>
          ) : (
            <Stack gap="xs">
              {listed.map((notice) => (
                <NoticeCard key={notice.notice_id} notice={notice} onMark={(as) => void mark([notice], as)} />
              ))}
            </Stack>
          );
        }}
      </QueryState>
    </>
  );
}

/** Marks notices; the list is asked for anew. */
function useMark() {
  const { say } = useSpeech();
  const { trialId } = useTrial();
  const client = useQueryClient();
  return async (rows: readonly Notice[], as: 'read' | 'acknowledged') => {
    try {
      for (let from = 0; from < rows.length; from += 1000) {
        const noticeIds = rows.slice(from, from + 1000).map(({ notice_id }) => notice_id);
        await askRoute('POST /api/trials/{trial}/notifications/marks', {
          path: { trial: trialId },
          body: { noticeIds, as },
        });
      }
    } catch (error) {
      notifications.show({ color: 'red', message: wordsOf(error, say) });
    }
    await client.invalidateQueries({ queryKey: ['trial', trialId, 'notifications'] });
  };
}

function NoticeCard({
  notice,
  onMark,
}: {
  readonly notice: Notice;
  readonly onMark: (as: 'read' | 'acknowledged') => void;
}) {
  const { say } = useSpeech();
  const { instant } = useFormats();
  const isUnread = notice.read_at === null;
  return (
    <Group className="eq-card" p="sm" px="md" justify="space-between" align="flex-start" component="article">
      <Box flex="1 1 320px">
        <Group gap="xs">
          {notice.is_urgent && (
            <Badge
              variant="default"
              c="var(--eq-bad-text)"
              size="sm"
              tt="none"
              leftSection={<IconAlertTriangle size={12} aria-hidden />}
            >
              {say('notice.urgent')}
            </Badge>
          )}
          <Text fw={isUnread ? 650 : 400}>{notice.subject}</Text>
        </Group>
        <Text size="sm">{notice.text}</Text>
        <Group gap="sm" mt={2}>
          <Text size="xs" c="dimmed">
            {instant(notice.at)}
          </Text>
          <NoticeLink notice={notice} />
        </Group>
      </Box>
      <Group gap="xs">
        {notice.is_urgent && notice.acknowledged_at === null && (
          <Button size="xs" variant="light" onClick={() => onMark('acknowledged')}>
            {say('notice.acknowledge')}
          </Button>
        )}
        {isUnread && (
          <Button size="xs" variant="default" onClick={() => onMark('read')}>
            {say('notice.read')}
          </Button>
        )}
      </Group>
    </Group>
  );
}
