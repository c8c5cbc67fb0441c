// Room for long calculations: so many at a time in one process, one for each person, all ended when the server stops.
import type { FastifyInstance } from 'fastify';
import { CalculationProblem } from '../calculate/calculation.js';
import { HttpProblem } from './problem.js';

/** A place that was taken. */
export interface CalculationPlace {
  readonly signal: AbortSignal;
  /** Ends what is calculated, for a reason. */
  readonly cancel: (reason?: CalculationProblem) => void;
  /** Gives the place back; again does no harm. */
  readonly leave: () => void;
}

export class CalculationPlaces {
  readonly #taken = new Map<symbol, { readonly accountId: string; readonly controller: AbortController }>();

  constructor(
    app: FastifyInstance,
    private readonly most: number,
  ) {
    app.addHook('preClose', async () => {
      for (const { controller } of this.#taken.values()) controller.abort(cancelled());
    });
  }

  /** @throws HttpProblem `too-many-requests` where this person has a place, or all are taken */
  take(accountId: string): CalculationPlace {
    const own = [...this.#taken.values()].some((one) => one.accountId === accountId);
    if (own || this.#taken.size >= this.most) {
      const detail = own
        ? 'A calculation of yours is under way: wait for its end, or cancel it.'
        : 'Other calculations are under way; try again when one of them has ended.';
      throw new HttpProblem('too-many-requests', { detail, headers: { 'retry-after': '5' } });
    }
    const place = Symbol(accountId);
    const controller = new AbortController();
    this.#taken.set(place, { accountId, controller });
    return {
      signal: controller.signal,
      cancel: (reason = cancelled()) => controller.abort(reason),
      leave: () => void this.#taken.delete(place),
    };
  }
}

function cancelled(): CalculationProblem {
  return new CalculationProblem('cancelled', 'It was cancelled.');
}

/** The answer to a calculation that has no result; any other error as it is. */
export function calculationProblem(error: unknown): unknown {
  if (error instanceof RangeError) return new HttpProblem('calculation-unfit', { detail: error.message });
  if (!(error instanceof CalculationProblem)) return error;
  if (error.reason === 'cancelled') return new HttpProblem('closing');
  const code = error.reason === 'slow' ? 'calculation-slow' : 'calculation-unfit';
  return new HttpProblem(code, { detail: error.message });
}
