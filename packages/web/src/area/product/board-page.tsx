// The eight-week board: lanes from harvest to collection, a card for each chain of identity; a scan opens one.
import { Button, Group, Text, UnstyledButton } from '@mantine/core';
import { IconClock, IconFlask } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay, useSpeech } from '../../language/message.js';
import { durationText } from '../../part/duration.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { ScanField } from '../../part/scan-field.js';
import { useNow } from '../../part/use-now.js';
import { Verdict, type VerdictShown } from '../../part/verdict.js';
import classes from './board.module.css';
import { type Board, findCard } from './situation.js';

const lanes = ['harvest', 'expansion', 'storage', 'preparation', 'release', 'bedside'] as const;
const ended = ['done', 'left'] as const;

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const navigate = useNavigate();
  const board = useView(trialId, 'productBoard', {});
  const bags = useView(trialId, 'bagList', {}, { enabled: may('productStatus') });
  const [verdict, setVerdict] = useState<VerdictShown>();
  const [showsEnded, setShowsEnded] = useState(false);
  const open = (card: Board) =>
    void navigate({ to: `/trials/${trialId}/laboratory/participants/${card.participant_id}` as never });
  return (
    <>
      <PageHeader title={say('product.board')} help={say('product.boardHelp')} />
      <QueryState query={board}>
        {(cards) => {
          const over = cards.filter(({ lane }) => lane === 'done' || lane === 'left').length;
          return (
            <>
              <div className={classes.scan}>
                <ScanField
                  isFirst
                  label={say('product.scan')}
                  onScan={(scan) => {
                    const card = findCard(scan, cards, bags.data ?? []);
                    if (card === undefined)
                      setVerdict({ isRight: false, title: say('product.unknownCode'), lines: [scan.text] });
                    else open(card);
                  }}
                />
              </div>
              <div className={classes.lanes}>
                {[...lanes, ...(showsEnded ? ended : [])].map((lane) => (
                  <Lane key={lane} lane={lane} cards={cards.filter((card) => card.lane === lane)} onOpen={open} />
                ))}
              </div>
              {over > 0 && (
                <Button variant="subtle" mt="sm" aria-expanded={showsEnded} onClick={() => setShowsEnded(!showsEnded)}>
                  {say('product.showEnded', { count: over })}
                </Button>
              )}
            </>
          );
        }}
      </QueryState>
      <Verdict verdict={verdict} onClose={() => setVerdict(undefined)} />
    </>
  );
}

function Lane({
  lane,
  cards,
  onOpen,
}: {
  readonly lane: Board['lane'];
  readonly cards: readonly Board[];
  readonly onOpen: (card: Board) => void;
}) {
  const say = useSay();
  const name = say(`product.lane.${lane}`);
  const sorted = [...cards].sort((one, other) => (one.due_at ?? '9').localeCompare(other.due_at ?? '9'));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
    <section className={classes.lane} aria-label={`${name}: ${cards.length}`} tabIndex={0}>
      <Group justify="space-between" className={classes.head}>
        <Text fw={650}>{name}</Text>
        <Text c="dimmed" className="eq-number">
          {cards.length}
        </Text>
      </Group>
      {cards.length === 0 && (
        <Text c="dimmed" size="sm" p="xs">
          {say('product.laneEmpty')}
        </Text>
      )}
      {sorted.map((card) => (
        <Card key={card.participant_id} card={card} onOpen={() => onOpen(card)} />
      ))}
    </section>
  );
}

function Card({ card, onOpen }: { readonly card: Board; readonly onOpen: () => void }) {
  const say = useSay();
  const batch = card.batches.at(-1);
  return (
    <UnstyledButton className={classes.card} onClick={onOpen} data-late={(card.minutes_left ?? 1) < 0 || undefined}>
      <Text fw={650}>{card.screening_number}</Text>
      <Text size="xs" c="dimmed" className={classes.code}>
        {card.identity_code ?? say('product.noCode')}
      </Text>
      {batch !== undefined && (
        <Text size="xs" className={classes.line}>
          <IconFlask size={14} aria-hidden /> {say(`product.batch.${batch.status}`)}
          {batch.place !== null && ` · ${batch.place}`}
        </Text>
      )}
      {card.bag_code !== null && (
        <Text size="xs" className={classes.code}>
          {say('product.bagOf', { code: card.bag_code })}
        </Text>
      )}
      {card.due_at !== null && <Countdown dueAt={card.due_at} />}
    </UnstyledButton>
  );
}

/** What is left until the bag is collected, or expires. */
export function Countdown({ dueAt }: { readonly dueAt: string }) {
  const say = useSay();
  const { language } = useSpeech();
  const { instant } = useFormats();
  const left = Date.parse(dueAt) - useNow(1000);
  const span = durationText(left, language);
  return (
    <Text
      size="sm"
      fw={700}
      className={classes.line}
      c={left < 0 ? 'var(--eq-bad-text)' : left < 3_600_000 ? 'var(--eq-warning-text)' : undefined}
      title={instant(dueAt)}
    >
      <IconClock size={16} aria-hidden /> {say(left < 0 ? 'product.over' : 'product.left', { span })}
    </Text>
  );
}
