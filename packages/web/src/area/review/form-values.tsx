// The values of a form as evidence: what changed is marked and shows what it was before.
import { Badge, Skeleton, Table, Text } from '@mantine/core';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { changesSince } from './change.js';
import type { Place } from './protocol-words.js';
import classes from './review.module.css';
import { usePeople, useProtocolWords } from './trial-words.js';

interface FormValuesProps {
  readonly participantId: string;
  readonly siteId: string;
  readonly place: Required<Pick<Place, 'visit' | 'form' | 'occurrence'>>;
  /** Items to mark, such as those that changed since a signature. */
  readonly marked?: readonly string[];
  /** Items to draw attention to, such as those to compare with the source. */
  readonly highlighted?: readonly string[];
  /** Shows for marked items what changed from then on. */
  readonly since?: string | null;
}

export function FormValues({ participantId, siteId, place, marked = [], highlighted = [], since }: FormValuesProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const words = useProtocolWords(siteId);
  const { day, instant } = useFormats();
  const person = usePeople();
  const { visit, form, occurrence } = place;
  const forms = useView(trialId, 'form', { participantId, visit, form });
  const history = useView(
    trialId,
    'valueHistory',
    { participantId, visit, form, occurrence },
    { enabled: marked.length > 0 },
  );
  const found = forms.data?.find((one) => one.occurrence === occurrence);
  if (forms.isPending) return <Skeleton height={120} />;
  if (found === undefined) return <Text c="dimmed">{say('shell.empty')}</Text>;
  const changes = changesSince(history.data ?? [], since);
  const order = words.protocol?.forms.find(({ id }) => id === form)?.items.map(({ id }) => id) ?? [];
  const items = Object.keys(found.items).toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  const line = (key: string, item: string, value: unknown) => {
    const isMarked = marked.includes(key) || marked.includes(item);
    const change = isMarked ? changes.get(key) : undefined;
    return (
      <Table.Tr key={key} className={isMarked ? classes.marked : highlighted.includes(key) ? classes.due : undefined}>
        <Table.Th scope="row" fw={400} w="45%">
          {item === 'happenedOn' ? say('shell.date') : words.item(form, item)}
        </Table.Th>
        <Table.Td>
          {item === 'happenedOn' ? day(String(value)) : words.value(form, item, value)}
          {isMarked && (
            <Badge variant="default" ml="xs" size="sm" c="var(--eq-warning-text)" tt="none">
              {say('sign.changed')}
            </Badge>
          )}
          {change !== undefined && (
            <Text size="xs" c="dimmed">
              {say('sign.before', {
                value: words.value(form, item, change.from),
                person: person(change.actor_id),
                at: instant(change.recorded_at),
              })}
              {change.reason !== null && ` · ${change.reason}`}
            </Text>
          )}
        </Table.Td>
      </Table.Tr>
    );
  };
  return (
    <Table verticalSpacing={3} className={classes.values}>
      <Table.Tbody>
        {line('happenedOn', 'happenedOn', found.happened_on)}
        {items.map((item) => line(item, item, found.items[item]))}
        {(found.rows as readonly FormRow[]).flatMap((row) =>
          Object.entries(row.items).map(([item, value]) => line(`${row.rowId}/${item}`, item, value)),
        )}
      </Table.Tbody>
    </Table>
  );
}

interface FormRow {
  readonly rowId: string;
  readonly items: Readonly<Record<string, unknown>>;
}
