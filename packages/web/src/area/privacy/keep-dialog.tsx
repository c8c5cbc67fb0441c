// Who a participant is, typed: the kinds that the protocol has sites keep, all of them at once.
import { type IdentifierField, identifiersOf, type Protocol } from '@equipoise/trial';
import { SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type MessageKey, useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import { todayHere } from '../../part/moment.js';
import { type Identifiers, identifiersOfTyped, keep, type Place, partsOf, type Typed, typedOf } from './identifiers.js';

interface KeepDialogProps {
  readonly place: Place;
  readonly protocol: Protocol;
  /** What is kept now. */
  readonly kept: Identifiers | undefined;
  readonly onKept: (identifiers: Identifiers) => void;
  readonly onClose: () => void;
}

const labels = {
  given: 'privacy.given',
  family: 'privacy.family',
  initials: 'privacy.field.initials',
  dateOfBirth: 'privacy.field.dateOfBirth',
  hospitalNumber: 'privacy.field.hospitalNumber',
  telephone: 'privacy.telephone',
  email: 'privacy.email',
  address: 'privacy.address',
  other: 'privacy.other',
} as const satisfies Record<keyof Typed, MessageKey>;
const longest: Partial<Record<keyof Typed, number>> = { initials: 10, address: 1000, other: 1000 };
const kindOfInput: Partial<Record<keyof Typed, string>> = { telephone: 'tel', email: 'email' };
const tall: readonly (keyof Typed)[] = ['address', 'other'];

export function KeepDialog({ place, protocol, kept, onKept, onClose }: KeepDialogProps) {
  const say = useSay();
  const [typed, setTyped] = useState(() => typedOf(kept ?? {}));
  const [reason, setReason] = useState('');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const fields: readonly IdentifierField[] = identifiersOf(protocol);
  const identifiers = identifiersOfTyped(typed);
  const set = (part: keyof Typed, text: string) => {
    setTyped((all) => ({ ...all, [part]: text }));
    setKey(crypto.randomUUID());
  };
  const isHalf = (typed.given.trim() === '') !== (typed.family.trim() === '');
  const isReasoned = reason.trim() === '' || reason.trim().length >= 3;
  const input = (part: keyof Typed) => {
    const shared = {
      key: part,
      label: say(labels[part]),
      value: typed[part],
      maxLength: longest[part] ?? 200,
      autoComplete: 'off',
      onChange: (event: { readonly currentTarget: { readonly value: string } }) => set(part, event.currentTarget.value),
    };
    if (part === 'dateOfBirth') {
      const { label, value } = shared;
      return <DayPicker key={part} label={label} value={value} onChange={(day) => set(part, day)} max={todayHere()} />;
    }
    if (tall.includes(part)) return <Textarea {...shared} key={part} autosize minRows={2} />;
    return (
      <TextInput
        {...shared}
        key={part}
        type={kindOfInput[part] ?? 'text'}
        data-autofocus={part === 'given' || undefined}
        error={
          isHalf && typed[part].trim() === '' && (part === 'given' || part === 'family') ? say('privacy.half') : null
        }
      />
    );
  };
  return (
    <CommandDialog
      title={say(kept === undefined ? 'privacy.keep' : 'privacy.changeTitle')}
      help={say('privacy.keepHelp')}
      submit={say('shell.save')}
      isReady={identifiers !== undefined && isReasoned}
      size="lg"
      onClose={onClose}
      onSubmit={async () => {
        if (identifiers === undefined) return;
        await keep(place, { identifiers, reason: reason.trim(), key });
        onKept(identifiers);
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {fields.flatMap((field) => partsOf[field]).map(input)}
      </SimpleGrid>
      {kept !== undefined && (
        <TextInput
          label={say('privacy.changeReason')}
          description={say('privacy.reasonHelp')}
          value={reason}
          maxLength={1000}
          autoComplete="off"
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </CommandDialog>
  );
}
