// Who is meant: somebody of the trial, or anybody with an account by the whole e-mail address, who can be invited.
import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { askRoute, Problem } from '../../api/http.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';

interface Person {
  readonly actorId: string;
  readonly name: string;
}

interface PersonFieldProps {
  readonly people: readonly Person[];
  readonly value: string | undefined;
  readonly onChange: (actorId: string | undefined) => void;
}

export function PersonField({ people, value, onChange }: PersonFieldProps) {
  const say = useSay();
  const [found, setFound] = useState<Person>();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [isUnknown, setUnknown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const all =
    found === undefined || people.some(({ actorId }) => actorId === found.actorId) ? people : [found, ...people];
  const attempt = async (work: () => Promise<Person>) => {
    setBusy(true);
    setError(undefined);
    setUnknown(false);
    try {
      const person = await work();
      setFound(person);
      onChange(person.actorId);
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 404) setUnknown(true);
      else setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const search = () => attempt(() => askRoute('POST /api/people/search', { body: { email } }));
  const invite = () =>
    attempt(async () => {
      const { actorId } = await askRoute('POST /api/accounts', { body: { email, name } });
      return { actorId, name };
    });
  return (
    <Stack gap="xs">
      <Select
        label={say('people.person')}
        required
        searchable
        value={value ?? null}
        onChange={(id) => onChange(id ?? undefined)}
        data={all.map((person) => ({ value: person.actorId, label: person.name }))}
        scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      />
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          label={say('people.byEmail')}
          type="email"
          flex={1}
          value={email}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
            setUnknown(false);
          }}
        />
        <Button variant="default" onClick={() => void search()} loading={isBusy} disabled={email === ''}>
          {say('people.find')}
        </Button>
      </Group>
      {isUnknown && (
        <Alert variant="light">
          <Text size="sm" mb="xs">
            {say('people.unknown', { email })}
          </Text>
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput
              label={say('people.name')}
              flex={1}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button variant="light" onClick={() => void invite()} loading={isBusy} disabled={name.trim() === ''}>
              {say('people.invite')}
            </Button>
          </Group>
        </Alert>
      )}
      {error !== undefined && <ErrorNote error={error} />}
    </Stack>
  );
}
