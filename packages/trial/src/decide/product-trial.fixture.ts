// The small trial with a whole way of the product: labels, collection, day of use, bedside; and what the server would open.
import type { CommandName } from '../command/catalogue.js';
import type { TrialEvent } from '../event/catalogue.js';
import {
  evolveSealedProduct,
  initialSealedProductState,
  type SealedProductState,
} from '../evolve/sealed-product-state.js';
import { Protocol } from '../protocol/schema.js';
import type { Decision } from './contract.js';
import {
  createBytes,
  liveTrial,
  must,
  type Person,
  participantId,
  people,
  protocol,
  SmallTrial,
  steps,
} from './small-trial.fixture.js';

export const productProtocol = Protocol.parse({
  ...protocol,
  sites: [
    { id: 'oslo', name: 'One', nationalTrial: 'north', timeZone: 'Europe/Oslo', holidays: ['2020-08-14'] },
    { id: 'rome', name: 'Two', nationalTrial: 'south', timeZone: 'Europe/Rome' },
  ],
  product: {
    ...protocol.product,
    dose: { min: 1, max: 2, unit: '10*6', perKg: true, viableCells: 'cells', weightMaximumAgeDays: 60 },
    laboratory: [...(protocol.product?.laboratory ?? []), { id: 'cells', name: 'Viable cells', type: 'decimal' }],
    laboratories: [{ id: 'hall', name: 'Hall', sites: ['oslo', 'rome'], facilityCode: 'N0001' }],
    batchSteps: [
      { id: 'received', name: 'Received' },
      { id: 'frozen', name: 'Frozen' },
    ],
    lateTests: [{ id: 'culture14', name: 'Culture of 14 days' }],
    findings: [{ id: 'culturePositive', name: 'A culture grew', advice: 'Give care as if it had been infused.' }],
    dayOfUse: { tests: [{ id: 'thawed', name: 'Viable after the thaw', rule: 'viability >= 70' }] },
    collection: { timeOfDay: '09:00', preparedWithinHours: 2 },
    labels: { text: 'Cells or medium' },
    bedside: { validMinutes: 30 },
    outOfSpecification: { unblinds: ['cellLaboratory', 'unblindedPharmacist', 'pharmacovigilance'] },
    storedCellsAtWithdrawal: { consent: 'main', item: 'keepCells', agreed: 'research' },
  },
});

export const infusionDay = '2020-02-25';
export const zoned = (at: string) => ({ at, zone: 'Europe/Oslo' });
export const cellsOk = { viability: 90, cells: 105 };
const id = (digit: number) => `60000000-0000-4000-8000-00000000000${digit}`;
export const ids = { one: id(1), two: id(2), three: id(3), four: id(4) };

/** A trial of which the server opens what the laboratory's commands rest on. */
export class ProductTrial {
  readonly trial: SmallTrial;
  bagCode = '';
  labelCode = '';

  constructor(
    readonly sequence: 'early' | 'delayed' = 'early',
    plan = productProtocol,
  ) {
    this.trial = liveTrial(new SmallTrial(plan, createBytes(11)));
    // Another pair of hands in the laboratory, and pharmacovigilance.
    must(
      this.trial.send('manager', 'grantRole', { actorId: people.stranger, role: 'cellLaboratory', sites: ['oslo'] }),
    );
  }

  try(person: Person, name: CommandName, body: Record<string, unknown> = {}): Decision {
    return this.trial.send(
      person,
      name,
      { participantId, ...body },
      { openedSequence: this.sequence, openedProduct: this.opened() },
    );
  }

  do(person: Person, name: CommandName, body: Record<string, unknown> = {}) {
    return must(this.try(person, name, body));
  }

  opened(): SealedProductState {
    return this.trial.record
      .filter((event) => event.stream.kind === 'sealedParticipant')
      .reduce(
        (state, { type, payload, actorId }) =>
          evolveSealedProduct(state, {
            event: { type, payload } as TrialEvent,
            envelope: { actorId, recordedAt: this.trial.now },
          }),
        initialSealedProductState,
      );
  }

  identityCode(): string {
    return this.trial.participants.get(participantId)?.chain.identityCode ?? '';
  }

  open(): readonly unknown[] {
    return this.trial.record.filter(({ stream }) => !stream.kind.startsWith('sealed'));
  }

  /** Up to and with a harvest, its release and randomisation. */
  enrol(): this {
    for (const step of ['screen', 'consent', 'demography', 'eligibleForHarvest'] as const) {
      const [person, name, body] = steps[step];
      this.do(person, name, body);
    }
    this.do('coordinator', 'issueIdentityCode');
    const { chainOfIdentityCode: _, ...harvest } = steps.harvest[2];
    this.do('investigator', 'recordHarvest', harvest);
    return this;
  }

  randomise(): this {
    for (const step of ['release', 'eligible', 'randomise'] as const) {
      const [person, name, body] = steps[step];
      this.do(person, name, body);
    }
    this.trial.now = `${infusionDay}T06:30:00.000Z`;
    return this;
  }

  /** Scheduled and prepared, nothing more. */
  prepare(laboratory: Record<string, unknown> = {}): this {
    const administration = 'infusion1';
    this.do('coordinator', 'scheduleInfusion', { administration, infusionOn: infusionDay });
    const prepared = this.do('laboratory', 'prepareInfusion', {
      administration,
      preparedAt: `${infusionDay}T06:15:00.000Z`,
      laboratory,
    });
    this.bagCode = String(prepared.outcome.bagCode);
    return this;
  }

  label(body: Record<string, unknown> = {}): this {
    this.labelCode = String(this.do('laboratory', 'printLabel', { bagCode: this.bagCode, ...body }).outcome.labelCode);
    return this;
  }

  release(laboratory: Record<string, unknown> = cellsOk): this {
    this.do('laboratory', 'releaseBag', { bagCode: this.bagCode, laboratory });
    return this;
  }

  /** The scans of one person at the bedside; all as it should be but for what is given. */
  scan(checkId: string, body: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      checkId,
      administration: 'infusion1',
      identityCode: this.identityCode(),
      bagCode: this.bagCode,
      labelCode: this.labelCode,
      happenedAt: zoned(`${infusionDay}T08:50:00.000Z`),
      ...body,
    };
  }

  /** Ready for the bedside. */
  static ready(sequence: 'early' | 'delayed' = 'early'): ProductTrial {
    const trial = new ProductTrial(sequence).enrol().randomise().prepare().label().release();
    trial.trial.now = `${infusionDay}T08:55:00.000Z`;
    return trial;
  }
}
