// The product: the laboratory's board and workbench, reconciliation of bags and labels, and what everybody may know.
import { IconBarcode, IconLayoutColumns, IconScale, IconVaccineBottle } from '@tabler/icons-react';
import type { Page } from '../../app/page.js';

export const productPages: readonly Page[] = [
  {
    path: 'laboratory',
    title: 'product.board',
    rights: ['laboratory'],
    homeOf: ['cellLaboratory', 'unblindedPharmacist', 'unblindedMonitor'],
    group: 'product',
    icon: IconLayoutColumns,
    isUnblinded: true,
    load: () => import('./board-page.js'),
  },
  {
    path: 'laboratory/participants/$participant',
    title: 'product.workbench',
    rights: ['laboratory'],
    isUnblinded: true,
    load: () => import('./workbench-page.js'),
  },
  {
    path: 'laboratory/reconciliation',
    title: 'product.reconciliation',
    rights: ['laboratory'],
    group: 'product',
    icon: IconScale,
    isUnblinded: true,
    load: () => import('./reconciliation-page.js'),
  },
  {
    path: 'laboratory/labels',
    title: 'product.labels',
    rights: ['laboratory'],
    group: 'product',
    icon: IconBarcode,
    isUnblinded: true,
    load: () => import('./labels-page.js'),
  },
  {
    path: 'product',
    title: 'product.status',
    rights: ['productStatus'],
    group: 'product',
    icon: IconVaccineBottle,
    load: () => import('./status-page.js'),
  },
];
