// Dialogs of saving: why recorded values change, and what to do where two people changed the same.
import { type ItemValue, label } from '@equipoise/trial';
import { Button, Group, Modal, Radio, Stack, Table, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import type { FormValues } from './field-row.js';
import { useOpenForm } from './form-context.js';
import { type Conflict, dayField, fieldsOf, type ValueChange } from './form-model.js';
import { parseRaw, type Raw } from './form-value.js';
import { wordValue } from './words.js';

/** Asks why values that were recorded change. */
export function ReasonDialog({
  changes,
  onSave,
  onClose,
}: {
  readonly changes: readonly ValueChange[];
  readonly onSave: (reason: string) => void;
  readonly onClose: () => void;
}) {
  const { say, language } = useSpeech();
  const formats = useFormats();
  const words = { say, language, formats };
  const [reason, setReason] = useState('');
  const day = { type: 'partialDate' } as const;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={say('form.reasonTitle')}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim().length >= 3) onSave(reason.trim());
        }}
      >
        <Stack gap="sm">
          <Table aria-label={say('form.reasonTitle')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{say('form.value')}</Table.Th>
                <Table.Th>{say('form.was')}</Table.Th>
                <Table.Th>{say('form.willBe')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changes.map(({ name, item, from, to }) => (
                <Table.Tr key={name}>
                  <Table.Td>{item === undefined ? say('form.day') : label(item.name, language)}</Table.Td>
                  <Table.Td>
                    {from === undefined ? (
                      <Text span size="sm" c="dimmed">
                        {say('form.unseen.value')}
                      </Text>
                    ) : (
                      <s>{wordValue(item ?? day, from, words)}</s>
                    )}
                  </Table.Td>
                  <Table.Td fw={600}>
                    {to === undefined ? say('form.removed') : wordValue(item ?? day, to, words)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Textarea
            label={say('form.reason')}
            description={say('form.reasonHelp')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            required
            data-autofocus
            autosize
            minRows={2}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" disabled={reason.trim().length < 3}>
              {say('shell.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Shows both values side by side; nothing goes on before each is decided. */
export function ConflictDialog({
  conflicts,
  onSettle,
}: {
  readonly conflicts: readonly Conflict[];
  readonly onSettle: (taken: Readonly<FormValues>) => void;
}) {
  const { say, language } = useSpeech();
  const formats = useFormats();
  const { form, known } = useOpenForm();
  const [chosen, setChosen] = useState<Readonly<Record<string, 'mine' | 'theirs'>>>({});
  const rows = conflicts.flatMap(({ name }) => {
    const rowId = name.includes('/') && name !== dayField ? name.split('/')[0] : undefined;
    const group = known.rows.find((row) => row.rowId === rowId)?.group;
    return rowId === undefined || group === undefined ? [] : [{ rowId, group }];
  });
  const fields = new Map(fieldsOf(form, rows).map((field) => [field.name, field.item]));
  const read = (name: string, raw: Raw) => {
    const item = fields.get(name);
    const parsed = parseRaw(item ?? { type: 'partialDate' }, raw);
    const value: ItemValue | undefined = parsed.kind === 'value' ? parsed.value : undefined;
    const text =
      value === undefined && typeof raw === 'string'
        ? raw
        : wordValue(item ?? { type: 'partialDate' }, value, { say, language, formats });
    return text === '' ? say('form.noValue') : text;
  };
  const titleOf = (name: string) => {
    const item = fields.get(name);
    return item === undefined ? say('form.day') : label(item.name, language);
  };
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size="lg"
      title={say('form.conflictTitle')}
    >
      <Stack gap="sm">
        <Text size="sm">{say('form.conflictText')}</Text>
        {conflicts.map(({ name, mine, theirs }) => (
          <Radio.Group
            key={name}
            label={titleOf(name)}
            value={chosen[name] ?? ''}
            onChange={(value) => setChosen((all) => ({ ...all, [name]: value as 'mine' | 'theirs' }))}
          >
            <Group grow mt={4}>
              <Radio value="mine" label={say('form.mine', { value: read(name, mine) })} />
              <Radio value="theirs" label={say('form.theirs', { value: read(name, theirs) })} />
            </Group>
          </Radio.Group>
        ))}
        <Group justify="flex-end">
          <Button
            disabled={conflicts.some(({ name }) => chosen[name] === undefined)}
            onClick={() =>
              onSettle(
                Object.fromEntries(
                  conflicts.map(({ name, mine, theirs }) => [name, chosen[name] === 'theirs' ? theirs : mine]),
                ),
              )
            }
          >
            {say('form.settle')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
