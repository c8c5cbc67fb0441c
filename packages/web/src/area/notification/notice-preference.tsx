// How notices come by mail: each by itself, or one mail a day.
import { Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import { useSay } from '../../language/message.js';
import { wordsOf } from '../../part/error-note.js';

export function NoticePreference() {
  const say = useSay();
  const [digest, setDigest] = useState<string | null>(null);
  const choose = async (value: string | null) => {
    if (value === null) return;
    try {
      await askRoute('PUT /api/notification-preference', { body: { digest: value as 'each' | 'daily' } });
      setDigest(value);
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
      value={digest}
      onChange={(value) => void choose(value)}
      w={250}
    />
  );
}
