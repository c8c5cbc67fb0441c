// What people of a site do with material, without a view of the laboratory: they hand it over, take it over, or set it aside.
import type { CommandInput, CommandName } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';
import { rareParts } from './rare-steps.js';
import { type Bag, type ChainSituation, situationOf } from './situation.js';
import type { Step, StepPart } from './step-field.js';
import { handover } from './steps.js';

interface SiteSources {
  readonly progress: RowOf<'productProgress'>;
  readonly protocol: ChainSituation['protocol'];
  readonly bags: readonly Bag[];
  readonly chain: readonly RowOf<'chainOfIdentity'>[];
}

const directions = ['siteToCourier', 'courierToBedside'];
/** Bags that may still be in somebody's hands. */
const underWay = ['prepared', 'released', 'recalled', 'setAside'];

/** A chain as the site knows it: the same for every sequence. */
export function siteSituation({ progress, protocol, bags, chain }: SiteSources): ChainSituation {
  const { participant_id, site_id, screening_number, identity_code } = progress;
  const bag = bags.findLast(({ status }) => underWay.includes(status));
  const card = {
    ...{ participant_id, site_id, screening_number, identity_code, lane: 'bedside' as const, due_at: null },
    ...{ minutes_left: null, administration: null, bag_code: bag?.bag_code ?? null, batches: [], stored_cells: '' },
  };
  return situationOf({ card, protocol, bags, chain, sealed: [], labels: [] });
}

/** The steps with material that a person of a site may take. */
export function siteSteps(situation: ChainSituation, may: (right: string) => boolean): readonly Step[] {
  const { card } = situation;
  const parts = [siteHandover(situation), ...rareParts(situation).filter(isSetAside)];
  return parts
    .filter(({ command }) => may(command))
    .map(({ with: rest, id, ...part }) => ({
      ...part,
      id: id ?? part.command,
      body: (entries, context) =>
        ({ participantId: card.participant_id, ...rest(entries, context) }) as CommandInput<CommandName>,
    }));
}

const isSetAside = ({ command }: StepPart) => command === 'quarantineMaterial';

/** The handover of the laboratory, between the site and the courier. */
function siteHandover(situation: ChainSituation): StepPart {
  const part = handover(situation);
  const initial = situation.card.bag_code === null ? 'siteToCourier' : 'courierToBedside';
  const fields = part.fields.map((field) =>
    field.name === 'direction'
      ? { ...field, initial, choices: (field.choices ?? []).filter(({ value }) => directions.includes(value)) }
      : field,
  );
  return { ...part, fields };
}
