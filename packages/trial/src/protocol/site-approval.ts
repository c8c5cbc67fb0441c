// The approvals that a site of a live trial needs where its protocol names none, and the tasks that are usually delegated.
import type { ApprovalDefinition, DelegationTask, Protocol } from './schema.js';

export type { ApprovalDefinition } from './schema.js';

/** ICH E6(R3) 2.4, 3.8 and 4.3.5, and the usual order of a start: opinion, authorisation, contract, initiation visit. */
export const standardApprovals: readonly ApprovalDefinition[] = [
  {
    id: 'ethics',
    name: {
      en: 'Favourable opinion of the ethics committee',
      it: 'Parere favorevole del comitato etico',
      de: 'Zustimmende Bewertung der Ethikkommission',
      fr: 'Avis favorable du comité d’éthique',
      es: 'Dictamen favorable del comité de ética',
      tr: 'Etik kurulun olumlu görüşü',
    },
    per: 'site',
  },
  {
    id: 'authority',
    name: {
      en: 'Authorisation by the competent authority',
      it: 'Autorizzazione dell’autorità competente',
      de: 'Genehmigung der zuständigen Behörde',
      fr: 'Autorisation de l’autorité compétente',
      es: 'Autorización de la autoridad competente',
      tr: 'Yetkili otoritenin izni',
    },
    per: 'nationalTrial',
  },
  {
    id: 'contract',
    name: {
      en: 'Signed contract of the site',
      it: 'Contratto firmato del centro',
      de: 'Unterzeichneter Vertrag der Prüfstelle',
      fr: 'Contrat signé du site',
      es: 'Contrato firmado del centro',
      tr: 'Merkezin imzalı sözleşmesi',
    },
    per: 'site',
  },
  {
    id: 'initiation',
    name: {
      en: 'Initiation visit',
      it: 'Visita di avvio',
      de: 'Initiierungsvisite',
      fr: 'Visite de mise en place',
      es: 'Visita de inicio',
      tr: 'Başlangıç viziti',
    },
    per: 'site',
  },
];

/** What an investigator usually delegates (ICH E6(R3) 2.3.1). */
export const standardTasks: readonly DelegationTask[] = [
  {
    id: 'consent',
    name: {
      en: 'Informed consent',
      it: 'Consenso informato',
      de: 'Einwilligung nach Aufklärung',
      fr: 'Consentement éclairé',
      es: 'Consentimiento informado',
      tr: 'Bilgilendirilmiş olur',
    },
    commands: ['recordConsent'],
  },
  {
    id: 'eligibility',
    name: {
      en: 'Judgement of eligibility',
      it: 'Giudizio di eleggibilità',
      de: 'Beurteilung der Eignung',
      fr: 'Évaluation de l’éligibilité',
      es: 'Valoración de la elegibilidad',
      tr: 'Uygunluğun değerlendirilmesi',
    },
    commands: ['assessEligibility'],
  },
  {
    id: 'screening',
    name: { en: 'Screening', it: 'Screening', de: 'Screening', fr: 'Sélection', es: 'Cribado', tr: 'Tarama' },
    commands: ['screenParticipant'],
  },
  {
    id: 'randomisation',
    name: {
      en: 'Randomisation',
      it: 'Randomizzazione',
      de: 'Randomisierung',
      fr: 'Randomisation',
      es: 'Aleatorización',
      tr: 'Randomizasyon',
    },
    commands: ['randomise'],
  },
  {
    id: 'data',
    name: {
      en: 'Entry and correction of data',
      it: 'Inserimento e correzione dei dati',
      de: 'Eingabe und Korrektur von Daten',
      fr: 'Saisie et correction des données',
      es: 'Introducción y corrección de datos',
      tr: 'Veri girişi ve düzeltmesi',
    },
    commands: ['recordForm', 'correctValue'],
  },
  {
    id: 'rating',
    name: {
      en: 'Rating of outcomes',
      it: 'Valutazione degli esiti',
      de: 'Beurteilung der Zielgrößen',
      fr: 'Évaluation des critères de jugement',
      es: 'Evaluación de los resultados',
      tr: 'Sonuçların değerlendirilmesi',
    },
    commands: ['recordForm', 'recordTreatmentGuess'],
  },
  {
    id: 'harvest',
    name: { en: 'Harvest', it: 'Prelievo', de: 'Entnahme', fr: 'Prélèvement', es: 'Extracción', tr: 'Hasat' },
    commands: ['recordHarvest'],
  },
  {
    id: 'productPreparation',
    name: {
      en: 'Preparation of the product',
      it: 'Preparazione del prodotto',
      de: 'Vorbereitung des Produkts',
      fr: 'Préparation du produit',
      es: 'Preparación del producto',
      tr: 'Ürünün hazırlanması',
    },
    commands: ['prepareInfusion'],
  },
  {
    id: 'infusion',
    name: { en: 'Infusion', it: 'Infusione', de: 'Infusion', fr: 'Perfusion', es: 'Infusión', tr: 'İnfüzyon' },
    commands: ['permitInfusion', 'requestGateOverride'],
  },
  {
    id: 'safety',
    name: {
      en: 'Judgement of adverse events',
      it: 'Giudizio sugli eventi avversi',
      de: 'Beurteilung unerwünschter Ereignisse',
      fr: 'Évaluation des événements indésirables',
      es: 'Valoración de los acontecimientos adversos',
      tr: 'Advers olayların değerlendirilmesi',
    },
    commands: [],
  },
];

/** The tasks of a trial. */
export function tasksOf(protocol: Protocol): readonly DelegationTask[] {
  return protocol.delegation?.tasks ?? standardTasks;
}
