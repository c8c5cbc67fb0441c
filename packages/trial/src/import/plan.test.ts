// Imports: the shipped data become commands; every fault of a file is told with its line and column; same file, same commands.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SubmittedCommand } from '../command/catalogue.js';
import { sha256Hex } from '../digest.js';
import { formatIssue, parseProtocol } from '../protocol/parse.js';
import { parseImportMapping } from './parse-mapping.js';
import { type ImportRequest, planImport } from './plan.js';
import type { ImportTable } from './table.js';

const read = (path: string) => readFileSync(new URL(`../../../../trials/${path}`, import.meta.url), 'utf8');

/** Enough for these files: no cell holds a comma or a quotation mark. */
function split(text: string, file = 'data.csv'): ImportTable {
  const [header = [], ...lines] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1')));
  const rows = lines.map((cells, index) => ({
    line: index + 2,
    cells: Object.fromEntries(header.map((column, place) => [column, cells[place] ?? ''])),
  }));
  return { file, header, rows };
}

function load(
  name: string,
  change: { mapping?: (source: string) => string; protocol?: (source: string) => string } = {},
) {
  const protocolSource = (change.protocol ?? ((source) => source))(read(`${name}/protocol.yaml`));
  const protocol = parseProtocol(protocolSource, 'protocol.yaml');
  if (!protocol.ok) throw new Error(protocol.issues.map(formatIssue).join('\n'));
  const mappingSource = (change.mapping ?? ((source) => source))(read(`${name}/import.yaml`));
  const mapping = parseImportMapping(mappingSource, 'import.yaml', protocol.value);
  if (!mapping.ok) throw new Error(mapping.issues.map(formatIssue).join('\n'));
  return { protocol: protocol.value, protocolSource, mapping: mapping.value };
}

function request(name: string, text: string, change = {}): ImportRequest {
  return { ...load(name, change), table: split(text), dataDigest: sha256Hex(text) };
}

function plan(name: string, text = read(`${name}/data.csv`)): readonly SubmittedCommand[] {
  const planned = planImport(request(name, text));
  if (!planned.ok) throw new Error(planned.issues.map(formatIssue).join('\n'));
  return planned.value.commands;
}

type Of<N extends SubmittedCommand['command']['name']> = Extract<SubmittedCommand['command'], { name: N }>['body'];

function bodies<N extends SubmittedCommand['command']['name']>(
  commands: readonly SubmittedCommand[],
  name: N,
): Of<N>[] {
  return commands.flatMap(({ command }) => (command.name === name ? [command.body as Of<N>] : []));
}

describe('planImport', () => {
  it('brings in the Raynaud crossover: 20 participants, 10 in each sequence, 40 counts', () => {
    const commands = plan('raynaud');
    const [allocation] = bodies(commands, 'commitAllocation');
    expect(allocation?.list?.filter((entry) => entry.sequence === 'NP')).toHaveLength(10);
    expect(allocation?.list?.filter((entry) => entry.sequence === 'PN')).toHaveLength(10);
    expect(bodies(commands, 'randomise')).toHaveLength(20);
    const counts = bodies(commands, 'recordForm').map((body) => body.items.attacks);
    expect(counts).toHaveLength(40);
    // The sum of the column, by awk.
    expect(counts.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(1056);
  });

  it('brings in the epilepsy trial: 59 participants with base, age and four counts', () => {
    const commands = plan('epilepsy');
    const [allocation] = bodies(commands, 'commitAllocation');
    expect(allocation?.list?.filter((entry) => entry.sequence === 'placebo')).toHaveLength(28);
    expect(allocation?.list?.filter((entry) => entry.sequence === 'progabide')).toHaveLength(31);
    const forms = bodies(commands, 'recordForm');
    expect(forms.filter((body) => body.form === 'seizureCount')).toHaveLength(236);
    expect(forms.filter((body) => body.form === 'baseCount')).toHaveLength(59);
    expect(forms[0]).toMatchObject({ visit: 'base', form: 'baseCount', items: { baseSeizures: 11, ageYears: 31 } });
  });

  it('creates, commits the allocation and the plan, goes live, and at the end locks and unblinds', () => {
    const names = plan('raynaud').map(({ command }) => command.name);
    expect(names[0]).toBe('createTrial');
    expect(names.indexOf('commitAllocation')).toBeLessThan(names.indexOf('goLive'));
    expect(names.indexOf('commitAnalysisPlan')).toBeLessThan(names.indexOf('goLive'));
    expect(names.slice(-2)).toEqual(['lockTrial', 'unblindTrial']);
  });

  it('randomises each participant right before what is recorded after randomisation', () => {
    const commands = plan('epilepsy');
    const first = bodies(commands, 'screenParticipant')[0]?.participantId;
    const own = commands.filter(
      ({ command }) => 'participantId' in command.body && command.body.participantId === first,
    );
    const steps = own.map(({ command }) => (command.name === 'recordForm' ? command.body.visit : command.name));
    expect(steps).toEqual(['screenParticipant', 'base', 'randomise', 'visit1', 'visit2', 'visit3', 'visit4']);
  });

  it('says of every date that the source does not have it', () => {
    for (const body of bodies(plan('raynaud'), 'recordForm'))
      expect(body.happenedOn).toEqual({ missing: 'notInSource' });
  });

  it('gives the same commands for the same file, and other ids for another', () => {
    const text = read('raynaud/data.csv');
    expect(plan('raynaud', text)).toEqual(plan('raynaud', text));
    const other = plan('raynaud', text.replace('"1","N",16', '"1","N",17'));
    const ids = new Set(plan('raynaud', text).map(({ commandId }) => commandId));
    expect(other.filter(({ commandId }) => ids.has(commandId))).toEqual([]);
  });

  it('gives every command an id of its own, shaped as a random one', () => {
    const ids = plan('epilepsy').map(({ commandId }) => commandId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

interface Fault {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly expected: readonly string[];
}

const faults: readonly Fault[] = [
  {
    name: 'a text for a number',
    from: '3,"NP","1","N",8',
    to: '3,"NP","1","N",eight',
    expected: ['6:5 not-a-number attacks'],
  },
  {
    name: 'a part of a count',
    from: '3,"NP","1","N",8',
    to: '3,"NP","1","N",8.5',
    expected: ['6:5 not-a-whole-number attacks'],
  },
  {
    name: 'a negative count',
    from: '3,"NP","1","N",8',
    to: '3,"NP","1","N",-8',
    expected: ['6:5 out-of-range attacks'],
  },
  {
    name: 'a number in hexadecimal',
    from: '3,"NP","1","N",8',
    to: '3,"NP","1","N",0x8',
    expected: ['6:5 not-a-number attacks'],
  },
  {
    name: 'a sequence without meaning',
    from: '3,"NP","1","N",8',
    to: '3,"PX","1","N",8',
    expected: ['6:2 level-unknown sequence'],
  },
  {
    name: 'a participant in two sequences',
    from: '3,"NP","2","P",20',
    to: '3,"PN","2","P",20',
    expected: ['7:2 value-contradicts sequence'],
  },
  {
    name: 'a treatment that the sequence does not give',
    from: '3,"NP","1","N",8',
    to: '3,"NP","1","P",8',
    expected: ['6:4 treatment-contradicts treatment'],
  },
  {
    name: 'a period without meaning',
    from: '3,"NP","2","P",20',
    to: '3,"NP","3","P",20',
    expected: ['7:3 level-unknown period', '7:3 visit-missing period'],
  },
  {
    name: 'a row that is there twice',
    from: '3,"NP","2","P",20',
    to: '3,"NP","2","P",20\n3,"NP","2","P",21',
    expected: ['8:3 row-twice period'],
  },
  { name: 'a visit that is not there', from: '3,"NP","2","P",20\n', to: '', expected: ['6:3 visit-missing period'] },
  {
    name: 'a row without participant',
    from: '20,"PN","2","N",4',
    to: ',"PN","2","N",4',
    expected: ['40:3 visit-missing period', '41:1 participant-missing subject'],
  },
  {
    name: 'a column that is not there',
    from: '"period","treatment","attacks"',
    to: '"period","treatment","attack"',
    expected: ['1: column-missing attacks', '1:5 column-unused attack'],
  },
];

describe('the faults of a data file', () => {
  const told = (text: string, name = 'raynaud') => {
    const planned = planImport(request(name, text));
    return planned.ok
      ? []
      : planned.issues.map(({ line, column, code, path }) => `${line}:${column ?? ''} ${code} ${path?.[1]}`);
  };

  it.each(faults)('finds $name', ({ from, to, expected }) => {
    const text = read('raynaud/data.csv');
    expect(text.split(from)).toHaveLength(2);
    expect(told(text.replace(from, to))).toEqual(expected);
  });

  it('are told all at once', () => {
    const text = read('raynaud/data.csv')
      .replace('3,"NP","1","N",8', '3,"NP","1","N",eight')
      .replace('5,"NP","2","P",25', '5,"PN","2","P",25')
      .replace('20,"PN","2","N",4', '20,"PN","2","P",-4');
    expect(told(text)).toEqual([
      '6:5 not-a-number attacks',
      '11:2 value-contradicts sequence',
      '41:4 treatment-contradicts treatment',
      '41:5 out-of-range attacks',
    ]);
  });

  it('include a value that must be the same on all rows of a participant and is not', () => {
    const text = read('epilepsy/data.csv').replace('3,"placebo",11,31,0,"1",2', '3,"placebo",12,31,0,"1",2');
    expect(told(text, 'epilepsy')).toEqual(['3:3 value-contradicts base']);
  });

  it('include a file without rows', () => {
    expect(told('"subject","sequence","period","treatment","attacks"\n')).toEqual(['1: table-empty undefined']);
  });

  it('do not include a missing count, which is recorded as not in the source', () => {
    const planned = planImport(
      request('raynaud', read('raynaud/data.csv').replace('3,"NP","1","N",8', '3,"NP","1","N",NA')),
    );
    if (!planned.ok) throw new Error('the file has issues');
    const missing = bodies(planned.value.commands, 'recordForm').filter(
      (body) => typeof body.items.attacks === 'object',
    );
    expect(missing.map((body) => body.items)).toEqual([{ attacks: { missing: 'notInSource' } }]);
  });
});

const eventMapping = (source: string) =>
  `${source}adverseEvents:
  data: events.csv
  participant: { column: subject }
  term: { column: event }
  systemOrganClass: { column: class, values: { nerves: nervousSystem } }
  severity: { column: grade, values: { "1": mild, "2": severe } }
  serious: { column: serious, values: { yes: true, no: false } }
  startedOn: { column: start }
`;
const eventProtocol = (source: string) =>
  `${source}adverseEvents:
  dictionary: { name: Plain, systemOrganClasses: [{ code: nervousSystem, name: Nervous system disorders }] }
  severity: [{ code: mild, name: Mild }, { code: severe, name: Severe }]
  causalityTo: [product]
`;

describe('adverse events', () => {
  const planEvents = (events: string) => {
    const text = read('raynaud/data.csv');
    const asked = request('raynaud', text, { mapping: eventMapping, protocol: eventProtocol });
    return planImport({ ...asked, adverseEvents: split(events, 'events.csv') });
  };

  it('become reports of the participants that had them', () => {
    const planned = planEvents(
      'subject,event,class,grade,serious,start\n7,Headache,nerves,1,no,1985-03\n7,Syncope,nerves,2,yes,NA\n',
    );
    if (!planned.ok) throw new Error(planned.issues.map(formatIssue).join('\n'));
    const reports = bodies(planned.value.commands, 'reportAdverseEvent');
    expect(reports).toMatchObject([
      { term: 'Headache', systemOrganClass: 'nervousSystem', severity: 'mild', serious: false, startedOn: '1985-03' },
      { term: 'Syncope', severity: 'severe', serious: true, startedOn: { missing: 'notInSource' } },
    ]);
    const seventh = bodies(planned.value.commands, 'screenParticipant')[6]?.participantId;
    expect(reports.map((report) => report.participantId)).toEqual([seventh, seventh]);
  });

  it('are refused with every fault of their file', () => {
    const planned = planEvents(
      'subject,event,class,grade,serious,start\n77,Headache,nerves,9,no,1985-13\n7,,skin,1,maybe,NA\n',
    );
    const found = planned.ok
      ? []
      : planned.issues.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);
    expect(found).toEqual([
      'events.csv:2:1 participant-unknown',
      'events.csv:2:4 level-unknown',
      'events.csv:2:6 not-a-date',
      'events.csv:3:2 term-missing',
      'events.csv:3:3 level-unknown',
      'events.csv:3:5 level-unknown',
    ]);
  });

  it('are missed where the mapping names a file that is not there', () => {
    const planned = planImport(
      request('raynaud', read('raynaud/data.csv'), { mapping: eventMapping, protocol: eventProtocol }),
    );
    expect(planned.ok ? [] : planned.issues.map((issue) => issue.code)).toEqual(['table-missing']);
  });
});

describe('parseImportMapping', () => {
  it('reads the example of trials/README.md', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(read('README.md'))?.[1] ?? '';
    const protocolSource = read('mesems/protocol.yaml');
    const protocol = parseProtocol(protocolSource, 'protocol.yaml');
    if (!protocol.ok) throw new Error('the protocol has issues');
    const parsed = parseImportMapping(example, 'import.yaml', protocol.value);
    const codes = parsed.ok ? [] : parsed.issues.map((issue) => issue.code);
    expect(codes.sort()).toEqual(['product-not-importable', 'randomisation-not-list']);
  });

  it('tells all that a mapping names in vain, with line and column', () => {
    const { protocol } = load('raynaud');
    const source = read('raynaud/import.yaml')
      .replace('notStated', 'notSated')
      .replace('NP: NP', 'NP: NQ')
      .replace('"2": endOfPeriod2', '"2": endOfPeriod3')
      .replace('item: attacks', 'item: attack');
    const parsed = parseImportMapping(source, 'import.yaml', protocol);
    const found = parsed.ok ? [] : parsed.issues.map(({ line, column, code }) => `${line}:${column} ${code}`);
    expect(found).toEqual(['5:19 unknown-site', '7:53 unknown-sequence', '8:60 unknown-visit', '11:49 unknown-item']);
  });

  it('refuses values of a form that roles of their own fill, and no others', () => {
    const protocol = parseProtocol(
      read('raynaud/protocol.yaml').replace(/^( +- id: attackCount\n)/m, '$1    filledBy: [coordinator]\n'),
      'protocol.yaml',
    );
    if (!protocol.ok) throw new Error(protocol.issues.map(formatIssue).join('\n'));
    const parsed = parseImportMapping(read('raynaud/import.yaml'), 'import.yaml', protocol.value);
    const found = parsed.ok ? [] : parsed.issues.map(({ line, code }) => `${line} ${code}`);
    expect(found).toEqual(['11 roles-not-importable']);
  });

  it('refuses a protocol that draws its allocation itself or releases a product', () => {
    const protocol = parseProtocol(read('mesems/protocol.yaml'), 'protocol.yaml');
    if (!protocol.ok) throw new Error('the protocol has issues');
    const parsed = parseImportMapping(read('raynaud/import.yaml'), 'import.yaml', protocol.value);
    const codes = parsed.ok ? [] : parsed.issues.map((issue) => issue.code);
    expect(codes).toEqual(
      expect.arrayContaining(['randomisation-not-list', 'product-not-importable', 'consent-not-stated']),
    );
  });
});

describe('the model trial with data of its own, as trials/README.md describes', () => {
  const asData = (source: string) =>
    source
      .replace(/^product:\n[\s\S]*?(?=^administrations:)/m, '')
      .replace(/^consents:\n[\s\S]*?(?=^# A rule)/m, 'consents: []\n')
      .replace('stages: [harvest, randomisation]', 'stages: []')
      .replace('method: permutedBlocks\n  blockSizes: [4]', 'method: uploadedList');
  const mappingSource = `import: 1
data: data.csv
source: A table in memory
site: { column: centre, values: { "1": site01, "2": site12 } }
participant: { column: id }
sequence: { column: arm, values: { AB: earlyMsc, BA: delayedMsc } }
items:
  - { column: gel0, form: mri, item: gel, visit: W0 }
  - { column: gel4, form: mri, item: gel, visit: W4 }
  - { column: read4, form: mri, item: readable, visit: W4, values: { y: true, n: false } }
dates: { randomised: randomised }
`;
  const text = 'id,centre,arm,randomised,gel0,gel4,read4\nA-1,1,AB,2015-03-02,2,0,y\nA-2,2,BA,2015-04,1,NA,n\n';
  const protocolSource = asData(read('mesems/protocol.yaml'));

  it('takes one row for each participant, with strata by site', () => {
    const protocol = parseProtocol(protocolSource, 'protocol.yaml');
    if (!protocol.ok) throw new Error(protocol.issues.map(formatIssue).join('\n'));
    const mapping = parseImportMapping(mappingSource, 'import.yaml', protocol.value);
    if (!mapping.ok) throw new Error(mapping.issues.map(formatIssue).join('\n'));
    const planned = planImport({
      protocol: protocol.value,
      protocolSource,
      mapping: mapping.value,
      table: split(text),
      dataDigest: sha256Hex(text),
    });
    if (!planned.ok) throw new Error(planned.issues.map(formatIssue).join('\n'));
    const { commands } = planned.value;
    expect(bodies(commands, 'commitAllocation')[0]?.list).toEqual([
      { stratum: 'site=site01', sequence: 'earlyMsc' },
      { stratum: 'site=site12', sequence: 'delayedMsc' },
    ]);
    expect(bodies(commands, 'randomise').map((body) => body.randomisedOn)).toEqual(['2015-03-02', '2015-04']);
    expect(bodies(commands, 'recordForm').map(({ visit, items }) => ({ visit, items }))).toEqual([
      { visit: 'W0', items: { gel: 2 } },
      { visit: 'W4', items: { gel: 0, readable: true } },
      { visit: 'W0', items: { gel: 1 } },
      { visit: 'W4', items: { gel: { missing: 'notInSource' }, readable: false } },
    ]);
  });
});
