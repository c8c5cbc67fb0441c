// TypeScript of what the interface answers, from its OpenAPI description: the web application is compiled against it.

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly $ref?: string;
}

interface Operation {
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >;
}

/** The parts of an OpenAPI description that are read. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * Writes one file of types: parameters and rows of every view, bodies and answers of every other address but commands.
 * @param codes of every "no"
 */
export function writeInterfaceTypes(description: Description, codes: readonly string[]): string {
  const views: string[] = [];
  const routes: string[] = [];
  for (const [path, operations] of Object.entries(description.paths).sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [method, operation] of Object.entries(operations).filter(([name]) => methods.includes(name))) {
      const name = /^\/api\/trials\/\{trial\}\/(\w+)$/.exec(path)?.[1];
      const answer = contentOf(operation.responses?.['200'] ?? operation.responses?.['201']);
      const row = answer?.properties?.rows?.items;
      const query = parametersOf(operation, 'query');
      if (path.includes('/commands/')) continue;
      if (method === 'get' && name !== undefined && row !== undefined) {
        views.push(`  ${name}: { params: ${print(query)}; row: ${print(row)} };`);
        continue;
      }
      const body = contentOf(operation.requestBody);
      routes.push(
        `  '${method.toUpperCase()} ${path}': { params: ${print(query)}; body: ${body === undefined ? 'undefined' : print(body)}; answer: ${answer === undefined ? 'undefined' : print(answer)} };`,
      );
    }
  }
  return `// What the server answers: written by \`npm run docs\` from the description of the interface. Do not edit.

/** The code of every "no": of refused commands, of the web server and of accounts. */
export type ProblemCode =
${[...new Set(codes)]
  .sort()
  .map((code) => `  | '${code}'`)
  .join('\n')};

/** Parameters and rows of each view. */
export interface Views {
${views.join('\n')}
}

/** Parameters, body and answer of each other address. */
export interface Routes {
${routes.join('\n')}
}
`;
}

function contentOf(
  holder: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> } | undefined,
): Schema | undefined {
  return holder?.content?.['application/json']?.schema;
}

function parametersOf({ parameters = [] }: Operation, place: string): Schema {
  const own = parameters.filter((parameter) => parameter.in === place);
  return {
    type: 'object',
    properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
    required: own.flatMap(({ name, required }) => (required === true ? [name] : [])),
    additionalProperties: false,
  };
}

function print(schema: Schema | undefined): string {
  if (schema === undefined || Object.keys(schema).length === 0) return 'unknown';
  if (schema.$ref !== undefined) return 'unknown';
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return [...new Set(union.map(print))].join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((each) => `(${print(each)})`).join(' & ');
  if (Array.isArray(schema.type)) {
    return [...new Set(schema.type.map((type: string) => print({ ...schema, type })))].join(' | ');
  }
  if (schema.type === 'array') {
    if (schema.prefixItems !== undefined) return `readonly [${schema.prefixItems.map(print).join(', ')}]`;
    return `readonly (${print(schema.items)})[]`;
  }
  if (schema.type === 'object') return printObject(schema);
  const plain: Readonly<Record<string, string>> = {
    string: 'string',
    number: 'number',
    integer: 'number',
    boolean: 'boolean',
    null: 'null',
  };
  return plain[schema.type as string] ?? 'unknown';
}

function printObject({ properties = {}, required = [], additionalProperties }: Schema): string {
  const names = Object.keys(properties);
  if (names.length === 0 && typeof additionalProperties === 'object')
    return `Readonly<Record<string, ${print(additionalProperties)}>>`;
  if (names.length === 0)
    return additionalProperties === false ? 'Readonly<Record<string, never>>' : 'Readonly<Record<string, unknown>>';
  const fields = names.map(
    (name) =>
      `readonly ${/^\w+$/.test(name) ? name : `'${name}'`}${required.includes(name) ? '' : '?'}: ${print(properties[name])}`,
  );
  return `{ ${fields.join('; ')} }`;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : JSON.stringify(value);
}
