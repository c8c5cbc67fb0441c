// A field in which a password is chosen, with a meter of how hard it is to guess (ASVS 2.1.8).
import { Group, PasswordInput, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useSay } from '../../language/message.js';
import type { Strength } from './password-strength.js';

export function NewPassword({
  value,
  personal,
  onChange,
}: {
  readonly value: string;
  /** What the page knows of the person: e-mail address and name. */
  readonly personal: readonly string[];
  readonly onChange: (password: string) => void;
}) {
  const say = useSay();
  const strength = useStrength(value, personal.join('\n'));
  const words = strength === undefined ? '' : wordsOf(strength);
  return (
    <Stack gap={4}>
      <PasswordInput
        label={say('account.newPassword')}
        description={say('account.passwordHint')}
        autoComplete="new-password"
        minLength={12}
        required
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap="xs" wrap="nowrap" mih="1.6em">
        <Progress
          aria-hidden
          value={strength === undefined ? 0 : Math.max(8, strength.score * 25)}
          color={strength?.refusal === undefined ? 'green' : 'orange'}
          w={96}
          transitionDuration={0}
          style={{ flexShrink: 0 }}
        />
        <Text size="sm" role="status">
          {words === '' || strength === undefined ? '' : say(words, { missing: strength.missing })}
        </Text>
      </Group>
    </Stack>
  );
}

/** Loads the lists of common passwords with the first letter typed; nothing is told before they are there. */
function useStrength(password: string, personal: string): Strength | undefined {
  const [strength, setStrength] = useState<Strength>();
  useEffect(() => {
    let isLate = false;
    if (password === '') setStrength(undefined);
    else
      void import('./password-strength.js').then(
        ({ strengthOf }) => {
          if (!isLate) setStrength(strengthOf(password, personal.split('\n')));
        },
        // Without the lists there is no meter; the server decides in any case.
        () => undefined,
      );
    return () => {
      isLate = true;
    };
  }, [password, personal]);
  return strength;
}

function wordsOf({ refusal, score }: Strength) {
  if (refusal === 'short') return 'account.strengthShort' as const;
  if (refusal === 'easy') return 'account.strengthEasy' as const;
  return score === 4 ? ('account.strengthVeryGood' as const) : ('account.strengthGood' as const);
}
