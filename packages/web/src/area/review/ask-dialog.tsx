// Asking: one text about an item, a form, a visit or the participant, for one participant or many.
import { MultiSelect, Select, SimpleGrid, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { useSendMany } from './send-many.js';
import { useParticipants, useProtocolWords } from './trial-words.js';

const categories = ['sourceDiffers', 'missing', 'implausible', 'inconsistent', 'coding', 'safety', 'other'] as const;

interface AskDialogProps {
  readonly participantIds?: readonly string[];
  readonly onClose: () => void;
}

export function AskDialog({ participantIds = [], onClose }: AskDialogProps) {
  const say = useSay();
  const { sites } = useTrial();
  const words = useProtocolWords();
  const { known, number } = useParticipants();
  const { send } = useSendMany();
  const [chosen, setChosen] = useState<string[]>([...participantIds]);
  const [visit, setVisit] = useState<string | null>(null);
  const [form, setForm] = useState<string | null>(null);
  const [items, setItems] = useState<string[]>([]);
  const [category, setCategory] = useState<string>('missing');
  const [text, setText] = useState('');
  const { protocol } = words;
  const formIds = protocol?.visits.find(({ id }) => id === visit)?.forms ?? [];
  const itemsOfForm = protocol?.forms.find(({ id }) => id === form)?.items ?? [];
  const ask = () => {
    const place = {
      ...(visit === null ? {} : { visit }),
      ...(form === null ? {} : { form, occurrence: 1 }),
      ...(items.length === 0 ? {} : { items }),
    };
    return send(
      'openQuery',
      chosen.map((participantId) => ({
        about: number(participantId),
        body: {
          participantId,
          queries: [{ queryId: crypto.randomUUID(), place }],
          category,
          text: text.trim(),
        } as never,
      })),
    );
  };
  const people = [...known]
    .filter(([, { siteId }]) => sites === 'all' || sites.includes(siteId))
    .map(([value, one]) => ({ value, label: one.number }));
  return (
    <CommandDialog
      title={say('query.ask')}
      submit={say('query.askMany', { count: chosen.length })}
      size="lg"
      isReady={chosen.length > 0}
      isTold
      onSubmit={ask}
      onClose={onClose}
    >
      <MultiSelect
        label={say('query.participants')}
        description={say('query.participantsHint')}
        data={people}
        value={chosen}
        onChange={setChosen}
        searchable
        limit={100}
        required
        data-autofocus
        clearable
        clearButtonProps={{ 'aria-label': say('review.clear') }}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={say('query.visit')}
          data={(protocol?.visits ?? []).map(({ id, name }) => ({ value: id, label: words.text(name) }))}
          value={visit}
          onChange={(value) => {
            setVisit(value);
            setForm(null);
            setItems([]);
          }}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': say('review.clear') }}
        />
        <Select
          label={say('query.form')}
          data={formIds.map((id) => ({ value: id, label: words.form(id) }))}
          value={form}
          onChange={(value) => {
            setForm(value);
            setItems([]);
          }}
          disabled={visit === null}
          clearable
          clearButtonProps={{ 'aria-label': say('review.clear') }}
        />
      </SimpleGrid>
      <MultiSelect
        label={say('query.items')}
        data={itemsOfForm.map(({ id, name }) => ({ value: id, label: words.text(name) }))}
        value={items}
        onChange={setItems}
        disabled={form === null}
        searchable
      />
      <Select
        label={say('query.category')}
        data={categories.map((value) => ({ value, label: say(`query.category.${value}`) }))}
        value={category}
        onChange={(value) => value !== null && setCategory(value)}
        allowDeselect={false}
      />
      <Textarea
        label={say('query.text')}
        required
        minLength={3}
        maxLength={2000}
        autosize
        minRows={3}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </CommandDialog>
  );
}
