// What the models of repeated counts take: rows that belong to clusters, checked and put in order of their clusters.
import type { DataFrame } from '../model/data-frame.js';
import { unknownColumn } from '../model/expression.js';
import { type ModelMatrix, modelMatrix, valuesAt } from '../model/model-matrix.js';
import type { CountRegressionInput } from '../regression/count-problem.js';

/** Rows with the cluster (participant, site) that each belongs to. */
export interface ClusterInput extends CountRegressionInput {
  /** n cluster ids; rows of a cluster need not lie together. */
  readonly cluster: ArrayLike<string | number>;
  /** n visits, times or other places in the order within a cluster; needed by ar1 and unstructured correlations. */
  readonly order?: ArrayLike<number>;
}

/** Columns of a table and the terms of a model of repeated measures. */
export interface ClusterModel {
  /** Name of the response column. */
  readonly response: string;
  readonly terms: readonly string[];
  /** Column of the clusters, a factor or numbers. */
  readonly cluster: string;
  /** Expression of the offset, such as `log(weeks)`. */
  readonly offset?: string;
  /** Column of the order within a cluster: numbers, or a factor whose levels are numbers or stand in order. */
  readonly order?: string;
}

/**
 * The complete rows of a table as the input of a model of repeated measures; `design` says which rows these are.
 * @throws RangeError for an unknown column or what {@link modelMatrix} refuses
 */
export function clusterInput(data: DataFrame, model: ClusterModel): ClusterInput & { readonly design: ModelMatrix } {
  const { response, terms, cluster, offset, order } = model;
  const required = [response, cluster, offset, order].filter((name) => name !== undefined);
  const design = modelMatrix(terms, data, { required });
  return {
    response: valuesAt(response, data, design.rowIndex),
    design,
    cluster: idsAt(cluster, data, design.rowIndex),
    ...(offset === undefined ? {} : { offset: valuesAt(offset, data, design.rowIndex) }),
    ...(order === undefined ? {} : { order: placesAt(order, data, design.rowIndex) }),
  };
}

function idsAt(name: string, data: DataFrame, rowIndex: readonly number[]): readonly (string | number)[] {
  const column = data.columns.get(name);
  if (column === undefined) throw unknownColumn(name, data);
  return rowIndex.map((row) => column.values[row]!);
}

function placesAt(name: string, data: DataFrame, rowIndex: readonly number[]): Float64Array {
  const column = data.columns.get(name);
  if (column === undefined) throw unknownColumn(name, data);
  if (column.kind === 'numeric') return Float64Array.from(rowIndex, (row) => column.values[row]!);
  const isNumbered = column.levels.every((level) => level.trim() !== '' && Number.isFinite(Number(level)));
  const place = new Map(column.levels.map((level, at) => [level, isNumbered ? Number(level) : at] as const));
  return Float64Array.from(rowIndex, (row) => place.get(column.values[row]!)!);
}

/** Rows in the order of their clusters. */
export interface ClusterOrder {
  readonly clusters: number;
  /** Rows sorted by cluster; within a cluster as they came. */
  readonly row: Int32Array;
  /** clusters + 1 places in `row`: cluster c holds row[start[c]] to row[start[c + 1] − 1]. */
  readonly start: Int32Array;
}

/** Sorts rows by cluster, clusters in order of appearance. @throws RangeError for a missing id or a wrong length */
export function orderByCluster(cluster: ArrayLike<string | number>, n: number): ClusterOrder {
  if (cluster.length !== n)
    throw new RangeError(`There are ${cluster.length} cluster ids for ${n} rows of the design.`);
  const index = new Map<string | number, number>();
  const member = new Int32Array(n);
  for (let i = 0; i < n; i += 1) {
    const id = cluster[i];
    if (id === undefined || id === null || Number.isNaN(id)) {
      throw new RangeError(`Cluster id ${i + 1} is missing; every row needs the id of its cluster.`);
    }
    let at = index.get(id);
    if (at === undefined) {
      at = index.size;
      index.set(id, at);
    }
    member[i] = at;
  }
  const clusters = index.size;
  const start = new Int32Array(clusters + 1);
  for (let i = 0; i < n; i += 1) start[member[i]! + 1]! += 1;
  for (let c = 0; c < clusters; c += 1) start[c + 1]! += start[c]!;
  const next = start.slice(0, clusters);
  const row = new Int32Array(n);
  for (let i = 0; i < n; i += 1) row[next[member[i]!]!++] = i;
  return { clusters, row, start };
}
