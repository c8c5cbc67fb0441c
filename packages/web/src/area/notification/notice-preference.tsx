// How notices come by mail: each by itself, or one mail a day.
import { Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { askRoute } from '../../api/http.js';
import { useSay } from '../../language/message.js';
import { wordsOf } from '../../part/error-note.js';

export function NoticePreference() {
  const say = useSay();
  const client = useQueryClient();
  const wish = useQuery({
    queryKey: ['account', 'notification-preference'],
    queryFn: () => askRoute('GET /api/notification-preference'),
  });
  const choose = async (value: string | null) => {
    if (value === null) return;
    try {
      await askRoute('PUT /api/notification-preference', { body: { digest: value as 'each' | 'daily' } });
      await client.invalidateQueries({ queryKey: ['account', 'notification-preference'] });
      notifications.show({ message: say('shell.saved') });
    } catch (error) {
      notifications.show({ color: 'red', message: wordsOf(error, say) });
    }
  };
  return (
    <Select
      aria-label={say('notice.mail')}
      placeholder={say('notice.mail')}
      data={[
        { value: 'each', label: say('notice.mailEach') },
        { value: 'daily', label: say('notice.mailDaily') },
      ]}
      value={wish.data?.digest ?? null}
      allowDeselect={false}
      onChange={(value) => void choose(value)}
      w={250}
    />
  );
}
