// Requests made from the description of the interface: as it asks for, nearly so, and hostile; the same seed, the same requests.
import { type Draw, seededDraw } from './draw.js';
import { drawnId, hostileValue, type JsonSchema, pickWord, spoil, type ValueSource, validValue } from './json-value.js';

interface Parameter {
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly name: string;
  readonly required?: boolean;
  readonly schema?: JsonSchema;
}

interface DescribedBody {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

/** One endpoint of the description. */
export interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: DescribedBody;
  readonly responses: Readonly<Record<string, DescribedBody>>;
}

/** The description, as far as requests are made from it. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** One request, and the endpoint that it is meant for. */
export interface MadeRequest {
  readonly path: string;
  readonly operation: Operation;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer;
  /** The actor whose request it would be, where it is made from an example. */
  readonly actorId?: string;
}

/** A body of a command that is whole, and who sent it. */
export interface Example {
  readonly body: unknown;
  readonly actorId: string;
}

interface MadeBody {
  readonly headers: Record<string, string>;
  readonly payload?: string | Buffer;
  readonly actorId?: string;
}

/** A command of a plan, in the order of the plan. */
export interface PlannedCommand extends Example {
  readonly name: string;
  readonly trialId: string;
}

/** What requests are made from, beside the description. */
export interface RequestMaterial {
  /** Words by the name of their property; it may grow while requests are made. */
  readonly vocabulary: Map<string, unknown[]>;
  /** Whole bodies of each operation. */
  readonly examples: ReadonlyMap<string, readonly Example[]>;
  /** Sent between the others, so that the trial goes on. */
  readonly planned: readonly PlannedCommand[];
}

/** Makes requests without an end. */
export class RequestMaker {
  readonly draw: Draw;
  readonly #operations: readonly { readonly path: string; readonly method: string; readonly operation: Operation }[];
  readonly #usedKeys: string[] = [];

  readonly #planned: PlannedCommand[];

  constructor(
    description: Description,
    private readonly material: RequestMaterial,
    seed: number,
  ) {
    this.#planned = [...material.planned];
    this.draw = seededDraw(seed);
    this.#operations = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    );
  }

  /** The next request; who sends it is no part of it. */
  make(): MadeRequest {
    const planned = this.#oneIn(5) ? this.#planned.shift() : undefined;
    if (planned !== undefined) return this.#whole(planned);
    const { path, method, operation } = this.draw.pick(this.#operations);
    const body: Partial<MadeBody> = method === 'GET' || this.#oneIn(50) ? {} : this.#body(operation);
    return {
      ...{ path, operation, method, url: this.#url(path, operation) },
      ...{ headers: { ...this.#headers(operation), ...body.headers } },
      ...(body.payload === undefined ? {} : { payload: body.payload }),
      ...(body.actorId === undefined ? {} : { actorId: body.actorId }),
    };
  }

  #whole({ name, trialId, body, actorId }: PlannedCommand): MadeRequest {
    const path = `/api/trials/{trial}/commands/${name}`;
    const meant = this.#operations.find((one) => one.path === path);
    if (meant === undefined) throw new Error(`the description has no ${path}`);
    return {
      ...{ ...meant, url: path.replace('{trial}', trialId), payload: JSON.stringify(body), actorId },
      headers: {
        'content-type': 'application/json',
        'idempotency-key': drawnId(this.draw),
        'equipoise-confirmation': 'confirmed',
      },
    };
  }

  get #source(): ValueSource {
    return { draw: this.draw, vocabulary: this.material.vocabulary };
  }

  #oneIn(many: number): boolean {
    return this.draw.between(1, many) === 1;
  }

  #url(path: string, { parameters = [] }: Operation): string {
    const place = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const word = this.#oneIn(25) ? hostileValue(this.#source) : pickWord(this.#source, name);
      return this.#oneIn(30)
        ? this.draw.pick(['..%2f..%2fetc', '%00', '%ff%fe', '.', '%2e%2e', "'", 'x'.repeat(250)])
        : encoded(word);
    });
    const query = parameters
      .filter((one) => one.in === 'query' && (one.required === true || this.#oneIn(3)))
      .map(({ name, schema = {} }) => {
        const value = this.#oneIn(5) ? hostileValue(this.#source) : validValue(this.#source, schema, name);
        return `${encoded(name)}=${encoded(value)}`;
      });
    if (this.#oneIn(20))
      query.push(this.draw.pick(['nonsense=1', 'limit=1&limit=2', '__proto__[a]=1', '=', '%', 'a[b]=c', '&&&']));
    return query.length === 0 ? place : `${place}?${query.join('&')}`;
  }

  #headers({ parameters = [] }: Operation): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const { in: place, name } of parameters) if (place === 'header') this.#header(headers, name);
    if (this.#oneIn(25))
      headers[this.draw.pick(['x-forwarded-host', 'x-http-method-override', 'range', 'accept', 'expect-ct'])] =
        'evil.example';
    return headers;
  }

  #header(headers: Record<string, string>, name: string): void {
    const hostile = () =>
      this.draw.pick([
        '',
        '*',
        'W/"1"',
        '"-1"',
        '"1e9"',
        '"99999999999"',
        '\u00ff\u00fe',
        'x'.repeat(3000),
        '__proto__',
      ]);
    if (this.#oneIn(12)) headers[name] = hostile();
    else if (name === 'idempotency-key') {
      headers[name] =
        this.#oneIn(12) && this.#usedKeys.length > 0 ? this.draw.pick(this.#usedKeys) : drawnId(this.draw);
      if (this.#usedKeys.length < 500) this.#usedKeys.push(headers[name]);
    } else if (name === 'if-match') {
      if (!this.#oneIn(3)) headers[name] = `"${this.draw.between(0, 4)}"`;
    } else if (name === 'equipoise-confirmation') {
      if (!this.#oneIn(4)) headers[name] = String(pickWord(this.#source, name));
    } else if (this.#oneIn(3))
      headers[name] = String(pickWord(this.#source, name))
        .slice(0, 200)
        .replace(/[^\x20-\x7e]/g, '?');
  }

  #body(operation: Operation): MadeBody {
    const json = { 'content-type': 'application/json' };
    if (operation.operationId === 'sendAttachment' && !this.#oneIn(5)) return this.#multipart();
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    if (this.#oneIn(14)) return { headers: this.#wrongType(), payload: this.#rawText() };
    if (this.#oneIn(14)) return { headers: json, payload: this.#rawText() };
    if (schema === undefined) return this.#oneIn(3) ? { headers: json, payload: '{}' } : { headers: {} };
    const { body, actorId } = this.#wholeBody(operation, schema);
    const sent = this.#oneIn(2) ? body : spoil(this.#source, body);
    return { headers: json, payload: JSON.stringify(sent) ?? 'null', ...(actorId === undefined ? {} : { actorId }) };
  }

  /** A whole body: an example about another participant or of other ids, or one made from the schema. */
  #wholeBody(operation: Operation, schema: JsonSchema): Partial<Example> {
    const examples = this.material.examples.get(operation.operationId ?? '') ?? [];
    if (examples.length === 0 || this.#oneIn(3)) return { body: validValue(this.#source, schema) };
    const { body, actorId } = this.draw.pick(examples);
    const changed = Object.entries(body as object).map(([key, value]) => {
      const isOther = typeof value === 'string' && this.#oneIn(6);
      return [key, isOther ? pickWord(this.#source, key) : value];
    });
    return { body: Object.fromEntries(changed), actorId };
  }

  #wrongType(): Record<string, string> {
    const types = ['text/plain', 'text/xml', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16'];
    const more = [
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'application/octet-stream',
      '',
      ';',
      'a/b/c',
    ];
    return { 'content-type': this.draw.pick([...types, ...more]) };
  }

  #rawText(): string | Buffer {
    return this.draw.pick<() => string | Buffer>([
      () => '['.repeat(20_000),
      () => `${'['.repeat(5000)}${']'.repeat(5000)}`,
      () => `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
      () => '{"__proto__":{"isAdministrator":true},"constructor":{"prototype":{"x":1}}}',
      () => '{"reason":"a","reason":"b"}',
      () => `{"n":1${'0'.repeat(5000)}}`,
      () => '{"n":1e999}',
      () => '{"reason":"\\u0000","reason2":"\\ud800"}',
      () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      () => '\ufeff{}',
      () => this.draw.pick(['', 'null', '[]', '{', '"', '0', 'undefined', '<a/>', '{"a":1}{"b":2}', ' ']),
      () => JSON.stringify({ reason: 'x'.repeat(300_000) }),
    ])();
  }

  #multipart(): MadeBody {
    const boundary = 'made-boundary';
    const examples = this.material.examples.get('sendAttachment') ?? [];
    const { body, actorId } = this.draw.pick(examples);
    const described = this.#oneIn(2) ? body : spoil(this.#source, body);
    const name = this.draw.pick([
      'scan.pdf',
      '../../etc/passwd',
      'a\u0000.png',
      `${'x'.repeat(400)}.pdf`,
      'CON',
      'é"; x="y',
    ]);
    const content = this.draw.pick([
      '%PDF-1.4\n%made\n',
      'PK\u0003\u0004',
      '',
      '<svg onload="x"/>',
      'plain text',
      '\u0000'.repeat(2000),
    ]);
    const field = `--${boundary}\r\ncontent-disposition: form-data; name="command"\r\n\r\n${JSON.stringify(described)}\r\n`;
    const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n${content}\r\n`;
    const end = this.#oneIn(6) ? '' : `--${boundary}--\r\n`;
    const parts = this.#oneIn(8) ? [file, field] : [field, file];
    return {
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Buffer.from(`${parts.join('')}${end}`),
      actorId,
    };
  }
}

/** Also what a program would not take as text, such as half a surrogate pair. */
function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return encodeURIComponent(Buffer.from(text.slice(0, 1000), 'utf8').toString('utf8'));
}
