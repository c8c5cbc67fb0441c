// Figures over HTTP: the templates by which the report draws, so that a page draws the same from numbers that it has.
import type { FigureTemplate } from '@equipoise/analysis';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { problemResponses } from './description.js';
import { HttpProblem } from './problem.js';
import { conditional, sendRows } from './view-route.js';

const Template = z.object({
  words: z.array(z.string()).describe('each stands in the specification as "{word}", always a text as a whole'),
  datasets: z
    .record(z.string(), z.record(z.string(), z.string()))
    .describe('the datasets that the specification names, with the fields of their rows and what these mean'),
  spec: z.record(z.string(), z.unknown()).describe('Vega-Lite, without data, words, size and colours'),
});

/** Adds the endpoint, for everybody who is signed in: it is the same in all trials and holds nothing of any. */
export function addFigureRoute(app: FastifyInstance): void {
  app.route({
    method: 'GET',
    url: '/api/figures/:figure',
    config: { kind: 'view' },
    schema: {
      operationId: 'readFigure',
      summary:
        'The template of a figure, as the report draws it: put in your words and data, and any Vega-Lite shows it.',
      tags: ['analyses'],
      params: z.object({ figure: z.string().max(64) }),
      headers: z.object(conditional),
      response: { 200: Template, ...problemResponses },
    },
    handler: async (request, reply) => {
      const { figure } = request.params as { readonly figure: string };
      const { figureTemplates } = await import('@equipoise/analysis');
      const templates: Readonly<Record<string, FigureTemplate>> = figureTemplates;
      const template = Object.hasOwn(templates, figure) ? templates[figure] : undefined;
      if (template === undefined) {
        const allowed = Object.keys(templates);
        const detail = `No figure has this name. There are ${allowed.join(', ')}.`;
        throw new HttpProblem('not-found', { detail, facts: { allowed } });
      }
      // Kept, and asked for anew each time by its tag: a later version of the program may draw otherwise.
      void reply.header('cache-control', 'private, no-cache');
      return sendRows(request, reply, JSON.stringify(template));
    },
  });
}
