// The choice of language before anybody is signed in.
import { NativeSelect } from '@mantine/core';
import { type Language, languages, useSpeech } from '../../language/message.js';

export function AccountLanguage() {
  const { say, language, choose } = useSpeech();
  return (
    <NativeSelect
      aria-label={say('shell.language')}
      value={language}
      onChange={(event) => choose(event.currentTarget.value as Language)}
      data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
    />
  );
}
