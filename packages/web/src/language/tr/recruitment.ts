// Recruitment against plan.
import type { Messages } from '../message.js';

export const recruitment = {
  'recruitment.title': 'Gönüllü alımı',
  'recruitment.help': 'Kaç kişi, nerede ve ne zaman tarandı ve randomize edildi; planla karşılaştırmalı.',
  'recruitment.nobody': 'Henüz kimse taranmadı.',
  'recruitment.screened': 'Taranan',
  'recruitment.randomised': 'Randomize edilen',
  'recruitment.planned': 'Planlanan',
  'recruitment.ofPlanned': 'planlanan: {planned}',
  'recruitment.complete': 'Tam kayıtlar',
  'recruitment.completeNote': 'gönüllülerin bu oranında gereken her form var',
  'recruitment.outOfWindow': 'Pencere dışı vizitler',
  'recruitment.outOfWindowNote': 'sapma olarak kaydedildi',
  'recruitment.openQueries': 'Açık sorgular',
  'recruitment.byPlace': 'Yere göre',
  'recruitment.bySite': 'Merkezler',
  'recruitment.byNational': 'Ulusal araştırmalar',
  'recruitment.place': 'Yer',
  'recruitment.first': 'İlk randomizasyon',
  'recruitment.latest': 'Son randomizasyon',
  'recruitment.month': 'Ay',
  'recruitment.participants': 'Gönüllüler',
  'recruitment.overTime': 'Zaman içinde',
  'recruitment.summary': '{month} sonuna dek taranan: {screened}, randomize edilen: {randomised}.',
  'recruitment.summaryPlanned':
    '{month} sonuna dek taranan: {screened}, randomize edilen: {randomised}, planlanan: {planned} (noktalı çizgi).',
} satisfies Messages;
